/** What readers saw on the old site is what our own renderers make of the Markdown. */
import fc from 'fast-check'
import { renderArticle } from '../../functions/domain/articleMarkdown.ts'
import { renderComment } from '../../functions/domain/commentMarkdown.ts'
import { isVisible } from '../lines.ts'
import { articleMarkdown, commentMarkdown, plainText } from './markdown.ts'

/** What holds no text is not sent. */
const rendered = (markdown: string, render: (markdown: string) => string): string =>
  isVisible(markdown) ? render(markdown) : ''

/** As a comment here, without what every link of one says. */
const comment = (html: string, lineEnds = true): string =>
  rendered(commentMarkdown(html, { lineEnds }).markdown, renderComment).replaceAll(' rel="nofollow ugc noopener"', '')
const article = (html: string): string =>
  rendered(articleMarkdown(html, 'https://old.example/2009/a-post/').markdown, (markdown) =>
    renderArticle(markdown, { footnotes: 'Footnotes', backTo: String }),
  )

describe('a comment', () => {
  test.each([
    ['paragraphs and line ends', 'One\ntwo\n\nthree', '<p>One<br />\ntwo</p>\n<p>three</p>'],
    ['breaks that were written', 'a<br>b<br />\nc', '<p>a<br />\nb<br />\nc</p>'],
    [
      'emphasis',
      '<b>a</b> <i>b</i> <em>c</em> <s>d</s>',
      '<p><strong>a</strong> <em>b</em> <em>c</em> <del>d</del></p>',
    ],
    ['what Word calls a line end', 'a\vb\u2028c\u0085d', '<p>a<br />\nb<br />\nc<br />\nd</p>'],
    ['emphasis in words', 'a<em>b</em>c', '<p>a<em>b</em>c</p>'],
    ['emphasis that touches', '<b>a</b><i>b</i>c', '<p><strong>a</strong><em>b</em>c</p>'],
    ['emphasis with space at its end', '<b>a: </b>b', '<p><strong>a: </strong>b</p>'],
    ['emphasis in itself', '<em>a <i>b</i></em>', '<p><em>a b</em></p>'],
    ['emphasis of nothing', 'a<b></b><i> </i>b', '<p>a b</p>'],
    [
      'links',
      '<a href="https://a.example/?b=1&amp;c=(2)">x</a>',
      '<p><a href="https://a.example/?b=1&amp;c=(2)">x</a></p>',
    ],
    [
      'bare addresses',
      'see http://a.example/b_c_d.',
      '<p>see <a href="http://a.example/b_c_d">http://a.example/b_c_d</a>.</p>',
    ],
    ['addresses in brackets', '(www.a.example/b)', '<p>(<a href="http://www.a.example/b">www.a.example/b</a>)</p>'],
    ['links that lead nowhere', '<a href="javascript:alert(1)">x</a><a name="y">y</a>', '<p>xy</p>'],
    ['lists', '<ul><li>a</li><li>b\nc</li></ul>', '<ul>\n<li>a</li>\n<li>b<br />\nc</li>\n</ul>'],
    ['numbered lists', '<ol start="3"><li>a</li><li>b</li></ol>', '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'],
    ['quotes', '<blockquote>a\n\nb</blockquote>\nc', '<blockquote>\n<p>a</p>\n<p>b</p>\n</blockquote>\n<p>c</p>'],
    ['code', 'x <code>a_b `c` &lt;d&gt;</code>', '<p>x <code>a_b `c` &lt;d&gt;</code></p>'],
    ['code of several lines', '<code>a\n  b</code>', '<pre><code>a\n  b\n</code></pre>'],
    ['preformatted text', '<pre>a\n\n  *b*</pre>', '<pre><code>a\n\n  *b*\n</code></pre>'],
    ['what looks like Markdown', '*a* _b_ `c` ~~d~~ [e](f) # g', '<p>*a* _b_ `c` ~~d~~ [e](f) # g</p>'],
    [
      'lines that look like Markdown',
      '# a\n- b\n1. c\n&gt; d\n---',
      '<p># a<br />\n- b<br />\n1. c<br />\n&gt; d<br />\n---</p>',
    ],
    ['what looks like HTML', '&lt;b&gt; &amp;copy; &copy; AT&T', '<p>&lt;b&gt; &amp;copy; © AT&amp;T</p>'],
    ['backslashes', 'C:\\new \\*', '<p>C:\\new \\*</p>'],
    ['headings, as strong words', '<h2>A</h2>b', '<p><strong>A</strong></p>\n<p>b</p>'],
    [
      'pictures, as links',
      '<img src="https://a.example/b.png" alt="c">',
      '<p><a href="https://a.example/b.png">c</a></p>',
    ],
    [
      'what was played, as links',
      '<video poster="/x.png"><source src="https://a.example/b.mp4">c</video>',
      '<p><a href="https://a.example/b.mp4">https://a.example/b.mp4</a></p>',
    ],
    ['tables, as lines', '<table><tr><td>a</td><td>b</td></tr></table>', '<p>a | b</p>'],
    ['space that means nothing', '  a   b  \n\n\n\n  c ', '<p>a b</p>\n<p>c</p>'],
    ['nothing', ' \n <p> </p> ', ''],
  ])('keeps %s', (_, html, rendered) => {
    expect(comment(html)).toBe(rendered)
  })

  test('of a system that writes paragraphs itself keeps those', () => {
    expect(comment('<p>a\nb</p>\n<p>c</p>', false)).toBe('<p>a b</p>\n<p>c</p>')
  })

  test('is led to by Disqus’s counter is where it leads', () => {
    const counted = 'https://disq.us/url?url=https%3A%2F%2Fa.example%2Fb%3Fc%3D1%3AgTrN0jW1xYxDMZ6MUzFnB5Zl9Ec&cuid=1'
    expect(comment(`<a href="${counted}">x</a>`, false)).toBe('<p><a href="https://a.example/b?c=1">x</a></p>')
  })

  test.each([
    ['script', '<script>alert(1)</script>a', []],
    ['style', '<style>p { color: red }</style>a', []],
    ['iframe', '<iframe src="https://a.example/"></iframe>a', ['iframe']],
    ['svg', '<svg onload="alert(1)"><script>alert(1)</script></svg>a', ['svg']],
    ['handlers', '<p onclick="alert(1)" style="x">a</p>', []],
    ['forms', '<form action="/x"><input value="y"><button>z</button>a</form>', ['input', 'button']],
    ['players of nothing', '<video poster="https://a.example/b.png"></video>a', ['video']],
    ['comments', '<!-- x -->a<!--[if IE]><script>alert(1)</script><![endif]-->', []],
  ])('loses %s, and says so where readers saw it', (_, html, lost) => {
    expect(commentMarkdown(html, { lineEnds: true })).toEqual({ markdown: 'a', lost })
  })

  test('loses no control characters that anybody saw', () => {
    expect(comment('a\u0000b\u0007c\u202Ed&#7;e&#x202e;f')).toBe('<p>abcdef</p>')
  })

  test('that is nested beyond reason is a RangeError, not an end of the process', () => {
    const deep = '<div>'.repeat(200_000)
    expect(() => commentMarkdown(`${deep}a`, { lineEnds: true })).toThrow(RangeError)
  })
})

