/** What becomes of posts and comments of WordPress. */

import { isSlug } from '../../functions/domain/articles/slug.ts'
import { renderArticle } from '../../functions/domain/markdown/articleMarkdown.ts'
import { withFile, wxr, wxrAuthor, wxrComment, wxrPost } from '../../test/kit/documents/exports.ts'
import type { OldConversation } from '../conversation.ts'
import { openExport } from '../open.ts'

async function conversationsIn(records: string[], choices: { by?: 'slug' | 'url'; pages?: boolean } = {}) {
  return withFile(wxr(...records), async (path) => {
    const { found } = await openExport(path, undefined, () => ({ by: 'slug', pages: false, moves: [], ...choices }))
    const conversations: OldConversation[] = []
    for await (const conversation of found.conversations()) conversations.push(conversation)
    return { amount: found.amount, conversations }
  })
}

async function articleOf(fields: Record<string, string>, ...others: string[]) {
  const { conversations } = await conversationsIn([...others, wxrPost(fields)])
  const last = conversations.at(-1)
  return { ...last?.article, remarks: last?.remarks.map(({ reason }) => reason) }
}

describe('a post', () => {
  test('is an article with its time, its author’s name and its tags before its categories', async () => {
    const article = await articleOf(
      {
        title: 'A <em>new</em> bridge &amp; more',
        'excerpt:encoded': 'Why\n<b>now</b>?',
        'dc:creator': 'mira',
        'category:category': 'News',
        'category:post_tag': 'Bridges',
      },
      wxrAuthor('mira', 'Mira Okafor'),
    )
    expect(article).toMatchObject({
      slug: 'a-post',
      title: 'A new bridge & more',
      standfirst: 'Why now?',
      body: 'Text.',
      authors: [{ name: 'Mira Okafor' }],
      tags: ['Bridges', 'News'],
      status: 'published',
      publishAt: '2009-02-13T23:31:30Z',
      remarks: [],
    })
  })

  test.each([
    ['publish', {}, { status: 'published', publishAt: '2009-02-13T23:31:30Z' }],
    [
      'future',
      { 'wp:post_date_gmt': '2999-01-01 00:00:00' },
      { status: 'scheduled', publishAt: '2999-01-01T00:00:00Z' },
    ],
    ['draft', {}, { status: 'draft' }],
    ['pending', {}, { status: 'draft' }],
    ['private', {}, { status: 'draft', remarks: ['it was private; it is a draft now'] }],
    ['publish', { 'wp:post_password': 'x' }, { status: 'draft', remarks: ['it had a password; it is a draft now'] }],
  ])('that was %s %j', async (status, fields, expected) => {
    const { publishAt, ...article } = await articleOf({ 'wp:status': status, ...fields })
    expect({ ...article, ...(publishAt !== undefined && { publishAt }) }).toMatchObject(expected)
    expect(publishAt).toBe('publishAt' in expected ? expected.publishAt : undefined)
  })

  test.each([
    ['in another script', '%e6%b8%af-%e3%81%ae', '港-の', []],
    ['with an underscore', 'a_b', 'a-b', ['its slug was changed']],
    ['that it never had', '', 'a-post-1', []],
  ])('keeps a slug %s', async (_, name, slug, remarks) => {
    expect(await articleOf({ 'wp:post_name': name })).toMatchObject({ slug, remarks })
  })

  test('that has another’s slug gets its number behind it, in every run the same', async () => {
    const posts = ['1', '2'].map((id) => wxrPost({ 'wp:post_id': id }))
    const { conversations } = await conversationsIn(posts)
    expect(conversations.map(({ article }) => article?.slug)).toEqual(['a-post', 'a-post-2'])
  })

  test('that says too much is shortened, and says so', async () => {
    const tags = Object.fromEntries(['post_tag'].map((domain) => [`category:${domain}`, 't'.repeat(60)]))
    const article = await articleOf({
      title: 'a'.repeat(201),
      'excerpt:encoded': 'b'.repeat(501),
      'dc:creator': 'c'.repeat(81),
      ...tags,
    })
    expect(
      [article.title, article.standfirst, article.authors?.[0]?.name, article.tags?.[0]].map(
        (text) => [...(text ?? '')].length,
      ),
    ).toEqual([200, 500, 80, 50])
    expect(article.remarks).toHaveLength(4)
    expect(article.title).toMatch(/a…$/)
  })

  test('with more than ten tags keeps ten, and names the others', async () => {
    const many = wxrPost({}).replace(
      '</item>',
      `${Array.from({ length: 12 }, (_, n) => `<category domain="post_tag" nicename="x">tag ${n}</category>`).join('')}</item>`,
    )
    const { conversations } = await conversationsIn([many])
    expect(conversations[0]?.article?.tags).toHaveLength(10)
    expect(conversations[0]?.remarks.map(({ reason }) => reason)).toEqual([
      'a tag was left out: 10 are allowed',
      'a tag was left out: 10 are allowed',
    ])
  })

  test('without a title or a text is still one', async () => {
    expect(await articleOf({ title: '', 'content:encoded': '' })).toMatchObject({
      title: 'Untitled',
      body: 'Untitled',
      remarks: ['it has no text; its title is used instead'],
    })
  })

  test('that is longer than an article may be is refused by name, its comments with it', async () => {
    const { conversations } = await conversationsIn([
      wxrPost({ 'content:encoded': 'word '.repeat(30_000) }, [wxrComment({ id: '7' })]),
    ])
    expect(conversations[0]).toMatchObject({
      place: undefined,
      refused: {
        articles: [{ ref: 'wordpress:post-1', reason: expect.stringContaining('131,072 bytes'), detail: '149,999' }],
      },
      comments: [{ ref: 'wordpress:7' }],
    })
  })

  test('nested beyond reason is refused by name', async () => {
    const { conversations } = await conversationsIn([wxrPost({ 'content:encoded': '<div>'.repeat(50_000) })])
    expect(conversations[0]?.refused.articles).toMatchObject([{ reason: 'its HTML is nested too deeply' }])
  })
})

