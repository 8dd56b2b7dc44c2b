import { InvalidInput, TooLarge } from '../errors.ts'
import { renderArticle as render } from './articleMarkdown.ts'

const WORDS = { footnotes: 'Fußnoten', backTo: (reference: string) => `Zurück zu Verweis ${reference}` }
const renderArticle = (source: string, maxTime?: number) => render(source, WORDS, maxTime)

test('tables, footnotes, code and struck text come out as they should', () => {
  const html = renderArticle(
    [
      '| a | b |',
      '|---|--:|',
      '| 1 | 2 |',
      '',
      'Old ~~price~~.[^1]',
      '',
      '```js',
      'a < b',
      '```',
      '',
      '[^1]: Since May.',
    ].join('\n'),
  )
  expect(html).toContain('<td class="end">2</td>')
  expect(html).toContain('<del>price</del>')
  expect(html).toContain('<pre><code class="language-js">a &lt; b\n</code></pre>')
  expect(html).toContain('href="#note_fn-1" id="note_fnref-1"')
  expect(html).toContain('id="note_fn-1"')
})

test('a table says by classes how its columns are set, and text that looks so stays text', () => {
  const html = renderArticle(
    '| a | b | c | d |\n|:--|:-:|--:|---|\n| `<td align="right">` | <td align="left"> | ![<td align="left">](https://a.example/b) |',
  )
  expect(html).toContain('<th class="start">a</th>\n<th class="center">b</th>\n<th class="end">c</th>\n<th>d</th>')
  expect(html).toContain('<td class="start"><code>&lt;td align=&quot;right&quot;&gt;</code></td>')
  expect(html).toContain('<td class="center">&lt;td align=&quot;left&quot;&gt;</td>')
  expect(html).toContain('alt="&lt;td align=&quot;left&quot;&gt;"')
  // A row may have fewer cells than the header row.
  expect(html).toContain('<td></td>')
})

test('headings get stable ids in any script, and duplicates a number', () => {
  const html = renderArticle(
    '## The *end* & after\n\n## 港の朝\n\n## The end, after\n\n## Notes[^1]\n\n## ?!\n\n[^1]: x',
  )
  expect(html).toContain('<h2 id="the-end-after">The <em>end</em> &amp; after</h2>')
  expect(html).toContain('<h2 id="港の朝">')
  expect(html).toContain('<h2 id="the-end-after-2">The end, after</h2>')
  expect(html).toContain('<h2 id="notes">')
  expect(html).toContain('<h2 id="section">')
})

test('no two ids are the same, not even where headings imitate them', () => {
  const html = renderArticle('# a\n# a\n# a-2\n# a\n# Footnote label\n# note fn 1\n\nx[^1]\n\n[^1]: y')
  const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
  expect(new Set(ids).size).toBe(ids.length)
})

test('a link to elsewhere opens without a hold on this page; one within the site stays as it is', () => {
  expect(renderArticle('[a](https://a.example/b)')).toBe('<p><a rel="noopener" href="https://a.example/b">a</a></p>')
  expect(renderArticle('[a](//a.example)')).toContain('<a rel="noopener" href="//a.example">')
  expect(renderArticle('[a](/b#c)')).toBe('<p><a href="/b#c">a</a></p>')
})

test('an image loads when it is near; one with a refused address leaves its description', () => {
  expect(renderArticle('![A *harbour*](https://a.example/b.jpg "Dawn")')).toBe(
    '<p><img src="https://a.example/b.jpg" alt="A harbour" title="Dawn" loading="lazy" /></p>',
  )
  expect(renderArticle('![A "<b>"](data:image/png;base64,AAAA)')).toBe('<p>A &quot;&lt;b&gt;&quot;</p>')
})

