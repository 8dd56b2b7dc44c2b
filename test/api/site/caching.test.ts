/** Headers for caches and browsers: lifetime, public or private, and allowed origins. */
import { asEditor, call, get, rawCall } from '../../kit/http/client.ts'
import {
  articlePath,
  commentBy,
  commentPath,
  commentsPath,
  editorPath,
  eventually,
  having,
  page,
  post,
  publish,
  send,
  unique,
} from '../../kit/http/fixtures.ts'
import { OTHER_SITE } from '../../kit/http/settings.ts'
import { editorToken, moderatorToken } from '../../kit/http/target.ts'
import { expectProblem } from '../problems.ts'
import { filled, nameOf, operationOf, publicJson, writes } from './routes.ts'

const ARTICLE = /s-maxage=60, stale-while-revalidate=600, stale-if-error=86400/
const COMMENTS = /s-maxage=5, stale-while-revalidate=30/
const NEVER = /^private, no-store/

/** The current ten-second bucket of the change feed, which no cache has stored yet. */
const bucketNow = () => String(Math.floor(Date.now() / 10_000))

let slug: string
let id: string
beforeAll(async () => {
  slug = await publish()
  id = (await post(slug, 'root')).comment.id
  await eventually(async () => expect((await page(commentsPath(slug))).total).toBe(1))
})