describe('what a post only names', () => {
  const attachment = (id: string, fields: Record<string, string> = {}) =>
    wxrPost({
      'wp:post_id': id,
      'wp:post_type': 'attachment',
      'wp:status': 'inherit',
      'wp:attachment_url': `https://old.example/${id}.jpg`,
      'excerpt:encoded': `Picture <b>${id}</b>`,
      ...fields,
    })
  const meta = (key: string, value: string) =>
    `<wp:postmeta><wp:meta_key>${key}</wp:meta_key><wp:meta_value><![CDATA[${value}]]></wp:meta_value></wp:postmeta></item>`
  const picture = (id: string) => `![](https://old.example/${id}.jpg)\n\nPicture **${id}**`

  test.each([
    ['[gallery ids="12,11"]', [picture('12'), picture('11')], []],
    ['[gallery]', [picture('11'), picture('12')], []],
    ['[gallery exclude="11"]', [picture('12')], []],
    ["[gallery columns='3' include='12, 99']", [picture('12')], ['files of a gallery are not in the file']],
    ['[gallery ids="98,99"]', [], ['“gallery” was left out of its text']],
    ['[playlist ids="13"]', ['[Picture **13**](https://old.example/13.mp3)'], []],
    ['[[gallery]]', ['\\[gallery]'], []],
    ['[code][gallery][/code]', ['```\n[gallery]\n```'], []],
  ])('galleries: %s', async (gallery, pictures, remarks) => {
    const files = [
      attachment('12', { 'wp:post_parent': '1' }),
      attachment('11', { 'wp:post_parent': '1' }),
      attachment('13', { 'wp:attachment_url': 'https://old.example/13.mp3', 'wp:post_parent': '1' }),
      attachment('14', { 'wp:post_parent': '2' }),
    ]
    const article = await articleOf({ 'content:encoded': `a\n\n${gallery}\n\nb` }, ...files)
    expect(article.body).toBe(['a', ...pictures, 'b'].join('\n\n'))
    expect(article.remarks).toEqual(remarks)
  })

  test('blocks that posts share, also in each other; those of the server are named', async () => {
    const block = (id: string, html: string, status = 'publish') =>
      wxrPost({ 'wp:post_id': id, 'wp:post_type': 'wp_block', 'wp:status': status, 'content:encoded': html })
    const content = [
      '<!-- wp:paragraph --><p>a</p><!-- /wp:paragraph -->',
      '<!-- wp:group {"layout":{"type":"flow"}} -->',
      '<!-- wp:block {"ref":21} /-->',
      '<!-- /wp:group -->',
      '<!-- wp:block {"ref":99} /-->',
      '<!-- wp:block {"ref":23} /-->',
      '<!-- wp:latest-posts {"postsToShow":3} /-->',
      '<!-- wp:spacer /-->',
      '<!-- wp:core-embed/youtube {"url":"https://www.youtube.com/watch?v=abcdefghijk"} /-->',
    ].join('\n')
    const article = await articleOf(
      { 'content:encoded': content },
      block('21', '<!-- wp:paragraph --><p>b</p><!-- /wp:paragraph --><!-- wp:block {"ref":22} /-->'),
      block('22', '<p>c</p>'),
      block('23', '<p>secret</p>', 'private'),
    )
    expect(article.body).toBe('a\n\nb\n\nc\n\n<https://www.youtube.com/watch?v=abcdefghijk>')
    expect(article.remarks).toEqual([
      'a shared block is not in the file',
      'a shared block is not in the file',
      'a block with content from the server was left out of its text',
    ])
  })

  test('blocks that do not end take no longer than they are long', async () => {
    const started = performance.now()
    await articleOf({ 'content:encoded': '<!-- wp:block {'.repeat(50_000) })
    expect(performance.now() - started).toBeLessThan(5000)
  })

  test('a block that holds itself ends', async () => {
    const loop = wxrPost({
      'wp:post_id': '21',
      'wp:post_type': 'wp_block',
      'content:encoded': '<!-- wp:block {"ref":21} /-->a',
    })
    const { body, remarks } = await articleOf({ 'content:encoded': '<!-- wp:block {"ref":21} /-->' }, loop)
    expect(body).toBe('aaaaa')
    expect(remarks).toEqual(['a shared block is not in the file'])
  })

  test('footnotes, which are kept beside the text', async () => {
    const notes = JSON.stringify([
      { id: 'n1', content: 'See <em>there</em>, <a href="/x">x</a>.' },
      { id: 'n2', content: 'Two' },
      { id: 'n3', content: 'Unused' },
    ])
    const mark = (id: string, number: number) =>
      `<sup data-fn="${id}" class="fn"><a href="#${id}" id="${id}-link">${number}</a></sup>`
    const post = wxrPost({
      'content:encoded': `<!-- wp:paragraph --><p>a${mark('n2', 1)} b${mark('n1', 2)}${mark('n2', 1)} c${mark('n9', 3)}</p><!-- /wp:paragraph --><!-- wp:footnotes /-->`,
    }).replace('</item>', meta('footnotes', notes))
    const { conversations } = await conversationsIn([post])
    expect(conversations[0]?.article?.body).toBe(
      'a[^1] b[^2][^1] c³\n\n[^1]: Two\n\n[^2]: See *there*, [x](https://old.example/x).',
    )
    expect(conversations[0]?.remarks).toEqual([])
    const words = { footnotes: 'Footnotes', backTo: String }
    expect(renderArticle(conversations[0]?.article?.body ?? '', words)).toContain('<li id="note_fn-1">')
  })

  test('authors who wrote together, also those without an account', async () => {
    const author = (nicename: string, login: string) =>
      `<category domain="author" nicename="${nicename}">${login}</category>`
    const guest = wxrPost({ 'wp:post_type': 'guest-author', 'wp:post_name': 'cap-ada', title: 'Ada L.' }).replace(
      '</item>',
      meta('cap-display_name', 'Ada Lovelace'),
    )
    const post = wxrPost({ 'dc:creator': 'mira' }).replace(
      '</item>',
      `${author('cap-mira', 'mira')}${author('cap-ada', 'ada')}${author('cap-who', 'who@old.example')}</item>`,
    )
    const { conversations } = await conversationsIn([wxrAuthor('mira', 'Mira Okafor'), guest, post])
    const last = conversations.at(-1)
    expect(last?.article?.authors).toEqual([{ name: 'Mira Okafor' }, { name: 'Ada Lovelace' }])
    expect(last?.remarks.map(({ reason }) => reason)).toEqual([
      'an author was left out: the file has only an e-mail address as the name',
    ])
    expect(conversations.flatMap(({ leftOut }) => leftOut.articles)).toEqual([])
  })
})

