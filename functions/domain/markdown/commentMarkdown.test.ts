import { InvalidInput } from '../errors.ts'
import { PREVIEW_LENGTH, renderComment, shorten, textOf } from './commentMarkdown.ts'
import { isNestedTooDeep } from './nesting.ts'

test('raw HTML is shown as text', () => {
  expect(renderComment('<img src=x onerror=alert(1)> & <b>bold</b>')).toBe(
    '<p>&lt;img src=x onerror=alert(1)&gt; &amp; &lt;b&gt;bold&lt;/b&gt;</p>',
  )
})

test.each(['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,x', 'vbscript:x', '&#106;avascript:alert(1)'])(
  'a link to %s goes nowhere',
  (target) => expect(renderComment(`[x](<${target}>)`)).toBe('<p>x</p>'),
)

test('every link tells search engines that a reader wrote it', () => {
  const html = renderComment('http://a.example [b](http://b.example) <http://c.example>')
  expect(html.match(/<a /g)).toHaveLength(3)
  expect(html.match(/<a rel="nofollow ugc noopener" href="http/g)).toHaveLength(3)
})

test('a link that is only talked about stays text', () => {
  expect(renderComment('`<a href="x">`')).toBe('<p><code>&lt;a href=&quot;x&quot;&gt;</code></p>')
})

test('what would make a page too large to send is refused', () => {
  expect(() => renderComment(`http://a.example/${'😀'.repeat(7980)}`)).toThrow(InvalidInput)
  expect(() => renderComment('[](x) '.repeat(1333))).toThrow(InvalidInput)
  expect(renderComment('"'.repeat(8000))).toContain('&quot;')
  expect(renderComment('😀'.repeat(8000))).toContain('😀')
})

test('images become links, headings stay text', () => {
  expect(renderComment('![cat](http://a.example/cat.png)\n\n# Loud')).toBe(
    '<p>!<a rel="nofollow ugc noopener" href="http://a.example/cat.png">cat</a></p>\n<p># Loud</p>',
  )
})

test('no address is written out more often than the comment does', () => {
  const definition = `[a]: http://a.example/${'x'.repeat(3000)}`
  expect(renderComment(`${definition}\n${'[a]'.repeat(1600)}`).length).toBeLessThan(16_000)
  expect(renderComment('[a]: /b')).toBe('<p>[a]: /b</p>')
})

test('emphasis within emphasis ends somewhere', () => {
  expect(() => renderComment(`${'*'.repeat(3999)}x${'*'.repeat(3999)}`)).toThrow(InvalidInput)
  expect(renderComment(`${'*'.repeat(40)}x${'*'.repeat(40)}`)).toContain('<strong>x</strong>')
})

/** The pattern repeated to 8,000 characters. */
const filled = (pattern: string, start = '') => (start + pattern.repeat(8000 / pattern.length)).slice(0, 8000)
const faultOf = (text: string): unknown => {
  try {
    renderComment(text)
    return undefined
  } catch (error) {
    return error instanceof InvalidInput ? error.faults : String(error)
  }
}

test.each([
  ['www.abcde_', 'half-written addresses'],
  ['_www.aabbc', 'addresses in emphasis'],
  ['http://a_b', 'protocols'],
  ['``\\', 'code that never ends'],
  ['<? ', 'instructions'],
  ['<!-- ', 'HTML comments'],
  ['<a b="', 'tags'],
])('beginnings without an end are looked at a bounded number of times and shown as they are: %s (%s)', (pattern) => {
  expect(textOf(renderComment(filled(pattern, 'a '))).length).toBeGreaterThan(5000)
})

test.each(['*_', 'a*', '*a_ ', '*[', '#_', '\n- *', '\n> *', '>\n- ', '- a\n'])(
  'more emphasis, quotes and lists than anybody writes are refused before they are rendered: %j',
  (pattern) => expect(faultOf(filled(pattern, 'a '))).toEqual([{ path: ['text'], code: 'too-much-markup' }]),
)

test('emphasis that is nested too deeply is told so, and nothing else is', () => {
  expect(faultOf(`${'*'.repeat(3999)}x${'*'.repeat(3999)}`)).toEqual([{ path: ['text'], code: 'markup-too-deep' }])
  expect(faultOf(`${'**a '.repeat(120)}${'a** '.repeat(120)}`)).toEqual([{ path: ['text'], code: 'markup-too-deep' }])
  expect(faultOf(`${'*'.repeat(300)}\nName: ${'_'.repeat(300)}\n${'*'.repeat(300)}`)).toBeUndefined()
  expect(faultOf(filled('[a](b)'))).toEqual([{ path: ['text'], code: 'too-much-markup' }])
})

test.each([
  ['Nobody was *ever* asked, **not even** once. ', 'emphasis in every sentence'],
  ['- `renamed` to `name` in 4.2 \n', 'a list of changes'],
  ['> They said that nobody was asked.\n\nEverybody was, and nobody answered.\n\n', 'quotes and answers'],
  ['[a page](https://a.example/b) and https://a.example/c?d=e_f ', 'links'],
  ['岸壁は**閉鎖**された。誰も聞かれなかった', 'Japanese'],
  ['रास्ता *बंद* हो गया है। ', 'Hindi'],
  ['لم يُسأل **أحد** عن ذلك، ', 'Arabic'],
  ['👩‍🚀 ', 'emoji'],
])('8,000 characters of it are accepted: %j (%s)', (pattern) => expect(faultOf(filled(pattern))).toBeUndefined())

test.each([
  '>',
  '> \n> - ',
  '-',
  '1.',
  '&nbsp;',
  '&#x200B;',
  '&zwj;',
  '```\n```',
  '~~~js\n\n~~~',
  '[](x)',
  '[ ](http://a.example "title")',
  '---',
  '***\n\n___',
  '- &nbsp;\n- > &#8203;',
  '<\u200B>'.replace(/[<>]/g, ''),
])('what shows nothing once it is rendered is refused: %j', (text) =>
  expect(faultOf(text)).toEqual([{ path: ['text'], code: 'nothing-visible' }]),
)

test.each(['\\', '.', '😀', '>!', '- x', '[!](x)', '``` \n.\n```', '<br>', '<!-- -->'])('%j can be seen', (text) =>
  expect(faultOf(text)).toBeUndefined(),
)

test.each([
  'exe.&#x202E;gpj',
  'exe.&#8238;gpj',
  'exe.&#x202d;gpj',
  '**exe.**&#x2067;gpj',
  '- exe.&#x202B;gpj\n- more &#x202C;',
  '    exe.\u202Egpj',
])('a reference is the character that it stands for: %j', (text) => {
  expect(faultOf(text)).toEqual([{ path: ['text'], code: 'text-direction', near: 'exe.gpj' }])
})

test('a title that turns is refused too, and talking of references is not', () => {
  expect(faultOf('~~~exe.&#x202E;gpj\ncode')).toEqual([{ path: ['text'], code: 'text-direction', near: 'exe.gpj' }])
  expect(faultOf('[x](http://a.example "exe.&#x202E;gpj")')).toEqual([
    { path: ['text'], code: 'text-direction', near: 'exe.gpj' },
  ])
  expect(faultOf('`&#x202E;` turns text, and so does \\&#x202E;')).toBeUndefined()
  expect(faultOf('She said &#x2067;שלום&#x2069; and &rlm;left&zwnj;')).toBeUndefined()
})

test('line ends inside a paragraph are kept, those in attributes and between blocks are not touched', () => {
  expect(renderComment('one\ntwo  \nthree\n\n[four](/x "a\nb")\nfive')).toBe(
    '<p>one<br />\ntwo<br />\nthree</p>\n<p><a rel="nofollow ugc noopener" href="/x" title="a\nb">four</a><br />\nfive</p>',
  )
})

/** The text and the address of each link; only the address where both are the same. */
const linksOf = (text: string) =>
  [...renderComment(text).matchAll(/<a [^>]*href="([^"]*)">(.*?)<\/a>/g)].map(([, to, words]) =>
    to === words ? to : [words, to],
  )

test.each([
  ['见 https://example.org/a。请看', 'https://example.org/a'],
  ['https://example.org/a，然后', 'https://example.org/a'],
  ['（https://example.org/a）是', 'https://example.org/a'],
  ['「https://example.org/a」と', 'https://example.org/a'],
  ['“https://example.org/a” said', 'https://example.org/a'],
  ['»https://example.org/a«, sagte', 'https://example.org/a'],
  ['„https://example.org/a“ sagte', 'https://example.org/a'],
  ['‘https://example.org/a’ said', 'https://example.org/a'],
  ['https://example.org/a… and', 'https://example.org/a'],
  ['https://example.org/a—and', 'https://example.org/a'],
  ['https://example.org。', 'https://example.org'],
  ['https://example.org/a！', 'https://example.org/a'],
  ['https://example.org/a～', 'https://example.org/a'],
  ['https://example.org/a،', 'https://example.org/a'],
  ['https://example.org/a؟ نعم', 'https://example.org/a'],
  ['https://example.org/a।', 'https://example.org/a'],
  ['https://example.org/a.”', 'https://example.org/a'],
  ['https://example.org/a/).', 'https://example.org/a/'],
  ['https://example.org/Michelson–Morley_experiment –', 'https://example.org/Michelson–Morley_experiment'],
  ['https://example.org/東京/駅', 'https://example.org/東京/駅'],
  ['（www.example.org/a）', 'www.example.org/a'],
  ['«www.example.org/a»', 'www.example.org/a'],
  ['、www.example.org/a。', 'www.example.org/a'],
  ['请写信 ada@example.org。', 'ada@example.org'],
  ['“ada@example.org”', 'ada@example.org'],
])('an address beside signs ends where it ends: %s', (text, address) => {
  const [, words] = /<a [^>]*>(.*?)<\/a>/.exec(renderComment(text)) ?? []
  expect(words).toBe(address)
  expect(textOf(renderComment(text))).toBe(text)
})

test('after an address in Chinese the text goes on, with its emphasis and its next address', () => {
  expect(renderComment('见https://a.example/b。**重要**，https://c.example。')).toBe(
    '<p>见<a rel="nofollow ugc noopener" href="https://a.example/b">https://a.example/b</a>。<strong>重要</strong>，' +
      '<a rel="nofollow ugc noopener" href="https://c.example">https://c.example</a>。</p>',
  )
})

test.each([
  ['**重要（注意）：**请看', '<strong>重要（注意）：</strong>请看'],
  ['请看**「这里」**吧', '请看<strong>「这里」</strong>吧'],
  ['これは**「重要」**です。', 'これは<strong>「重要」</strong>です。'],
  ['*強調。*次', '<em>強調。</em>次'],
  ['~~古い（値）~~は', '<del>古い（値）</del>は'],
  ['**한국어(조선말)**은', '<strong>한국어(조선말)</strong>은'],
  ['snake_case_name and 2*3*4', 'snake_case_name and 2<em>3</em>4'],
])('emphasis beside signs: %s', (text, html) => expect(renderComment(text)).toBe(`<p>${html}</p>`))

test('line ends inside the items of a list are kept like those of a paragraph', () => {
  expect(renderComment('- one\n  two  \n  three\n- four\n  1. five\n     *six*')).toBe(
    '<ul>\n<li>one<br />\ntwo<br />\nthree</li>\n<li>four\n<ol>\n<li>five<br />\n<em>six</em></li>\n</ol>\n</li>\n</ul>',
  )
  expect(renderComment('- > a\n  > b\n- ```\n  c\n  d\n  ```\n  e\n  f')).toBe(
    '<ul>\n<li>\n<blockquote>\n<p>a<br />\nb</p>\n</blockquote>\n</li>\n<li>\n<pre><code>c\nd\n</code></pre>\ne<br />\nf</li>\n</ul>',
  )
})

test('a block of raw HTML keeps its line ends too', () => {
  expect(renderComment('<div>\n*a*\n</div>')).toBe('<p>&lt;div&gt;<br />\n<em>a</em><br />\n&lt;/div&gt;</p>')
})

test.each([
  ['example.org/page', 'https://example.org/page'],
  ['www.example.org', 'https://www.example.org/'],
  ['example.org/a?b=1&c=2', 'https://example.org/a?b=1&amp;c=2'],
  ['例え.jp/あ', 'https://xn--r8jz45g.jp/%E3%81%82'],
  ['ada@example.org', 'mailto:ada@example.org'],
  ['mailto:ada@example.org', 'mailto:ada@example.org'],
  ['/articles/sele-lock', '/articles/sele-lock'],
  ['//example.org/a', '//example.org/a'],
])('a link to %s leads where its author meant', (target, address) => {
  expect(linksOf(`[x](${target})`)).toEqual([['x', address]])
})

test.each([
  'page.html',
  'docs/page',
  '../up',
  './here',
  '?q=1',
  '#part',
  'localhost',
  '1.5/x',
  'javascript:alert(1)',
  '',
])('a link to “%s” is only its words', (target) =>
  expect(renderComment(`a [*x*](${target}) b`)).toBe('<p>a <em>x</em> b</p>'),
)

test('code keeps its lines as they are', () => {
  expect(renderComment('```\na\nb\n```')).toBe('<pre><code>a\nb\n</code></pre>')
})

test('a short comment previews as itself, a long one as its first words', () => {
  expect(shorten('<p>short</p>')).toEqual({ html: '<p>short</p>', shortened: false })
  const { html, shortened } = shorten(renderComment('word & “wörd” <x> '.repeat(40)))
  expect(shortened).toBe(true)
  expect(html).toMatch(/^<p>word &amp; “wörd” &lt;x&gt; .*…<\/p>$/)
  expect([...textOf(html)].length).toBeLessThanOrEqual(PREVIEW_LENGTH)
})

test('a preview never cuts a character in half', () => {
  expect(shorten(renderComment('👩‍🚀'.repeat(200))).html.isWellFormed()).toBe(true)
})

test.each([
  ['> '.repeat(17), true],
  ['>'.repeat(4000), true],
  [`fine\n${'- '.repeat(17)}x`, true],
  ['1. '.repeat(20), true],
  ['>- '.repeat(10), true],
  ['> > > quoted thrice', false],
  ['- a\n- b\n'.repeat(100), false],
  ['*'.repeat(40), false],
  ['-'.repeat(40), false],
  ['1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16.17.18.', false],
])('is nested too deep (case %#)', (text, expected) => expect(isNestedTooDeep(text)).toBe(expected))
