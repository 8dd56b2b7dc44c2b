/** What readers saw on the old site is what our own renderers make of the Markdown. */
import fc from 'fast-check'
import { renderArticle } from '../../functions/domain/markdown/articleMarkdown.ts'
import { renderComment } from '../../functions/domain/markdown/commentMarkdown.ts'
import { articleMarkdown, asMarkdown, commentMarkdown, plainText } from './markdown.ts'

/** What holds no text is not sent. */
const rendered = (markdown: string, render: (markdown: string) => string): string =>
  markdown === '' ? '' : render(markdown)

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
    ...['。', '，然后', '）', '”', '»', '」', '…', ']', '！'].map((sign): [string, string, string] => [
      `addresses before ${sign}`,
      `见 https://a.example/b${sign}`,
      `<p>见 <a href="https://a.example/b">https://a.example/b</a>${sign}</p>`,
    ]),
    ['emphasis beside signs of Chinese', '<b>重要（注意）：</b>请看', '<p><strong>重要（注意）：</strong>请看</p>'],
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
      'pictures without a protocol',
      '<img src="//a.example/b.png" alt="c">',
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
    ['pictures of nothing', '<img src="data:image/png;base64,AA">a<img src="javascript:b" alt="">', ['img']],
    ['frames of nothing', '<iframe src="javascript:alert(1)"></iframe>a', ['iframe']],
    ['frames without an address', '<iframe></iframe>a', ['iframe']],
    ['svg', '<svg onload="alert(1)"><script>alert(1)</script></svg>a', ['svg']],
    ['handlers', '<p onclick="alert(1)" style="x">a</p>', []],
    ['forms', '<form action="/x"><input value="y"><button>z</button>a</form>', ['input', 'button']],
    ['players of nothing', '<video poster="https://a.example/b.png"></video>a', ['video']],
    ['comments', '<!-- x -->a<!--[if IE]><script>alert(1)</script><![endif]-->', []],
  ])('loses %s, and says so where readers saw it', (_, html, lost) => {
    const remarks = lost.map((name) => `“${name}” was left out of its text`)
    expect(commentMarkdown(html, { lineEnds: true })).toEqual({ markdown: 'a', remarks })
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
    [
      'old captions',
      '[caption id="x" caption="d &lt;b&gt; [e]" width="3"]<img src="/b.png" alt="c">[/caption]',
      '<p><img src="https://old.example/b.png" alt="c" loading="lazy" /></p>\n<p>d &lt;b&gt; [e]</p>',
    ],
    ...[
      '[youtube=http://www.youtube.com/watch?v=abcdefghijk]',
      '[youtube]https://www.youtube.com/watch?v=abcdefghijk[/youtube]',
      '[youtube id="abcdefghijk" w=1]',
      '<iframe src="//www.youtube.com/embed/abcdefghijk?rel=0"></iframe>',
      '<iframe data-src="https://www.youtube-nocookie.com/embed/abcdefghijk"></iframe>',
      '<object><param name="movie" value="http://www.youtube.com/v/abcdefghijk&hl=en"><embed src="http://www.youtube.com/v/abcdefghijk"></object>',
      '<embed src="http://www.youtube.com/v/abcdefghijk">',
    ].map((html): [string, string, string] => [
      `films, as links: ${html}`,
      html.replace('=http:', '=https:'),
      '<p><a rel="noopener" href="https://www.youtube.com/watch?v=abcdefghijk">https://www.youtube.com/watch?v=abcdefghijk</a></p>',
    ]),
    ...['[vimeo 123456]', '<iframe src="https://player.vimeo.com/video/123456"></iframe>'].map(
      (html): [string, string, string] => [
        `films, as links: ${html}`,
        html,
        '<p><a rel="noopener" href="https://vimeo.com/123456">https://vimeo.com/123456</a></p>',
      ],
    ),
    [
      'what stands in a frame, as a link',
      'a<iframe src="/map">b</iframe>c',
      '<p>a</p>\n<p><a rel="noopener" href="https://old.example/map">https://old.example/map</a></p>\n<p>c</p>',
    ],
    ['what is written about shortcodes', '[[gallery]]', '<p>[gallery]</p>'],
  ])('keeps %s', (_, html, rendered) => {
    expect(article(html)).toBe(rendered)
  })

  test('says of which shortcodes nothing is left', () => {
    expect(articleMarkdown('[gallery ids="1,2"] a [playlist]', undefined)).toEqual({
      markdown: 'a',
      remarks: ['“gallery” was left out of its text', '“playlist” was left out of its text'],
    })
  })
})