describe('an article', () => {
  test.each([
    [
      'pictures, at their whole addresses',
      '<img src="/b.png" alt="c *d*">',
      '<p><img src="https://old.example/b.png" alt="c *d*" loading="lazy" /></p>',
    ],
    ['headings', '<h2>A *b*</h2>', '<h2 id="a-b">A *b*</h2>'],
    [
      'tables',
      '<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>b | c</td></tr></tbody></table>',
      '<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>b | c</td>\n</tr>\n</tbody>\n</table>',
    ],
    ['bare addresses in a text, as text', 'see http://a.example/b', '<p>see http://a.example/b</p>'],
    ['what looks like a footnote', '[^1] [^1]: x', '<p>[^1] [^1]: x</p>'],
    ['rules', 'a<hr>b', '<p>a</p>\n<hr />\n<p>b</p>'],
    [
      'an address that stands alone, as a link',
      'a\n\nhttps://v.example/w_x',
      '<p>a</p>\n<p><a rel="noopener" href="https://v.example/w_x">https://v.example/w_x</a></p>',
    ],
    ['places in itself, as text', '<a href="#more">more</a>', '<p>more</p>'],
    [
      'no line ends in one that is made of blocks',
      '<!-- wp:paragraph --><p>a\nb</p><!-- /wp:paragraph -->',
      '<p>a b</p>',
    ],
    [
      'captions',
      '[caption id="x" width="3"]<a href="/b.jpg"><img src="/b.png" alt="c"></a> d[/caption]',
      '<p><a rel="noopener" href="https://old.example/b.jpg"><img src="https://old.example/b.png" alt="c" loading="lazy" /></a></p>\n<p>d</p>',
    ],
    [
      'what is embedded, as a link',
      '[embed]https://v.example/w[/embed]',
      '<p><a rel="noopener" href="https://v.example/w">https://v.example/w</a></p>',
    ],
    [
      'what is played, as a link',
      '[audio mp3="https://v.example/w.mp3"][/audio]',
      '<p><a rel="noopener" href="https://v.example/w.mp3">https://v.example/w.mp3</a></p>',
    ],
    ['shortcodes of plugins, as text', '[contact-form to="x"]', '<p>[contact-form to=&quot;x&quot;]</p>'],
    ['what is written about shortcodes', '[[gallery]]', '<p>[gallery]</p>'],
  ])('keeps %s', (_, html, rendered) => {
    expect(article(html)).toBe(rendered)
  })

  test('says of which shortcodes nothing is left', () => {
    expect(articleMarkdown('[gallery ids="1,2"] a [playlist]', undefined)).toEqual({
      markdown: 'a',
      lost: ['gallery', 'playlist'],
    })
  })
})