describe('files as they are', () => {
  const without = (name: string, fields: Record<string, string> = {}, comments: string[] = []) =>
    wxrPost(fields, comments).replace(new RegExp(`<${name}>.*?</${name}>`, 's'), '')
  const articlesIn = async (...posts: string[]) => {
    const { conversations } = await conversationsIn(posts)
    return conversations.map(({ ref, article, remarks }) => ({
      ref,
      slug: article?.slug,
      publishAt: article?.publishAt,
      remarks,
    }))
  }

  test('posts without a number have one from their address, or a name of what they say', async () => {
    const posts = [
      without('wp:post_id', { 'wp:post_name': '', title: 'Hello', guid: 'https://old.example/?p=7' }),
      without('wp:post_id', { 'wp:post_name': '', title: 'Hello' }),
      without('wp:post_id', { title: 'One' }),
      without('wp:post_id', { title: 'Two' }),
    ]
    const articles = await articlesIn(...posts)
    expect(articles).toEqual(await articlesIn(...posts))
    const slugs = articles.map(({ slug }) => slug ?? '')
    expect(slugs[0]).toBe('hello-7')
    expect(slugs[1]).toMatch(/^hello-[0-9a-f]{12}$/)
    expect(slugs[2]).toBe('a-post')
    expect(slugs[3]).toMatch(/^a-post-[0-9a-f]{12}$/)
    expect(slugs.filter((slug) => !isSlug(slug))).toEqual([])
  })

  test('a post that stands in a file twice is one, with the comments of both', async () => {
    const comment = (id: string) => wxrComment({ id })
    const { conversations } = await conversationsIn([
      wxrPost({}, [comment('1'), comment('2')]),
      wxrPost({}, [comment('2'), comment('3')]),
    ])
    expect(
      conversations.map(({ article, place, comments }) => [article?.slug, place, comments.map(({ ref }) => ref)]),
    ).toEqual([
      ['a-post', { article: 'a-post' }, ['wordpress:1', 'wordpress:2']],
      [undefined, { article: 'a-post' }, ['wordpress:3']],
    ])
    expect(conversations[1]?.leftOut).toEqual({
      articles: [{ ref: 'wordpress:post-1', reason: 'they are in the file twice' }],
      comments: [{ ref: 'wordpress:2', reason: 'they are in the file twice' }],
    })
  })

  test.each([
    ['0000-00-00 00:00:00', 'Fri, 13 Feb 2009 23:31:30 +0000', '2009-02-13T23:31:30Z'],
    ['', 'Sat, 14 Feb 2009 00:31:30 +0100', '2009-02-13T23:31:30Z'],
    ['2009-02-30 00:00:00', '', undefined],
    ['', 'Wed, 30 Nov -0001 00:00:00 +0000', undefined],
  ])('a post of the time %j has that of its feed, %j', async (date, pubDate, publishAt) => {
    const [article] = await articlesIn(wxrPost({ 'wp:post_date_gmt': date, pubDate }))
    expect(article?.publishAt).toBe(publishAt)
    expect(article?.remarks).toEqual(
      publishAt === undefined
        ? [{ ref: 'wordpress:post-1', reason: 'it has no time; it is published with the time of the import' }]
        : [],
    )
  })

  test('a post of the future that is public already is planned for then', async () => {
    expect(await articleOf({ 'wp:post_date_gmt': '2999-01-01 00:00:00' })).toMatchObject({
      status: 'scheduled',
      publishAt: '2999-01-01T00:00:00Z',
    })
  })
})

