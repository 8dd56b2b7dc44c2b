/** Posting comments. */
import { call, get } from '../../kit/http/client.ts'
import {
  commentBy,
  commentPath,
  commentsPath,
  createArticle,
  eventually,
  page,
  post,
  publish,
  publishWithPolicy,
  send,
  walk,
} from '../../kit/http/fixtures.ts'
import type { Comment, Posted } from '../../kit/http/shapes.ts'
import { expectProblem } from '../problems.ts'

const IN_AN_HOUR = () => new Date(Date.now() + 3_600_000).toISOString()

describe('a comment', () => {
  test('is answered with 201, where it is, what it says and the token to change it', async () => {
    const slug = await publish()
    const author = { name: ' Ada ', email: 'ada@example.org', url: 'https://example.org/ada' }
    const answer = await send(slug, { author, text: '  Hello *there*  ' })
    expect(answer.status).toBe(201)
    const { comment, editToken, ...rest } = answer.body
    expect(comment).toEqual({
      id: expect.stringMatching(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/),
      parentId: null,
      author: { name: 'Ada', url: 'https://example.org/ada', badges: [] },
      html: '<p>Hello <em>there</em></p>',
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      editedAt: null,
      state: 'published',
      score: 0,
      replies: { total: 0, items: [], nextCursor: null },
    })
    expect(editToken).toMatch(/^\S{20,}$/)
    expect(rest).toEqual({ editableUntil: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) })
    expect(answer.headers.location).toBe(commentPath(slug, comment.id))
    expect(answer.headers['cache-control']).toBe('private, no-store')

    const permalink = await eventually(async () => {
      const found = await get<Comment>(answer.headers.location ?? '')
      expect(found.status).toBe(200)
      return found
    })
    expect(permalink.body).toEqual(comment)
  })

  test('is listed and counted', async () => {
    const slug = await publish()
    const { comment } = await post(slug, 'First.')
    await eventually(async () =>
      expect(await page(commentsPath(slug))).toEqual({ total: 1, items: [comment], nextCursor: null }),
    )
  })

  test('keeps every script and emoji as it was typed', async () => {
    const slug = await publish()
    const text = 'مرحبا, 你好, שלום, 👩‍👩‍👧 e\u0301t\u0301'
    const { body } = await send(slug, commentBy('Žofie 名前 👋🏽', text))
    expect(body.comment.author?.name).toBe('Žofie 名前 👋🏽')
    expect(body.comment.html).toBe(`<p>${text.normalize('NFC')}</p>`)
  })

  test('loses what nobody sees and nobody meant, and keeps the indentation of its first line', async () => {
    const text = '\uFEFF\r\n    x = 1\u2028    y = 2\n\n'
    const { status, body } = await send(await publish(), commentBy('\u2068Ada\v\u2069', text))
    expect([status, body.comment.author?.name]).toEqual([201, 'Ada'])
    expect(body.comment.html).toBe('<pre><code>x = 1\ny = 2\n</code></pre>')
  })

  test('may be as long as the limit, counted in characters and not in bytes', async () => {
    const slug = await publish()
    // Each character has two UTF-16 units and four bytes, so the comment has 32,000 bytes.
    const { status, body } = await send(slug, commentBy('🦉'.repeat(80), '🌲'.repeat(8000 - 600)))
    expect(status).toBe(201)
    expect(body.comment.html).toBe(`<p>${'🌲'.repeat(7400)}</p>`)
    expect((await send(slug, commentBy('a'.repeat(80), 'a'.repeat(8000)))).status).toBe(201)
  })

  test('shows raw HTML as text, and keeps dangerous links from being links', async () => {
    const slug = await publish()
    const text =
      '<script>alert(1)</script>\n\n[a](javascript:alert(1)) ![i](https://example.org/i.png) <b onclick=x>b</b>'
    const { comment } = await post(slug, text)
    expect(comment.html).not.toMatch(/<(script|img|b)\b|href="javascript/i)
    expect(comment.html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  })

  test('marks its links as somebody else’s', async () => {
    const { comment } = await post(await publish(), 'See https://example.org and [this](http://example.org/x).')
    expect(comment.html.match(/<a [^>]*>/g)).toEqual([
      expect.stringMatching(/rel="nofollow ugc noopener"/),
      expect.stringMatching(/rel="nofollow ugc noopener"/),
    ])
  })

  test('may say null where it answers nobody', async () => {
    const { status, body } = await send(await publish(), { ...commentBy('Ada', 'Hello'), parentId: null })
    expect([status, body.comment.parentId]).toEqual([201, null])
  })

  test('with a name that JavaScript objects have is a comment like any other', async () => {
    const { status, body } = await send(await publish(), commentBy('__proto__', 'constructor'))
    expect([status, body.comment.author?.name]).toEqual([201, '__proto__'])
  })
})

describe('where comments cannot be left', () => {
  const refused = (slug: string) => call<Posted>('POST', commentsPath(slug), { body: commentBy('Ada', 'Hello') })

  test('a closed article refuses them', async () => {
    const slug = await publishWithPolicy('closed')
    expectProblem(await refused(slug), 403, 'comments-closed')
    expect(await walk(commentsPath(slug))).toEqual([])
  })

  test('an article that nobody wrote is not there', async () => {
    expectProblem(await refused('an-article-that-nobody-wrote'), 404, 'article-not-found')
  })

  test('a draft is not there', async () => {
    const { slug } = await createArticle()
    expectProblem(await refused(slug), 404, 'article-not-found')
  })

  test('an article that is still to come is not there', async () => {
    const { slug } = await createArticle({ status: 'scheduled', publishAt: IN_AN_HOUR() })
    expectProblem(await refused(slug), 404, 'article-not-found')
  })
})
