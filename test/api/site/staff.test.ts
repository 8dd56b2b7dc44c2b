/** Staff permissions: editors edit, moderators moderate, and the gateway refuses all other callers. */
import type { Route } from '../../../functions/contract/routes.ts'
import { call, get, rawCall } from '../../kit/http/client.ts'
import { commentsPath, createArticle, editorPath, publish } from '../../kit/http/fixtures.ts'
import { editorToken, moderatorToken } from '../../kit/http/target.ts'
import { expectProblem } from '../problems.ts'
import { filled, forStaff, nameOf, operationOf } from './routes.ts'

const VALUES = { slug: 'story', version: '1' }
const isEditors = (route: Route) => operationOf(route)?.access === 'editors'
const staffRoutes = forStaff.map((route) => [nameOf(route), route] as const)

/** A token with a changed subject and the original signature. */
function tampered(token: string): string {
  const [header, payload = '', signature] = token.split('.')
  const claims: object = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const changed = Buffer.from(JSON.stringify({ ...claims, sub: 'somebody-else' })).toString('base64url')
  return [header, changed, signature].join('.')
}

/** A token with the algorithm `none` and no signature. */
function unsigned(token: string): string {
  const header = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')
  return `${header}.${token.split('.')[1]}.`
}

describe('the gateway refuses, in its own words,', () => {
  test.each(staffRoutes)('%s without a token', async (_, route) => {
    const answer = await call(route.method, filled(route, VALUES))
    expect([answer.status, answer.body]).toEqual([401, { message: 'Unauthorized' }])
  })

  test.each(staffRoutes)('%s with a token that is none, is changed or is not signed', async (_, route) => {
    const good = isEditors(route) ? editorToken() : moderatorToken()
    for (const token of ['garbage', 'a.b.c', tampered(good), unsigned(good), good.slice(0, -20)]) {
      const { status, body } = await call(route.method, filled(route, VALUES), { token })
      expect([status, body]).toEqual([401, { message: 'Unauthorized' }])
    }
  })

  test.each([
    ['POST', '/v1/articles'],
    ['PUT', '/v1/articles/story/comments'],
    ['DELETE', '/v1/articles/story'],
    ['PATCH', '/v1/moderation/settings'],
    ['POST', '/v2/articles'],
    ['DELETE', '/'],
  ])('%s %s, which leads nowhere', async (method, path) => {
    const { status, body } = await rawCall(method, path)
    expect([status, body]).toEqual([404, { message: 'Not Found' }])
  })
})

test.each([
  '/v1',
  '/v1/nowhere',
  '/v2/articles',
  '/v1/articles/a/b/c',
  '/v1/editor',
  '/v1/editor/articles/a/b',
  '/v1/moderation',
])('there is nothing to read at %s', async (path) => {
  expect((await rawCall('GET', path)).status).toBe(404)
})

describe('the function refuses', () => {
  test.each(staffRoutes)('%s to staff of the other desk, before it looks at the input', async (_, route) => {
    const token = isEditors(route) ? moderatorToken() : editorToken()
    const body = route.method === 'GET' ? {} : { body: '{"broken' }
    const answer = await call(route.method, `${filled(route, VALUES)}?unknown=1`, { token, ...body })
    expectProblem(answer, 403, 'forbidden')
    expect(answer.headers['cache-control']).toMatch(/^private, no-store/)
  })

  test('a moderator who tries to change an article, and the article stays as it is', async () => {
    const { slug } = await createArticle()
    const headers = { 'if-match': '"1"' }
    expectProblem(await call('DELETE', editorPath(slug), { token: moderatorToken(), headers }), 403, 'forbidden')
    const { status, body } = await call<{ version: number }>('GET', editorPath(slug), { token: editorToken() })
    expect([status, body.version]).toEqual([200, 1])
  })
})

test('a token in the address or a cookie is none', async () => {
  const { status } = await rawCall('GET', `/v1/editor/articles?access_token=${editorToken()}`, {
    headers: { cookie: `access_token=${editorToken()}` },
  })
  expect(status).toBe(401)
})

test('readers need no token, and one that is garbage does not keep them out', async () => {
  const slug = await publish()
  for (const authorization of ['Bearer garbage', 'Basic eDp5', '\u00e9\u00ff', 'Bearer']) {
    expect((await rawCall('GET', commentsPath(slug), { headers: { authorization } })).status).toBe(200)
  }
  expect((await get(commentsPath(slug))).status).toBe(200)
})