test('pages are taken when they are asked for; what is in the trash, and what is no text, is not', async () => {
  const records = [
    wxrPost({ 'wp:post_type': 'page', 'wp:post_name': 'about' }, [wxrComment({ id: '1' })]),
    wxrPost({ 'wp:status': 'trash' }),
    wxrPost({ 'wp:post_type': 'product' }),
    wxrPost({ 'wp:post_type': 'attachment', 'wp:status': 'inherit' }),
  ]
  const without = await conversationsIn(records)
  expect(without.amount).toEqual({ articles: 0, comments: 0 })
  expect(
    without.conversations.flatMap(({ leftOut }) =>
      [...leftOut.articles, ...leftOut.comments].map(({ reason }) => reason),
    ),
  ).toEqual([
    'they are pages (--pages takes them)',
    'their post is left out',
    'their status is “trash”',
    'they are of the type “product”',
  ])
  const withPages = await conversationsIn(records, { pages: true })
  expect(withPages.amount).toEqual({ articles: 1, comments: 1 })
  expect(withPages.conversations[0]?.article?.slug).toBe('about')
})

test('by their addresses, only comments are taken, for pages that stay where they are', async () => {
  const { amount, conversations } = await conversationsIn(
    [wxrPost({ title: 'A &amp; B' }, [wxrComment({ id: '1' })])],
    { by: 'url' },
  )
  expect(amount).toEqual({ articles: 0, comments: 1 })
  expect(conversations).toMatchObject([
    {
      place: { page: { url: 'https://old.example/a-post/', title: 'A & B', isClosed: false } },
      comments: [{ ref: 'wordpress:1' }],
    },
  ])
})