describe('an edge may keep', () => {
  test('articles and their list for a minute, stale for longer', async () => {
    for (const path of [articlePath(slug), '/v1/articles']) {
      const { headers } = having(200, await get(path))
      expect([path, headers['cache-control']]).toEqual([path, expect.stringMatching(ARTICLE)])
      expect(headers.etag).toMatch(/^"[^"]+"$/)
    }
  })

  test('a search for no more than a minute in all', async () => {
    for (const path of ['/v1/search?q=fog', '/search?q=fog']) {
      const cacheControl = having(200, await get(path)).headers['cache-control'] ?? ''
      const [fresh, stale] = ['s-maxage', 'stale-while-revalidate'].map((name) =>
        Number(new RegExp(`${name}=(\\d+)`).exec(cacheControl)?.[1]),
      )
      expect([path, fresh, stale]).toEqual([path, 30, 30])
    }
  })

  test('comments for five seconds', async () => {
    const paths = [commentsPath(slug), commentPath(slug, id), `${commentPath(slug, id)}/replies`]
    for (const path of [...paths, '/v1/comments', `/v1/comment-counts?slug=${slug}`]) {
      const { headers } = having(200, await get(path))
      expect([path, headers['cache-control']]).toEqual([path, expect.stringMatching(COMMENTS)])
      expect(headers.etag).toMatch(/^"[^"]+"$/)
    }
  })

  test('a redirect as long as the article', async () => {
    const old = await publish()
    const body = { slug: unique('renamed') }
    having(200, await asEditor('PATCH', editorPath(old), { headers: { 'if-match': '"1"' }, body }))
    await eventually(async () => {
      const { status, headers } = await get(articlePath(old))
      expect([status, headers['cache-control']]).toEqual([301, expect.stringMatching(ARTICLE)])
    })
  })

  test('a refusal for a moment only', async () => {
    const { headers } = await get(articlePath('an-article-that-nobody-wrote'))
    expect(headers['cache-control']).toMatch(/^public, .*s-maxage=\d\b/)
  })

  test('the same for everybody: nothing depends on a cookie, a language or an origin', async () => {
    for (const route of publicJson.filter((each) => operationOf(each)?.cache !== 'never')) {
      const { headers } = await get(filled(route, { slug, id, bucket: bucketNow() }))
      expect([route.path, headers.vary, headers['access-control-allow-origin']]).toEqual([route.path, undefined, '*'])
    }
    expect((await get(articlePath('an-article-that-nobody-wrote'))).headers.vary).toBeUndefined()
  })

  test('no refusal that depends on who asks', async () => {
    const { status, headers } = await get(`${commentPath(slug, id)}/source`)
    expect([status, headers['cache-control']]).toEqual([401, expect.stringMatching(NEVER)])
  })

  test('nothing that came with credentials, not even from a public route', async () => {
    const closed = `${articlePath(slug)}/changes/${Number(bucketNow()) - 10}`
    for (const path of [articlePath(slug), commentsPath(slug), closed, articlePath('an-article-that-nobody-wrote')]) {
      const { headers } = await call('GET', path, { token: 'whatever' })
      expect([path, headers['cache-control']]).toEqual([path, expect.stringMatching(NEVER)])
    }
  })

  test('nothing that was written, or refused to be', async () => {
    const answers = [
      await send(await publish(), commentBy('Ada', 'Hello')),
      await send(slug, {}),
      await call('PATCH', commentPath(slug, id), { body: { text: 'x' } }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([201, 422, 401])
    for (const { headers } of answers) expect(headers['cache-control']).toMatch(NEVER)
  })
})

describe('who has it already', () => {
  test.each([
    ['an article', () => articlePath(slug)],
    ['the list of articles', () => `/v1/articles?tag=${slug}`],
    ['comments', () => commentsPath(slug)],
    ['a comment', () => commentPath(slug, id)],
    ['replies', () => `${commentPath(slug, id)}/replies`],
  ])('%s, is told so with 304 and no body', async (_, path) => {
    const { headers } = having(200, await get(path()))
    const etag = headers.etag ?? ''
    for (const condition of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const answer = await get(path(), { 'if-none-match': condition })
      expect([condition, answer.status, answer.text]).toEqual([condition, 304, ''])
      expect(answer.headers).toMatchObject({ etag, 'cache-control': headers['cache-control'] })
    }
    expect((await get(path(), { 'if-none-match': '"other"' })).status).toBe(200)
    expect((await get(path(), { 'if-none-match': etag.replaceAll('"', '') })).status).toBe(200)
  })

  test('an article, is not sent it again because somebody commented; its comments are', async () => {
    const fresh = await publish()
    const [article, comments] = [await get(articlePath(fresh)), await get(commentsPath(fresh))]
    expect(article.headers.etag).toBe('"1"')
    await post(fresh, 'Hello')
    await eventually(async () => expect((await page(commentsPath(fresh))).total).toBe(1))
    const again = (path: string, etag = '') => get(path, { 'if-none-match': etag }).then(({ status }) => status)
    expect(await again(articlePath(fresh), article.headers.etag)).toBe(304)
    expect(await again(commentsPath(fresh), comments.headers.etag)).toBe(200)
  })

  test('an older version of an article, gets the new one', async () => {
    const fresh = await publish()
    having(200, await asEditor('PATCH', editorPath(fresh), { headers: { 'if-match': '"1"' }, body: { title: 'New' } }))
    await eventually(async () => {
      const answer = await get(articlePath(fresh), { 'if-none-match': '"1"' })
      expect([answer.status, answer.headers.etag]).toEqual([200, '"2"'])
    })
  })
})

describe('HEAD', () => {
  test.each(publicJson.map((route) => [route.path, route] as const))(
    'answers like GET without the content: %s',
    async (_, route) => {
      const path = filled(route, { slug, id, bucket: bucketNow() })
      // Other tests may change a list between the two requests.
      await eventually(async () => {
        const [whole, head] = [await get(path), await rawCall('HEAD', path)]
        expect([head.status, head.text]).toEqual([whole.status, ''])
        for (const name of ['content-type', 'cache-control', 'etag', 'vary']) {
          expect([name, head.headers[name]]).toEqual([name, whole.headers[name]])
        }
        // HEAD has the Content-Length of GET, or none (RFC 9110 section 8.6). A gateway may send chunked content.
        const length = String(Buffer.byteLength(whole.text))
        expect([head.headers['content-length'] ?? length, route.path]).toEqual([length, route.path])
      })
    },
  )

  test('of what is not there is 404', async () => {
    expect((await rawCall('HEAD', articlePath('an-article-that-nobody-wrote'))).status).toBe(404)
  })
})

describe('a page of another site', () => {
  const origin = 'https://blog.example.com'

  const announced = async (method: string, path: string, wanted: string, from: string) => {
    const { status, headers } = await rawCall('OPTIONS', path, {
      headers: { origin: from, 'access-control-request-method': method, 'access-control-request-headers': wanted },
    })
    const listed = (name: string) => (headers[name] ?? '').toLowerCase().split(/\s*,\s*/)
    expect(headers).not.toHaveProperty('access-control-allow-credentials')
    return {
      status,
      allows: headers['access-control-allow-origin'],
      methods: listed('access-control-allow-methods'),
      names: listed('access-control-allow-headers'),
    }
  }

  test.each([
    ['a conversation', () => commentsPath(slug), 'if-none-match'],
    ['one’s own votes', () => `${articlePath(slug)}/votes?id=${id}`, 'understory-voter'],
    ['a comment’s source', () => `${commentPath(slug, id)}/source`, 'authorization'],
    ['the queue', () => '/v1/moderation/comments', 'authorization'],
  ])('may read %s', async (_, path, wanted) => {
    const { status, allows, methods, names } = await announced('GET', path(), wanted, origin)
    expect([status, allows]).toEqual([204, '*'])
    expect(methods).toContain('get')
    expect(names).toEqual(expect.arrayContaining(wanted.split(',')))
  })

  test.each([
    ['POST', () => commentsPath(slug), 'content-type,idempotency-key'],
    ['PUT', () => `${commentPath(slug, id)}/vote`, 'content-type,understory-voter'],
    ['PATCH', () => commentPath(slug, id), 'authorization,content-type'],
    ['DELETE', () => commentPath(slug, id), 'authorization'],
    ['PUT', () => editorPath(slug), 'authorization,content-type,if-match'],
    ['POST', () => '/v1/moderation/actions', 'authorization,content-type'],
  ])('may %s if its origin is allowed', async (method, path, wanted) => {
    const { status, allows, methods, names } = await announced(method, path(), wanted, OTHER_SITE)
    expect([status, allows]).toEqual([204, OTHER_SITE])
    expect(methods).toContain(method.toLowerCase())
    expect(names).toEqual(expect.arrayContaining(wanted.split(',')))
    expect(await announced(method, path(), wanted, origin)).toMatchObject({ status: 403, allows: undefined })
  })

  test.each(writes.map((route) => [nameOf(route), route] as const))('can’t %s if it is not', async (_, route) => {
    const token = route.path.startsWith('/v1/editor/') ? editorToken() : moderatorToken()
    const path = filled(route, { slug, id, version: '1' })
    for (const headers of [{ origin }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }]) {
      const answer = await rawCall(route.method, path, { headers: { ...headers, authorization: `Bearer ${token}` } })
      expectProblem(answer, 403, 'origin-not-allowed')
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
    }
  })

  test('may see answers and refusals, and the headers that it needs, but sends no cookies', async () => {
    const seen = [
      ['*', await get(articlePath(slug), { origin })],
      ['*', await get(commentsPath(slug), { origin })],
      ['*', await get(articlePath('an-article-that-nobody-wrote'), { origin })],
      [OTHER_SITE, await send(slug, commentBy('Ada', 'From elsewhere.'), { origin: OTHER_SITE })],
      [OTHER_SITE, await send(slug, {}, { origin: OTHER_SITE })],
    ] as const
    for (const [allows, { headers }] of seen) {
      expect(headers['access-control-allow-origin']).toBe(allows)
      const exposed = (headers['access-control-expose-headers'] ?? '').toLowerCase()
      for (const name of ['age', 'date', 'etag', 'location', 'retry-after', 'understory-live-from'])
        expect(exposed).toContain(name)
      expect(headers).not.toHaveProperty('access-control-allow-credentials')
    }
  })
})

test('no public read sets a cookie, and each says that its type is not to be guessed', async () => {
  for (const route of publicJson) {
    const { headers } = await get(filled(route, { slug, id, bucket: bucketNow() }))
    expect([route.path, headers['set-cookie'], headers['x-content-type-options']]).toEqual([
      route.path,
      undefined,
      'nosniff',
    ])
  }
})

test('a problem’s request id is another each time', async () => {
  const path = articlePath('an-article-that-nobody-wrote')
  const ids = [await get(path), await get(path)].map(
    (answer) => expectProblem(answer, 404, 'article-not-found').requestId,
  )
  expect(new Set(ids).size).toBe(2)
})