describe('directional marks', () => {
  const marks = [...'\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069']
  const references = marks.map((mark) => `&#x${mark.charCodeAt(0).toString(16)};`)
  test.each([...marks, ...references])('%j is dropped from text, pictures and code', (mark) => {
    const html = `a${mark}b <img src="https://a.example/b" alt="c${mark}d"><pre><code class="language-${mark}e">f${mark}g</code></pre>`
    const shown = '```e\nfg\n```'
    expect(commentMarkdown(html, { lineEnds: true }).markdown).toBe(`ab [cd](https://a.example/b)\n\n${shown}`)
    expect(articleMarkdown(html, undefined).markdown).toBe(`ab ![cd](https://a.example/b)\n\n${shown}`)
    expect(plainText(`a${mark}b`)).toBe('ab')
  })

  test('of single letters stay: Hebrew and Persian are written with them', () => {
    expect(commentMarkdown('a\u200Eb\u200Fc\u200Cd', { lineEnds: true }).markdown).toBe('a\u200Eb\u200Fc\u200Cd')
  })
})

test.each([
  '<hr>',
  '<blockquote>&nbsp;</blockquote>',
  '<blockquote><hr></blockquote>',
  '<ul><li></li><li><br></li></ul>',
  '<ol><li>&nbsp;</ol>',
  '\u3164',
  '<b>\u2800</b>',
  '<a href="https://a.example/">\u200B</a>',
  '<pre>\u3164</pre>',
  '<table><tr><td>\u3164<td>&nbsp;</table>',
  '&shy;<hr>&#x2067;',
])('%j shows nothing, and is nothing', (html) => {
  expect(articleMarkdown(html, undefined).markdown).toBe('')
  // The bar between cells would be seen.
  if (!html.includes('<td>')) expect(commentMarkdown(html, { lineEnds: true }).markdown).toBe('')
})

test('a line of text is Markdown that shows the same', () => {
  expect(['---', '# a', '> ', '[a](b)'].map((line) => renderComment(asMarkdown(line)))).toEqual([
    '<p>---</p>',
    '<p># a</p>',
    '<p>&gt;</p>',
    '<p>[a](b)</p>',
  ])
})

describe('bare addresses', () => {
  /** Every sign that is not of ASCII, and all forms of full width. */
  const signs = Array.from({ length: 0xffff }, (_, code) => String.fromCharCode(code)).filter((sign) =>
    /^[[\p{P}\u3000-\u303F\uFF01-\uFFEF]--[\p{ASCII}\s]]$/v.test(sign),
  )
  const texts = signs.flatMap((sign) => [sign, `${sign}c`, `${sign}${sign}.`].map((end) => `https://a.example/b${end}`))
  const linksIn = (html: string) => [...html.matchAll(/<a [^>]*>(.*?)<\/a>/g)].map(([, text]) => text)
  /** As many as a comment may hold. */
  const some = Array.from({ length: Math.ceil(texts.length / 100) }, (_, part) =>
    texts.slice(part * 100, part * 100 + 100),
  )

  test('end where the renderer lets them end, beside any sign', () => {
    expect(signs.length).toBeGreaterThan(500)
    for (const part of some) {
      const links = linksIn(renderComment(part.join('\n\n')))
      expect(links).toHaveLength(part.length)
      expect(linksIn(comment(part.join('\n\n')))).toEqual(links)
      expect(linksIn(article(part.map((text) => `<p>${text}</p>`).join('')))).toEqual(links)
    }
  })

  test('that stand alone leave the signs at their end outside', () => {
    expect(article('<p>https://a.example/b。</p>')).toBe(
      '<p><a rel="noopener" href="https://a.example/b">https://a.example/b</a>。</p>',
    )
  })
})

