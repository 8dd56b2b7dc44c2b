/** What makes two requests the same. */
import { forwardedHeaders, mayBeCached, targetOf } from './key.ts'

const known = new Set(['cursor', 'limit', 'slug'])
const path = (target: string) => targetOf('paper.example', target, known).path

test('only known parameters count, in any order', () => {
  expect(path('/a?limit=5&cursor=x&utm_source=mail')).toBe('/a?cursor=x&limit=5')
  expect(path('/a?utm_source=mail')).toBe('/a')
  expect(path('/a?')).toBe('/a')
})

test('a repeated parameter keeps all its values in their order', () => {
  expect(path('/a?slug=b&limit=1&slug=a')).toBe('/a?limit=1&slug=b&slug=a')
})

test('another host is another answer', () => {
  const [one, other] = ['a.example', 'b.example'].map((host) => targetOf(host, '/a', known).key)
  expect(one).not.toBe(other)
})

test('only what anybody may see is answered from the cache', () => {
  expect(mayBeCached('GET', {}, ['x-visitor'])).toBe(true)
  expect(mayBeCached('HEAD', { 'cache-control': 'no-cache' }, ['x-visitor'])).toBe(true)
  expect(mayBeCached('GET', { authorization: 'Bearer x' }, ['x-visitor'])).toBe(false)
  expect(mayBeCached('GET', { cookie: 'a=b' }, ['x-visitor'])).toBe(false)
  expect(mayBeCached('GET', { 'x-visitor': 'x' }, ['x-visitor'])).toBe(false)
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
    expect(mayBeCached(method, {}, ['x-visitor'])).toBe(false)
})

test('the origin is told nothing that an answer may not depend on', () => {
  const headers = { 'user-agent': 'x', 'if-none-match': '"1"', range: 'bytes=0-1', 'accept-language': 'ar' }
  expect(forwardedHeaders('paper.example', headers)).toEqual({ host: 'paper.example', 'accept-language': 'ar' })
})