describe.each(['slug', 'url'] as const)('comments by %s', (by) => {
  const reasonsFor = async (fields: Record<string, string>) => {
    const { amount, conversations } = await conversationsIn(
      [wxrPost(fields, [wxrComment({ id: '1' }), wxrComment({ id: '2', approved: 'spam' })])],
      { by },
    )
    const [first] = conversations
    return { amount, comments: first?.comments, reasons: first?.leftOut.comments.map(({ reason }) => reason) }
  }

  test.each([
    [{ 'wp:post_password': 'hunter2' }, 'their post had a password'],
    [{ 'wp:post_password': ' ' }, 'their post had a password'],
    [{ 'wp:status': 'private' }, 'their post was private'],
    [{ 'wp:status': 'draft' }, 'their post was a draft'],
    [{ 'wp:status': 'pending' }, 'their post was waiting for review'],
    [{ 'wp:status': 'future' }, 'their post was planned for later'],
    [{ 'wp:status': 'members-only' }, 'their post had the status “members-only”'],
    [{ 'wp:status': '' }, 'their post had the status “”'],
  ])('that everybody could not read, under a post with %j, are left out', async (fields, reason) => {
    expect(await reasonsFor(fields)).toEqual({
      amount: { articles: by === 'slug' ? 1 : 0, comments: 0 },
      comments: [],
      reasons: [reason, 'they are spam'],
    })
  })

  test('that everybody could read are taken, though the file is indented', async () => {
    expect(await reasonsFor({ 'wp:post_password': '\n\t\t' })).toMatchObject({ comments: [{ ref: 'wordpress:1' }] })
  })
})

