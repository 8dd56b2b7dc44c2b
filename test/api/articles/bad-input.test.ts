/** Bad input from editors and moderators gets the same exact faults as bad input from readers. */
import { asEditor, asModerator, type Parts, rawCall } from '../../kit/http/client.ts'
import { createArticle, editorPath, having, unique } from '../../kit/http/fixtures.ts'
import { readSettings } from '../../kit/http/settings.ts'
import type { Article, Settings } from '../../kit/http/shapes.ts'
import { editorToken } from '../../kit/http/target.ts'
import { expectProblem } from '../problems.ts'

const LONE_SURROGATE = '\uDE00'
const GOOD = { title: 'T', body: 'B' }

/** Sends an article that must be refused and not stored. */
async function refused(fields: Record<string, unknown>, ...expected: [number, string, string[]?]): Promise<void> {
  const slug = unique('never')
  const answer = await asEditor('POST', '/v1/editor/articles', { body: { ...GOOD, slug, ...fields } })
  expectProblem(answer, ...expected)
  expectProblem(await asEditor('GET', editorPath(slug)), 404, 'article-not-found')
}

const list = (length: number, entry: (index: number) => unknown) => Array.from({ length }, (_, index) => entry(index))
const image = (fields: Record<string, unknown>) => ({ image: { url: 'https://example.org/a.jpg', alt: '', ...fields } })

describe('an article with faults is 422, and each fault is named:', () => {
  test.each<[string, Record<string, unknown>, string[]]>([
    ['no title and no body', { title: undefined, body: undefined }, ['#/title', '#/body']],
    ['an empty title', { title: ' ' }, ['#/title']],
    ['a title of 201 characters', { title: 'a'.repeat(201) }, ['#/title']],
    ['a title with a right-to-left override', { title: 'T\u202E' }, ['#/title']],
    ['a title with half a character', { title: LONE_SURROGATE }, ['#/title']],
    ['an empty body', { body: '\n' }, ['#/body']],
    ['a body of controls', { body: '\u0008' }, ['#/body']],
    ['a body that shows nothing', { body: '> [](x)\n\n[a]: b' }, ['#/body']],
    ['a body with an override as a reference', { body: 'B &#8238; a' }, ['#/body']],
    ['a body with half a character', { body: LONE_SURROGATE }, ['#/body']],
    ['a standfirst of 501 characters', { standfirst: 'a'.repeat(501) }, ['#/standfirst']],
    ['a standfirst with an override', { standfirst: '\u202Da' }, ['#/standfirst']],
    ['eleven tags', { tags: list(11, String) }, ['#/tags']],
    ['a tag twice', { tags: ['Harbour', 'harbour'] }, ['#/tags']],
    ['tags that are empty or long', { tags: ['', 'ok', 'a'.repeat(51)] }, ['#/tags/0', '#/tags/2']],
    ['tags that are no list', { tags: 'harbour' }, ['#/tags']],
    [
      'authors without names',
      { authors: [{}, { name: '' }, 'Ada'] },
      ['#/authors/0/name', '#/authors/1/name', '#/authors/2'],
    ],
    [
      'an author with a dangerous link',
      { authors: [{ name: 'Ada', url: 'javascript:alert(1)' }] },
      ['#/authors/0/url'],
    ],
    ['an unknown field of an author', { authors: [{ name: 'Ada', role: 'x' }] }, ['#/authors/0/role']],
    ['an image without alt text', { image: { url: 'https://example.org/a.jpg' } }, ['#/image/alt']],
    ['an image with a dangerous address', image({ url: 'data:image/svg+xml,x' }), ['#/image/url']],
    [
      'an image with an address that is too long',
      image({ url: `https://example.org/${'a'.repeat(1981)}` }),
      ['#/image/url'],
    ],
    ['alt text of 501 characters', image({ alt: 'a'.repeat(501) }), ['#/image/alt']],
    ['a status that is none', { status: 'gone' }, ['#/status']],
    ['a policy that is none', { comments: { policy: 'maybe' } }, ['#/comments/policy']],
    ['comments that are no object', { comments: 'open' }, ['#/comments']],
    [
      'unknown fields',
      { html: '<b>', version: 9, comments: { policy: 'open', x: 1 } },
      ['#/html', '#/version', '#/comments/x'],
    ],
    [
      'everything at once',
      {
        title: '',
        body: 7,
        standfirst: 7,
        tags: [7],
        authors: 7,
        image: 7,
        status: 7,
        publishAt: 7,
        comments: 7,
        x: 7,
      },
      [
        '#/title',
        '#/body',
        '#/standfirst',
        '#/tags/0',
        '#/authors',
        '#/image',
        '#/status',
        '#/publishAt',
        '#/comments',
        '#/x',
      ],
    ],
  ])('%s', async (_, fields, pointers) => {
    await refused(fields, 422, 'invalid-input', pointers)
  })

  test.each(['PUT', 'PATCH'])('changed by %s as well, and the article stays as it is', async (method) => {
    const before = await createArticle()
    const change = (body: unknown, parts: Parts = {}) =>
      asEditor(method, editorPath(before.slug), { ...parts, headers: { 'if-match': '"1"', ...parts.headers }, body })
    const faulty = { ...GOOD, title: '', tags: [''], slug: 'Not a slug' }
    expectProblem(await change(faulty), 422, 'invalid-input', ['#/title', '#/tags/0', '#/slug'])
    expectProblem(await change(null), 422, 'invalid-input', ['#'])
    expectProblem(await change([]), 422, 'invalid-input', ['#'])
    expectProblem(await change({ ...GOOD, unheardOf: null }), 422, 'invalid-input', ['#/unheardOf'])
    expectProblem(await change('{"title": "a", "title": "b"}'), 400, 'malformed-body')
    expectProblem(await change('{}', { headers: { 'content-type': 'text/plain' } }), 415, 'unsupported-media-type')
    expectProblem(await change({ ...GOOD, body: 'a'.repeat(128 * 1024 + 1) }), 413, 'body-too-large')
    expect(having(200, await asEditor<Article>('GET', editorPath(before.slug))).body).toEqual(before)
  })
})

