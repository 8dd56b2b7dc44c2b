/** Route precedence: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html */
import { BadPath, createRouter } from './routes.ts'

const route = createRouter(
  [
    '$default',
    'ANY /{proxy+}',
    'GET /v1/{proxy+}',
    'GET /v1/articles/{slug}',
    'ANY /v1/articles/{slug}',
    'GET /v1/articles/latest',
    'GET /v1/articles/{slug}/comments/{id}',
  ].map((key) => ({ key })),
)
const taken = (method: string, path: string) => route(method, path)?.route.key

test.each([
  ['GET', '/v1/articles/latest', 'GET /v1/articles/latest', 'a full match wins over a variable'],
  ['GET', '/v1/articles/other', 'GET /v1/articles/{slug}', 'a variable wins over a greedy one'],
  ['POST', '/v1/articles/latest', 'ANY /v1/articles/{slug}', 'another method falls to ANY'],
  ['GET', '/v1/else/where', 'GET /v1/{proxy+}', 'the longer greedy route wins'],
  ['DELETE', '/v1/else', 'ANY /{proxy+}', 'a greedy route of another method is passed over'],
  ['GET', '/', 'ANY /{proxy+}', 'the root is an empty greedy match'],
])('%s %s takes %s: %s', (method, path, key) => {
  expect(taken(method, path)).toBe(key)
})

test('without a catch-all, an unknown path and an unknown method have no route', () => {
  const only = createRouter([{ key: 'GET /v1/articles/{slug}' }])
  expect(only('GET', '/v1/articles')).toBeUndefined()
  expect(only('GET', '/v1/articles/')).toBeUndefined()
  expect(only('GET', '/v1/articles/a/b')).toBeUndefined()
  expect(only('POST', '/v1/articles/a')).toBeUndefined()
})

test('the path is decoded before a route is looked for, and once', () => {
  const taken = (path: string) => {
    const match = route('GET', path)
    return [match?.route.key, match?.pathParameters]
  }
  expect(taken('/v1/articles/%E6%B5%B7%23a/comments/x%20y')).toEqual([
    'GET /v1/articles/{slug}/comments/{id}',
    { slug: '海#a', id: 'x y' },
  ])
  expect(taken('/v1/articles/a%2Fcomments%2Fb')).toEqual([
    'GET /v1/articles/{slug}/comments/{id}',
    { slug: 'a', id: 'b' },
  ])
  expect(taken('/v1/articles/a%2Fb')).toEqual(['GET /v1/{proxy+}', { proxy: 'articles/a/b' }])
  expect(taken('/v1/%61rticles/latest')).toEqual(['GET /v1/articles/latest', {}])
  expect(taken('/v1/articles/a%252Fb')).toEqual(['GET /v1/articles/{slug}', { slug: 'a%2Fb' }])
  expect(route('PUT', '/a/b/c')?.pathParameters).toEqual({ proxy: 'a/b/c' })
})

test('the path ends before an encoded question mark', () => {
  expect(route('GET', '/v1/articles/latest%3Fa')?.route.key).toBe('GET /v1/articles/latest')
  expect(route('GET', '/v1/articles/a%3Fb/comments/c')?.pathParameters).toEqual({ slug: 'a' })
})

test('a path that is no valid percent-encoding is refused', () => {
  expect(() => route('GET', '/v1/articles/%ff')).toThrow(BadPath)
})