describe('a comment', () => {
  const commentsFrom = async (...fields: Record<string, string>[]) => {
    const { conversations } = await conversationsIn([
      wxrPost(
        {},
        fields.map((each, index) => wxrComment({ id: String(index + 1), ...each })),
      ),
    ])
    const [first] = conversations
    return { ...first, comments: first?.comments ?? [], reasons: first?.remarks.map(({ reason }) => reason) }
  }

  test('is taken with what its author said of themselves', async () => {
    const { comments } = await commentsFrom({
      author: 'O&#039;Neill &lt;b&gt;',
      author_email: 'o@old.example',
      author_url: 'old.example/me',
      content: 'a\nb',
    })
    expect(comments).toEqual([
      {
        ref: 'wordpress:1',
        parent: undefined,
        author: { name: "O'Neill <b>", email: 'o@old.example', url: 'http://old.example/me' },
        createdAt: '2009-02-15T09:00:00Z',
        text: 'a\\\nb',
      },
    ])
  })

  test('without a name is anonymous, with a long one shortened; what is no address is left out', async () => {
    const { comments, reasons } = await commentsFrom(
      { author: '\u200B ' },
      { author: 'n'.repeat(90), author_email: 'no', author_url: 'javascript:alert(1)' },
    )
    expect(comments.map(({ author }) => author)).toEqual([{ name: 'Anonymous' }, { name: `${'n'.repeat(79)}…` }])
    expect(reasons).toEqual(['the name was shortened', 'the author’s address was left out: it is not a web address'])
  })

  test('that nobody saw, or that is none, is left out with the reason', async () => {
    const { comments, leftOut } = await commentsFrom(
      ...[
        { approved: '0' },
        { approved: 'spam' },
        { approved: 'trash' },
        { type: 'pingback' },
        { type: 'trackback' },
        { content: '<script>x</script>' },
      ],
      { type: '' },
    )
    expect(comments.map(({ ref }) => ref)).toEqual(['wordpress:7'])
    expect(leftOut?.comments.map(({ reason }) => reason)).toEqual([
      'they were not approved',
      'they are spam',
      'they are in the trash',
      'they are of the type “pingback”',
      'they are of the type “trackback”',
      'they have no text',
    ])
  })

  test('whose time was never set in UTC has the site’s own; one of an impossible time has that of its post', async () => {
    const { comments, reasons } = await commentsFrom(
      { date_gmt: '0000-00-00 00:00:00', date: '2009-02-15 10:00:00' },
      ...[
        '0000-00-00 00:00:00',
        'yesterday',
        '2009-02-30 00:00:00',
        '1969-12-31 23:59:59',
        '2999-01-01 00:00:00',
        '',
      ].map((date_gmt) => ({ date_gmt })),
    )
    const [first, ...others] = comments.map(({ createdAt }) => createdAt)
    expect(first).toBe('2009-02-15T10:00:00Z')
    expect(others).toEqual(others.map(() => '2009-02-13T23:31:30Z'))
    expect(reasons).toEqual(others.map(() => 'its time is impossible; it gets the time of its post'))
  })

  test('without a number has a name of what it says, in every run the same', async () => {
    const texts = ['a', 'b', 'a']
    const first = await commentsFrom(...texts.map((content) => ({ id: '', content })))
    const second = await commentsFrom(...texts.map((content) => ({ id: '', content })))
    expect(first.comments).toEqual(second.comments)
    expect(first.comments.map(({ text }) => text)).toEqual(['a', 'b'])
    expect(new Set(first.comments.map(({ ref }) => ref)).size).toBe(2)
    expect(first.leftOut?.comments.map(({ reason }) => reason)).toEqual(['they are in the file twice'])
  })

  test('that is too long is refused by name', async () => {
    const { comments, refused } = await commentsFrom({ content: 'a'.repeat(8001) }, { content: 'a'.repeat(8000) })
    expect(comments).toHaveLength(1)
    expect(refused?.comments).toMatchObject([
      { ref: 'wordpress:1', reason: expect.stringContaining('8,000 characters'), detail: '8,001' },
    ])
  })
})