describe('the text of an article', () => {
  test('may have 128 KiB and not a byte more', async () => {
    const line = `${'a'.repeat(63)}\n`
    const body = line.repeat(2048).slice(0, -1)
    const { source } = await createArticle({ body: `${body}a` })
    expect(source).toHaveLength(128 * 1024)
    await refused({ body: `${body}ab` }, 413, 'body-too-large')
    await refused({ body: 'é'.repeat(64 * 1024 + 1) }, 413, 'body-too-large')
  })

  test('sent in a body of megabytes is refused', async () => {
    await refused({ body: 'a'.repeat(2_000_000) }, 413, 'body-too-large')
  })

  test.each([
    ['brackets', '['.repeat(60_000)],
    ['emphasis', '*a_ '.repeat(30_000)],
    ['quotes', `${'> '.repeat(20_000)}x`],
    ['lists', `${'- '.repeat(20_000)}x`],
    ['a table of bars', `|a|b|\n|-|-|\n${'|'.repeat(100_000)}`],
    ['links in links', '[a](b'.repeat(20_000)],
    ['footnotes', '[^1]'.repeat(20_000).concat('\n\n[^1]: x')],
    ['entities', '&amp'.repeat(30_000)],
  ])('made of %s to hurt is stored or refused, and breaks nothing', async (_, body) => {
    const answer = await asEditor('POST', '/v1/editor/articles', { body: { title: 'T', slug: unique('hurt'), body } })
    expect([201, 413, 422]).toContain(answer.status)
  })
})

describe('a body that cannot be read', () => {
  const sendRaw = (body: string | Uint8Array, type?: string) =>
    rawCall('POST', '/v1/editor/articles', {
      body,
      headers: { authorization: `Bearer ${editorToken()}`, ...(type !== undefined && { 'content-type': type }) },
    })

  test.each<[string, string | Uint8Array]>([
    ['is empty', ''],
    ['is cut short', '{"title": "T"'],
    ['has the same key twice', '{"title": "T", "body": "B", "title": "U"}'],
    ['is 10,000 lists deep', '['.repeat(10_000) + ']'.repeat(10_000)],
    ['is no UTF-8', Buffer.concat([Buffer.from('{"title": "'), Buffer.from([0xff]), Buffer.from('", "body": "B"}')])],
  ])('because it %s is 400', async (_, body) => {
    expectProblem(await sendRaw(body, 'application/json'), 400, 'malformed-body')
  })

  test('because of its type is 415', async () => {
    for (const type of [undefined, 'text/plain', 'text/markdown', 'multipart/form-data; boundary=x']) {
      expectProblem(await sendRaw(JSON.stringify(GOOD), type), 415, 'unsupported-media-type')
    }
  })

  test('with a field called __proto__ is 422', async () => {
    const answer = await sendRaw(
      '{"title": "T", "body": "B", "__proto__": {"status": "published"}}',
      'application/json',
    )
    expectProblem(answer, 422, 'invalid-input', ['#/__proto__'])
  })
})

describe('restoring', () => {
  test.each<[string, unknown, string[]]>([
    ['version nought', { version: 0 }, ['#/version']],
    ['a version in quotes', { version: '1' }, ['#/version']],
    ['half a version', { version: 1.5 }, ['#/version']],
    ['with unknown fields', { version: 'x', slug: 'y' }, ['#/version', '#/slug']],
    ['with a list', [], ['#']],
  ])('%s is 422', async (_, body, pointers) => {
    const { slug } = await createArticle()
    const answer = await asEditor('POST', `${editorPath(slug)}/restore`, { headers: { 'if-match': '"1"' }, body })
    expectProblem(answer, 422, 'invalid-input', pointers)
  })
})

