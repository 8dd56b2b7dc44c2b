import { eventFor } from '../../test/kit/site/events.ts'
import { CACHE } from '../contract/caching.ts'
import { forCaches, json, revalidatable } from './respond.ts'

const signedIn = eventFor('GET /v1/editor/articles', { headers: { authorization: 'Bearer x' } })
const cacheControl = (event: typeof signedIn, own: string) =>
  forCaches(event, json(200, {}, { 'cache-control': own })).headers

test('nothing that came with credentials is kept, and what says more than that keeps it', () => {
  expect(cacheControl(signedIn, CACHE.article)?.['cache-control']).toBe(CACHE.never)
  const stricter = `${CACHE.never}, no-transform`
  expect(cacheControl(signedIn, stricter)?.['cache-control']).toBe(stricter)
  expect(cacheControl(eventFor('GET /v1/articles'), CACHE.article)?.['cache-control']).toBe(CACHE.article)
})

test('a 304 has all headers of the 200, its type too, because the gateway would add another and caches would keep that', () => {
  const answer = json(200, { title: 'Fog' }, { 'cache-control': CACHE.article })
  const { headers } = revalidatable(eventFor('GET /v1/articles/{slug}'), answer, '1')
  expect(headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8', etag: '"1"' })
  const again = eventFor('GET /v1/articles/{slug}', { headers: { 'if-none-match': '"1"' } })
  expect(revalidatable(again, answer, '1')).toEqual({ statusCode: 304, headers })
})