test.each([
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '[a](javascript:alert(1))',
  '[a](JaVaScRiPt&colon;alert(1))',
  '![a](javascript:alert(1))',
  '<javascript:alert(1)>',
  '[a](data:text/html,<script>alert(1)</script>)',
  '[a](https://a.example/"onmouseover="alert(1))',
  '![a" onerror="alert(1)](https://a.example/b "c" onerror="d")',
  '![" onerror="alert(1)](data:x)',
  '# <h2>x</h2> " onclick="alert(1)',
  '[^" onclick="alert(1)]\n\n[^" onclick="alert(1)]: x',
  '```" onclick="alert(1)\nx\n```',
  '`<h1>a</h1>` `<img src="" alt="x" />` `<a href="https://b">`',
])('nothing hostile survives: %s', (source) => {
  const html = renderArticle(source)
  for (const [tag] of html.matchAll(/<[^>]*>/g)) {
    expect(tag).toMatch(/^<\/?(?:p|a|h\d|code|pre|img|em|sup|section|ol|li)(?: [a-z-]+="[^"<>]*")*(?: \/)?>$/)
    expect(tag).not.toMatch(/ on\w+=|javascript:|data:/i)
  }
})

const SIZE = 128 * 1024
const filled = (pattern: string, size = SIZE) => pattern.repeat(Math.ceil(size / pattern.length)).slice(0, size)

test.each([
  ['quotes in quotes', filled('>')],
  ['lists in lists', filled('1. ')],
  ['nested brackets', filled('[', SIZE / 2) + filled(']', SIZE / 2)],
  ['emphasis that never closes', filled('*a_ ')],
])('%s are refused in time, with words', (_what, source) => {
  expect(() => renderArticle(source)).toThrow(InvalidInput)
})

test('deep nesting that is quick to render is refused too', () => {
  expect(() => renderArticle(`${'>'.repeat(120)} a`)).toThrow(InvalidInput)
  expect(renderArticle(`${'> '.repeat(20)} a`)).toContain('<p>a</p>')
})

test('what grows beyond what can be stored is refused', () => {
  expect(() => renderArticle(filled('<<<< '), 60_000)).toThrow(TooLarge)
})

test.each(['[]()', '> ', '[a]: https://a.example/', '&nbsp;', '[^1]: note', '![](data:x)'])(
  'a body of which nothing can be seen is refused: %j',
  (source) =>
    expect(() => renderArticle(source)).toThrow(new InvalidInput([{ path: ['body'], code: 'nothing-visible' }])),
)

test('a picture is enough to see, and what turns text is refused as a reference too', () => {
  expect(renderArticle('![](https://a.example/b.jpg)')).toContain('<img')
  for (const source of ['exe.&#x202E;gpj', '![exe.&#x202E;gpj](https://a.example/b)', '| exe.&#x202E;gpj |\n|-|'])
    expect(() => renderArticle(source)).toThrow(
      expect.objectContaining({ faults: [{ path: ['body'], code: 'text-direction', near: 'exe.gpj' }] }),
    )
})

test('addresses, emphasis and hosts are read as in comments; what is relative stays, for it is of this site', () => {
  expect(renderArticle('见 https://a.example/b。**重要（注意）：**请看')).toBe(
    '<p>见 <a rel="noopener" href="https://a.example/b">https://a.example/b</a>。<strong>重要（注意）：</strong>请看</p>',
  )
  expect(renderArticle('[a](a.example/b) ![c](a.example/c.jpg)')).toBe(
    '<p><a rel="noopener" href="https://a.example/b">a</a> <img src="https://a.example/c.jpg" alt="c" loading="lazy" /></p>',
  )
  expect(renderArticle('[a](other-article) ![b](photo.jpg)')).toBe(
    '<p><a href="other-article">a</a> <img src="photo.jpg" alt="b" loading="lazy" /></p>',
  )
})

test('what the renderer itself says is in the language of the article', () => {
  const html = renderArticle('One[^a] two[^b] again[^b] and again[^b].\n\n[^a]: x\n[^b]: "y"')
  expect(html).toContain('>Fußnoten</h2>')
  const labels = [...html.matchAll(/aria-label="([^"]*)"/g)].map(([, label]) => label)
  expect(labels).toEqual(['1', '2', '2-2', '2-3'].map((reference) => `Zurück zu Verweis ${reference}`))
})