test('plain text is one line of what the HTML says', () => {
  expect(plainText('a <b>b</b>\n&amp; &#8220;c&#8221;<script>d</script>')).toBe('a b & “c”')
})

describe('whatever the text', () => {
  const awkward = fc.constantFrom(
    ...'*_`~[](){}<>#+-.!|\\&;:/@=\'"^$%0123abc xé港'.split(''),
    '\n',
    '  ',
    '&amp;',
    '1. ',
    '- ',
    '> ',
    '```',
    'http://a.example/',
    'www.a.example',
    '<b>',
    '&#35;',
  )
  const awkwardText = fc.array(awkward, { maxLength: 40 }).map((parts) => parts.join(''))
  const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const visible = (html: string) =>
    html
      .replace(/<br \/>/g, ' ')
      .replace(/<\/(?:p|li|h\d|blockquote|pre)>/g, ' ')
      .replace(/<[^>]*>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&')
      .replace(/\s+/g, ' ')
      .trim()

  test('a comment says the same here', () => {
    fc.assert(
      fc.property(awkwardText, (text) => {
        expect(visible(comment(escaped(text)))).toBe(text.replace(/\s+/g, ' ').trim())
      }),
      { numRuns: 500 },
    )
  })

  test('an article says the same here', () => {
    // A doubled bracket and a shortcode mean something to WordPress.
    const plain = awkwardText.filter((text) => !/\[/.test(text))
    fc.assert(
      fc.property(plain, (text) => {
        expect(visible(article(escaped(text)))).toBe(text.replace(/\s+/g, ' ').trim())
      }),
      { numRuns: 500 },
    )
  })

  test('emphasised in any way it says the same, with the same words emphasised', () => {
    const word = fc.constantFrom('a', 'b ', ' c', 'd.', '(e)', '*', '_', '港', '"f"', 'g:')
    const piece = fc.tuple(fc.constantFrom('', 'strong', 'em', 'del', 'code'), word)
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), (pieces) => {
        const html = pieces.map(([name, text]) => (name === '' ? text : `<${name}>${text}</${name}>`)).join('')
        expect(visible(comment(html))).toBe(
          pieces
            .map(([, text]) => text)
            .join('')
            .replace(/\s+/g, ' ')
            .trim(),
        )
      }),
      { numRuns: 500 },
    )
  })
})
