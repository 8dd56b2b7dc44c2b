import { freshSite } from '../../test/kit/site/freshSite.ts'
import { canonicalPage } from '../domain/articles/externalPage.ts'

const { site } = await freshSite()
beforeEach(() => site.set({ allowedOrigins: ['https://blog.example'] }))

const ask = (url: string) => site.call('GET /v1/pages', { query: `url=${encodeURIComponent(url)}` })

test('a page of a site that is allowed has a conversation before anybody says something', async () => {
  const { status, body, headers } = await ask('https://BLOG.example/fog?utm_source=x#top')
  expect(status).toBe(200)
  expect(body).toEqual({
    slug: canonicalPage('https://blog.example/fog').key,
    url: 'https://blog.example/fog',
    registered: false,
    comments: { policy: 'open' },
  })
  expect(headers['cache-control']).toMatch(/^public/)
  expect((await site.list(body.slug)).status).toBe(404)
})

test('a page of any other site is refused, and says what a moderator has to do', async () => {
  const { status, body, headers } = await ask('https://blog.example.evil.example/fog')
  expect([status, headers['cache-control']]).toEqual([403, 'private, no-store'])
  expect(body.type).toMatch(/origin-not-allowed$/)
  expect(body.detail).toContain('https://blog.example.evil.example')
  expect(body.detail).toContain('allowedOrigins')
})

test.each([
  '',
  'fog',
  'javascript:alert(1)',
  'data:text/html,fog',
  'https://blog.example@evil.example/',
  'https://user:pass@blog.example/',
  'https://blog.example\\@evil.example/',
  'https://blog.example/a b',
  'https://blog.example/\u202Egpj',
  'https:///blog.example/',
  `https://blog.example/${'a'.repeat(2000)}`,
])('“%.40s” is no address', async (url) => {
  const { status, body } = await ask(url)
  expect([status, body.errors[0].pointer]).toEqual([422, '?url'])
})

test('nothing but one address is taken', async () => {
  const twice = await site.call('GET /v1/pages', { query: 'url=https://blog.example/a&url=https://blog.example/b' })
  expect([twice.status, (await site.call('GET /v1/pages')).status]).toEqual([422, 422])
})

test('pages are counted by address beside articles by slug, a hundred in all', async () => {
  const url = encodeURIComponent('https://blog.example/nobody?a=1')
  const { body } = await site.call('GET /v1/comment-counts', { query: `slug=unknown&url=${url}` })
  expect(body.counts).toEqual({ unknown: 0, 'https://blog.example/nobody?a=1': 0 })
  const many = [...Array.from({ length: 60 }, (_, i) => `slug=s${i}`), ...Array(41).fill(`url=${url}`)].join('&')
  expect((await site.call('GET /v1/comment-counts', { query: many })).status).toBe(422)
})
