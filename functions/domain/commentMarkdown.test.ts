import { PREVIEW_LENGTH, renderComment, shorten, textOf } from './commentMarkdown.ts'
import { InvalidInput } from './errors.ts'
import { isNestedTooDeep } from './nesting.ts'
import { NOTHING_VISIBLE, TOO_MUCH_MARKUP, TOO_NESTED, turnedFault } from './textFaults.ts'

test('raw HTML is shown as text', () => {
  expect(renderComment('<img src=x onerror=alert(1)> & <b>bold</b>')).toBe(
    '<p>&lt;img src=x onerror=alert(1)&gt; &amp; &lt;b&gt;bold&lt;/b&gt;</p>',
  )
})

test.each(['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,x', 'vbscript:x', '&#106;avascript:alert(1)'])(
  'a link to %s goes nowhere',
  (target) => expect(renderComment(`[x](<${target}>)`)).toBe('<p><a rel="nofollow ugc noopener" href="">x</a></p>'),
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

/** 8,000 characters of it. */
const filled = (pattern: string, start = '') => (start + pattern.repeat(8000 / pattern.length)).slice(0, 8000)
const faultOf = (text: string): string | undefined => {
  try {
    renderComment(text)
    return undefined
  } catch (error) {
    return error instanceof InvalidInput ? error.message : String(error)
  }
}

test.each([
  ['www.ab_', 'half-written addresses'],
  ['_www.aa', 'addresses in emphasis'],
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
  (pattern) => expect(faultOf(filled(pattern, 'a '))).toBe(TOO_MUCH_MARKUP),
)

test('emphasis that is nested too deeply is told so, and nothing else is', () => {
  expect(faultOf(`${'*'.repeat(3999)}x${'*'.repeat(3999)}`)).toBe(TOO_NESTED)
  expect(faultOf(`${'**a '.repeat(120)}${'a** '.repeat(120)}`)).toBe(TOO_NESTED)
  expect(faultOf(`${'*'.repeat(300)}\nName: ${'_'.repeat(300)}\n${'*'.repeat(300)}`)).toBeUndefined()
  expect(faultOf(filled('[a](b)'))).toBe(TOO_MUCH_MARKUP)
})

test.each([
  ['Nobody was *ever* asked, **not even** once. ', 'emphasis in every sentence'],
  ['- `renamed` to `name` in 4.2 \n', 'a list of changes'],
  ['> they said\n\nI say no \n\n', 'quotes and answers'],
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
])('what shows nothing once it is rendered is refused: %j', (text) => expect(faultOf(text)).toBe(NOTHING_VISIBLE))

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
  expect(faultOf(text)).toBe(turnedFault('exe.gpj'))
})

test('a title that turns is refused too, and talking of references is not', () => {
  expect(faultOf('[x](http://a.example "exe.&#x202E;gpj")')).toBe(turnedFault('exe.gpj'))
  expect(faultOf('`&#x202E;` turns text, and so does \\&#x202E;')).toBeUndefined()
  expect(faultOf('She said &#x2067;שלום&#x2069; and &rlm;left&zwnj;')).toBeUndefined()
})

test('line ends inside a paragraph are kept, those in attributes and between blocks are not touched', () => {
  expect(renderComment('one\ntwo  \nthree\n\n[four](/x "a\nb")\nfive')).toBe(
    '<p>one<br />\ntwo<br />\nthree</p>\n<p><a rel="nofollow ugc noopener" href="/x" title="a\nb">four</a><br />\nfive</p>',
  )
})

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