describe('what looks like a tag and is none', () => {
  test.each([
    ['<pre>x <?php y z', '<pre><code>x &lt;?php y z\n</code></pre>'],
    ['text <? bogus', '<p>text &lt;? bogus</p>'],
    ['text <!bogus words', '<p>text &lt;!bogus words</p>'],
    ['text <!bogus words> after', '<p>text &lt;!bogus words&gt; after</p>'],
    ['text </3 words> after', '<p>text &lt;/3 words&gt; after</p>'],
    ['text </3 words', '<p>text &lt;/3 words</p>'],
    ['text <3 words', '<p>text &lt;3 words</p>'],
    ['a <?php b() ?> c', '<p>a &lt;?php b() ?&gt; c</p>'],
    ['a <![if b', '<p>a &lt;![if b</p>'],
    ['a</ b', '<p>a&lt;/ b</p>'],
    ['<b title="<? x">a</b>', '<p><strong>a</strong></p>'],
  ])('%j is text, and what follows it stays', (html, rendered) => {
    expect(comment(html)).toBe(rendered)
    expect(article(html)).toBe(rendered)
    expect(articleMarkdown(html, undefined).remarks).toEqual([])
  })

  test.each([
    '<?xml:namespace prefix = o ns = "urn:x" />a',
    '<![if !supportLists]>a<![endif]>',
    '<!DOCTYPE html>a',
    'a<! -- b -->',
    '<b>a</ b>',
  ])('but for declarations and slips that nobody saw: %j', (html) => {
    expect(plainText(html)).toBe('a')
    expect(articleMarkdown(html, undefined).remarks).toEqual([])
  })

  test('nor is a CDATA section lost without a word', () => {
    expect(articleMarkdown('a<![CDATA[b]]>', undefined)).toEqual({
      markdown: 'a',
      remarks: ['“CDATA” was left out of its text'],
    })
  })
})

test('plain text is one line of what the HTML says', () => {
  expect(plainText('a <b>b</b>\n&amp; &#8220;c&#8221;<script>d</script>')).toBe('a b & “c”')
  expect(plainText('a<br>b<p>c</p><p>d</p>10<sup>6</sup>')).toBe('a b c d 10⁶')
})

describe('breaks at the end of emphasis', () => {
  test.each([
    ['<strong>Second\n</strong>', '<p><strong>Second</strong></p>'],
    ['<p><b>Bold<br></b>rest</p>', '<p><strong>Bold</strong><br />\nrest</p>'],
    ['<em>a<br><br> </em>b', '<p><em>a</em><br />\n<br />\nb</p>'],
    ['a<del><br>b</del>', '<p>a<br />\n<del>b</del></p>'],
    ['<b><i>a<br></i></b>b', '<p><strong><em>a</em></strong><br />\nb</p>'],
    ['<a href="https://a.example/">a\n</a>b', '<p><a href="https://a.example/">a</a><br />\nb</p>'],
    ['<b>a\n\nb</b>', '<p><strong>a</strong></p>\n<p><strong>b</strong></p>'],
    ['<ul><li><b>a<br></b></li></ul>', '<ul>\n<li><strong>a</strong></li>\n</ul>'],
  ])('%j are none, or stand behind it', (html, rendered) => {
    expect(comment(html)).toBe(rendered)
    expect(article(html).replaceAll(' rel="noopener"', '')).toBe(rendered)
  })
})

describe('blocks in a line', () => {
  const quote = (text: string) => `<blockquote>\n<p>${text}</p>\n</blockquote>`
  test.each([
    [
      '<span><blockquote>Quote</blockquote>Author<blockquote>Two</blockquote></span>',
      `${quote('Quote')}\n<p>Author</p>\n${quote('Two')}`,
    ],
    ['<b><blockquote>their</blockquote></b>mine', `${quote('<strong>their</strong>')}\n<p>mine</p>`],
    ['<em>a<blockquote>b</blockquote>c</em>', `<p><em>a</em></p>\n${quote('<em>b</em>')}\n<p><em>c</em></p>`],
    ['<font><p>a</p><ul><li>b</li></ul></font>', '<p>a</p>\n<ul>\n<li>b</li>\n</ul>'],
    ['<i><ul><li>a</li></ul></i>b', '<ul>\n<li><em>a</em></li>\n</ul>\n<p>b</p>'],
    ['<b><pre>a\n  *b*</pre></b>c', '<pre><code>a\n  *b*\n</code></pre>\n<p>c</p>'],
    [
      '<a href="https://a.example/"><div>a</div><div>b</div></a>',
      '<p><a href="https://a.example/">a</a></p>\n<p><a href="https://a.example/">b</a></p>',
    ],
    ['<ul><li>a</li><ul><li>b</li></ul></ul>', '<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>'],
    ['a<li>b</li>', '<p>a</p>\n<p>b</p>'],
    ['a<div>b<ul></ul></div>', '<p>a</p>\n<p>b</p>'],
    ['<dl><dt>a</dt><dd>b</dd></dl>', '<ul>\n<li>\n<p>a</p>\n<p>b</p>\n</li>\n</ul>'],
    ['<dl>a<div>b<dd></dd></div></dl>', '<ul>\n<li>\n<p>a</p>\n<p>b</p>\n</li>\n</ul>'],
    ['<ol>a<ol><ul></ul></ol></ol>', '<ol>\n<li>\n<p>a</p>\n<ol>\n<li></li>\n</ol>\n</li>\n</ol>'],
  ])('%j are lifted out of it', (html, rendered) => {
    expect(comment(html)).toBe(rendered)
    expect(article(html).replaceAll(' rel="noopener"', '')).toBe(rendered)
  })
})

