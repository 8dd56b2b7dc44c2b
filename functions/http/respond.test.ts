import { eventFor } from '../../test/kit/site/events.ts'
import { CACHE } from '../contract/caching.ts'
import { forCaches, json } from './respond.ts'

const signedIn = eventFor('GET /v1/editor/articles', { headers: { authorization: 'Bearer x' } })
const cacheControl = (event: typeof signedIn, own: string) =>
  forCaches(event, json(200, {}, { 'cache-control': own })).headers

test('nothing that came with credentials is kept, and what says more than that keeps it', () => {
  expect(cacheControl(signedIn, CACHE.article)?.['cache-control']).toBe(CACHE.never)
  const stricter = `${CACHE.never}, no-transform`
  expect(cacheControl(signedIn, stricter)?.['cache-control']).toBe(stricter)
  expect(cacheControl(eventFor('GET /v1/articles'), CACHE.article)?.['cache-control']).toBe(CACHE.article)
})
