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

test('path variables are decoded, an encoded slash included', () => {
  expect(route('GET', '/v1/articles/%E6%B5%B7%2Fa/comments/x%20y')?.pathParameters).toEqual({ slug: '海/a', id: 'x y' })
  expect(route('PUT', '/a/b/c')?.pathParameters).toEqual({ proxy: 'a/b/c' })
})

test('a path that is no valid percent-encoding is refused', () => {
  expect(() => route('GET', '/v1/articles/%ff')).toThrow(BadPath)
})