describe('tables', () => {
  const markdown = (html: string) => articleMarkdown(html, undefined)
  const SEVERAL = 'cells of a table with several lines became one line each'
  const OPENED = 'a table of one column, or with code or a table in it, became the content of its cells'
  const row = (...cells: string[]) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
  const headless = (...lines: string[]) => ['| | |', '| - | - |', ...lines].join('\n')

  test.each([
    ['paragraphs', row('<p>One</p><p>Two</p>', 'b'), headless('| One / Two | b |'), [SEVERAL]],
    ['one paragraph', row('<p>One</p>', 'b'), headless('| One | b |'), []],
    ['breaks', row('a<br>b<br>', '<b>c<br>d</b>'), headless('| a / b | **c / d** |'), [SEVERAL]],
    ['a list', row('<ul><li>a</li><li>b</li></ul>', 'c'), headless('| a / b | c |'), [SEVERAL]],
    ['code', row('a', '<pre>b\n  c</pre>', 'd'), 'a\n\n```\nb\n  c\n```\n\nd', [OPENED]],
    ['a table', row(`<table>${row('a', 'b')}</table>`, 'c'), `${headless('| a | b |')}\n\nc`, [OPENED]],
    ['one column', row('<p>One</p><p>Two</p>') + row('c'), 'One\n\nTwo\n\nc', [OPENED]],
    [
      'pictures',
      row('<img src="https://a.example/b.png" alt="c">', 'd'),
      headless('| ![c](https://a.example/b.png) | d |'),
      [],
    ],
    ['a caption', `<caption>a <b>b</b></caption>${row('c', 'd')}`, `a **b**\n\n${headless('| c | d |')}`, []],
    [
      'a wide cell',
      '<tr><th colspan="2">a</th></tr><tr><td>b</td><td>c</td></tr>',
      '| a | |\n| - | - |\n| b | c |',
      [],
    ],
    [
      'a high cell',
      '<tr><th rowspan="2">a</th><th>b</th></tr><tr><td>c</td></tr>',
      '| a | b |\n| - | - |\n| | c |',
      [],
    ],
    ['a row that is longer', `<tr><th>a</th></tr>${row('b', 'c')}`, '| a | |\n| - | - |\n| b | c |', []],
    ['nothing', '<tr><td> </td></tr>', '', []],
  ])('with %s keep their words apart and in order', (_, rows, expected, remarks) => {
    expect(markdown(`<table>${rows}</table>`)).toEqual({ markdown: expected, remarks })
  })

  test('in comments do as well', () => {
    const html = `<table>${row('<p>One</p><p>Two</p>', 'b')}${row('<pre>c</pre>', 'd')}</table>`
    expect(comment(`<table>${row('<p>One</p><p>Two</p>', 'b')}</table>`)).toBe('<p>One / Two | b</p>')
    expect(comment(html)).toBe('<p>One</p>\n<p>Two</p>\n<p>b</p>\n<pre><code>c\n</code></pre>\n<p>d</p>')
  })
})