describe('staff who ask oddly', () => {
  test('for articles, revisions or queues are told of every fault', async () => {
    const { slug } = await createArticle()
    const articles = await asEditor('GET', '/v1/editor/articles?status=gone&limit=0&cursor=x&y=1')
    expectProblem(articles, 422, 'invalid-input', ['?status', '?limit', '?cursor', '?y'])
    const revisions = await asEditor('GET', `${editorPath(slug)}/revisions?limit=x&cursor=y&z=1`)
    expectProblem(revisions, 422, 'invalid-input', ['?limit', '?cursor', '?z'])
    const queue = await asModerator('GET', '/v1/moderation/comments?status=gone&limit=0&cursor=x&y=1')
    expectProblem(queue, 422, 'invalid-input', ['?status', '?limit', '?cursor', '?y'])
    expectProblem(await asEditor('GET', `${editorPath(slug)}?x=1`), 422, 'invalid-input', ['?x'])
    expectProblem(await asModerator('GET', '/v1/moderation/settings?x=1'), 422, 'invalid-input', ['?x'])
  })
})

describe('a moderator’s decision with faults is 422:', () => {
  const one = { article: 'story', id: '01ARZ3NDEKTSV4RRFFQ69G5FAV' }
  test.each<[string, unknown, string[]]>([
    ['nothing', {}, ['#/action', '#/comments']],
    ['an action that is none', { action: 'ban', comments: [one] }, ['#/action']],
    ['no comment', { action: 'spam', comments: [] }, ['#/comments']],
    ['101 comments', { action: 'spam', comments: list(101, () => one) }, ['#/comments']],
    ['comments that are ids', { action: 'spam', comments: [one.id] }, ['#/comments/0']],
    [
      'comments without article or id',
      { action: 'spam', comments: [one, {}] },
      ['#/comments/1/article', '#/comments/1/id'],
    ],
    [
      'versions that are none',
      {
        action: 'spam',
        comments: [
          { ...one, version: 0 },
          { ...one, version: '1' },
        ],
      },
      ['#/comments/0/version', '#/comments/1/version'],
    ],
    ['unknown fields', { action: 'spam', comments: [{ ...one, x: 1 }], y: 1 }, ['#/comments/0/x', '#/y']],
    [
      'ids that are long',
      { action: 'spam', comments: [{ article: 'a'.repeat(10_240), id: 'b'.repeat(10_240) }] },
      ['#/comments/0/article', '#/comments/0/id'],
    ],
  ])('%s', async (_, body, pointers) => {
    expectProblem(await asModerator('POST', '/v1/moderation/actions', { body }), 422, 'invalid-input', pointers)
  })

  test('unreadable it is 400, too large 413, of another type 415', async () => {
    const act = (body: string, type = 'application/json') =>
      asModerator('POST', '/v1/moderation/actions', { body, headers: { 'content-type': type } })
    expectProblem(await act('{"action": "spam", "action": "approve"}'), 400, 'malformed-body')
    expectProblem(await act('{}'.padEnd(600_000)), 413, 'body-too-large')
    expectProblem(await act('{}', 'text/plain'), 415, 'unsupported-media-type')
  })

  test('names that hurt elsewhere are only unknown here', async () => {
    const strange = ['../story', '__proto__', 'A#story', `${LONE_SURROGATE}`, '\u0000', ' '].map((article) => ({
      ...one,
      article,
    }))
    const { results } = having(
      200,
      await asModerator<{ results: unknown[] }>('POST', '/v1/moderation/actions', {
        body: { action: 'spam', comments: strange },
      }),
    ).body
    expect(results).toEqual(
      strange.map(() => expect.objectContaining({ ok: false, problem: expect.objectContaining({ status: 404 }) })),
    )
  })
})

describe('settings with faults are 422, and stay as they are:', () => {
  let before: Settings
  beforeAll(async () => {
    before = await readSettings()
  })
  const put = (body: unknown) => asModerator('PUT', '/v1/moderation/settings', { body })

  test.each<[string, (good: Settings) => unknown, string[]]>([
    ['nothing', () => ({}), ['#/commentsPerMinute', '#/editWindowSeconds', '#/privateFactsDays']],
    [
      'too little',
      () => ({ commentsPerMinute: 0, editWindowSeconds: -1, privateFactsDays: 0 }),
      ['#/commentsPerMinute', '#/editWindowSeconds', '#/privateFactsDays'],
    ],
    [
      'too much',
      () => ({ commentsPerMinute: 1e12, editWindowSeconds: 1e12, privateFactsDays: 1e12 }),
      ['#/commentsPerMinute', '#/editWindowSeconds', '#/privateFactsDays'],
    ],
    ['text', (good) => ({ ...good, commentsPerMinute: '30' }), ['#/commentsPerMinute']],
    ['fractions', (good) => ({ ...good, editWindowSeconds: 1.5 }), ['#/editWindowSeconds']],
    ['null', (good) => ({ ...good, privateFactsDays: null }), ['#/privateFactsDays']],
    ['unknown ones', (good) => ({ ...good, votesPerHour: 1 }), ['#/votesPerHour']],
    ['a list', () => [], ['#']],
  ])('%s', async (_, body, pointers) => {
    expectProblem(await put(body(before)), 422, 'invalid-input', pointers)
    expect(await readSettings()).toEqual(before)
  })
})