describe('code', () => {
  const code = (text: string, language = '') =>
    `<pre><code${language && ` class="language-${language}"`}>${text}\n</code></pre>`
  const php = 'if ($a &lt; 1) {\n    echo &quot;&lt;b&gt;$a&lt;/b&gt;&quot;;\n}'
  const source = 'if ($a < 1) {\n    echo "<b>$a</b>";\n}'

  test.each([
    [`[sourcecode language="php"]\n${source}\n[/sourcecode]`, code(php, 'php')],
    [`[code]\n${source}\n[/code]`, code(php)],
    [`[code lang='php']${source.replaceAll('<', '&lt;').replaceAll('>', '&gt;')}[/code]`, code(php, 'php')],
    [`[php title="a [b]"]\n${source}[/php]`, code(php, 'php')],
    [`[code][/b] [c][/code]`, code('[/b] [c]')],
    [
      '<pre lang="php"><?php\n  echo "<b>$a</b>" ?></pre>',
      code('&lt;?php\n  echo &quot;&lt;b&gt;$a&lt;/b&gt;&quot; ?&gt;'),
    ],
    ['<pre class="brush: xml"><a>\n  <b>c</b></pre>', code('&lt;a&gt;\n  &lt;b&gt;c&lt;/b&gt;')],
    ['<pre><?php\n  echo 1 ?></pre>', code('&lt;?php\n  echo 1 ?&gt;')],
    ['<pre><script>\n  a()</pre>', code('&lt;script&gt;\n  a()')],
    ['<pre><!-- a\n  b</pre>', code('&lt;!-- a\n  b')],
    ['<pre><textarea>a</pre>', code('&lt;textarea&gt;a')],
    ['<pre>if (a <b && c) {\n  d</pre>', code('if (a &lt;b &amp;&amp; c) {\n  d')],
    ['<pre><span class="k">if</span> <b>a</b><br>  b</pre>', code('if a\n  b')],
    ['<pre><div>a</div><div>  b</div></pre>', code('a\n  b')],
    ['<code>a<br>  b</code>', code('a\n  b')],
    ['<code><?php a() ?></code>', '<p><code>&lt;?php a() ?&gt;</code></p>'],
  ])('%j keeps its text and indentation, and what follows', (html, rendered) => {
    expect(article(`${html}\n\nafter`)).toBe(`${rendered}\n<p>after</p>`)
    expect(renderComment(commentMarkdown(`${html}\n\nafter`, { isWordPress: true, lineEnds: true }).markdown)).toBe(
      `${rendered}\n<p>after</p>`,
    )
  })

  test('ends at its end tag after letters that are longer in lower case', () => {
    expect(article('İİİ <pre>a\n  b</pre>\n\nc')).toBe(`<p>İİİ</p>\n${code('a\n  b')}\n<p>c</p>`)
    expect(article('İİİ [CODE]a[/CODE]\n\nc')).toBe(`<p>İİİ</p>\n${code('a')}\n<p>c</p>`)
  })

  test('holds shortcodes as text', () => {
    expect(article('[code][audio src="https://a.example/b.mp3"] [[gallery]][/code]')).toBe(
      code('[audio src=&quot;https://a.example/b.mp3&quot;] [[gallery]]'),
    )
  })

  test.each(['[[code]]a[[/code]]', '[code]a', 'a [code] b'])('%j is text', (html) => {
    expect(article(html)).not.toContain('<code')
  })

  test('in shortcodes is text in a system that has none', () => {
    expect(comment('[code]a[/code]')).toBe('<p>[code]a[/code]</p>')
  })

  test.each([
    ['a <!-- b', 'a comment (<!--)'],
    ['a <script>b', '“script”'],
    ['a <style>b', '“style”'],
    ['a <b c', 'a tag'],
  ])('or anything else that is not closed is named: %j', (html, what) => {
    expect(articleMarkdown(html, undefined)).toEqual({
      markdown: 'a',
      remarks: [`${what} in its text is not closed; what follows it was left out`],
    })
  })
})

test.each([
  '<pre>',
  '<code><',
  '[code]',
  '[caption a="b"]',
  '<b><i><p>',
  '<q>',
  '<sup>',
  '[gallery ids="1"',
  '<table><td>',
  '<pre><b ',
  '<?',
  '</3',
])('%s many times takes no longer than it is long', (part) => {
  const started = performance.now()
  try {
    articleMarkdown(part.repeat(40_000 / part.length), undefined)
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError)
  }
  expect(performance.now() - started).toBeLessThan(5000)
})

test.each([
  ['10<sup>6</sup>', '10⁶'],
  ['<q>a <q>b</q></q><q></q>', '“a “b””'],
  ['H<sub>2</sub>O', 'H₂O'],
  ['x<sup>-n</sup> + 1', 'x⁻ⁿ + 1'],
  ['a<sub>i,j</sub>b', 'a_(i,j)b'],
  ['2<sup>1/2</sup>', '2^(1/2)'],
  ['1<sup>st</sup>', '1st'],
  ['so<sup>*</sup> and<sup>[1]</sup>', 'so* and[1]'],
  ['x<sup><b>2</b></sup>', 'x<strong>²</strong>'],
  ['<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>', '漢(kan)'],
  ['<ruby>漢<rt>kan</rt></ruby>字', '漢(kan)字'],
])('%s keeps its meaning', (html, text) => {
  expect(comment(html)).toBe(`<p>${text}</p>`)
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
