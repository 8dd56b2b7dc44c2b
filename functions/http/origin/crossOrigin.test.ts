import { jest } from '@jest/globals'
import { eventFor } from '../../../test/kit/site/events.ts'
import { CACHE } from '../../contract/caching.ts'
import { Busy, CommentNotFound, CommentsClosed, TooManyRequests } from '../../domain/errors.ts'
import { api, type Endpoint } from '../api.ts'
import type { HttpEvent } from '../input/request.ts'
import { json } from '../respond.ts'
import { type Origins, preflight } from './crossOrigin.ts'

const BLOG = 'https://blog.example'
const EVIL = 'https://evil.example'
const SITE = 'https://paper.example'
const GATEWAY = 'abc.execute-api.eu-west-1.amazonaws.com'

const READ = 'GET /v1/articles/{slug}/comments'
const WRITES = [
  'POST /v1/articles/{slug}/comments',
  'PUT /v1/articles/{slug}/comments/{id}/vote',
  'PATCH /v1/editor/articles/{slug}',
  'DELETE /v1/articles/{slug}/comments/{id}',
]
const FORM = 'POST /articles/{slug}/comments'

const settings = jest.fn<Origins['settings']>()
const run = jest.fn<Endpoint>()
beforeEach(() => {
  settings.mockReset().mockResolvedValue({ allowedOrigins: [BLOG] })
  run.mockReset().mockResolvedValue(json(200, {}, { 'cache-control': CACHE.comments }))
})

const origins: Origins = { siteUrl: SITE, settings }
const endpoints = Object.fromEntries([READ, ...WRITES, FORM].map((route) => [route, (event: HttpEvent) => run(event)]))
const handle = api({ ...endpoints, 'OPTIONS /{proxy+}': preflight(origins) }, { origins })

async function ask(route: string, headers: Record<string, string>) {
  const { statusCode, headers: given = {}, body } = await handle(eventFor(route, { headers, domainName: GATEWAY }))
  const problem = (statusCode ?? 200) < 400 ? undefined : JSON.parse(body ?? '')
  return { status: statusCode, allows: given['access-control-allow-origin'], headers: given, problem }
}

describe.each(WRITES)('%s', (route) => {
  test.each([
    ['a program, which says no origin', {}],
    ['a page at the address that was asked', { origin: `https://${GATEWAY}` }],
    ['a page at the site’s own address', { origin: SITE, 'sec-fetch-site': 'cross-site' }],
    [
      'a page of this site behind a name that only the browser knows',
      { origin: EVIL, 'sec-fetch-site': 'same-origin' },
    ],
    ['a page of this site, whose browser says no origin', { 'sec-fetch-site': 'same-origin' }],
    ['the reader alone', { 'sec-fetch-site': 'none' }],
    ['a page of an origin that is allowed', { origin: BLOG, 'sec-fetch-site': 'cross-site' }],
    ['such a page on a host of the same domain', { origin: BLOG, 'sec-fetch-site': 'same-site' }],
  ])('is taken from %s', async (_, headers) => {
    const { status, allows, headers: given } = await ask(route, headers)
    const origin = 'origin' in headers ? headers.origin : undefined
    expect([status, allows, given.vary]).toEqual([200, origin, origin && 'Origin'])
    expect(run).toHaveBeenCalledTimes(1)
  })

  test.each([
    ['another site', { origin: EVIL }],
    ['another site, as a browser says it', { origin: EVIL, 'sec-fetch-site': 'cross-site' }],
    ['another host of the same domain', { origin: 'https://blog.paper.example', 'sec-fetch-site': 'same-site' }],
    ['another site that hides its origin', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
    ['a sandboxed frame of this site', { origin: 'null', 'sec-fetch-site': 'same-origin' }],
    ['another site of which no origin is said', { 'sec-fetch-site': 'cross-site' }],
    ['one that begins as an allowed one', { origin: `${BLOG}.evil.example` }],
    ['an allowed one without TLS', { origin: 'http://blog.example' }],
    ['an allowed one at another port', { origin: `${BLOG}:8443` }],
    ['one that is empty', { origin: '' }],
    ['two at once', { origin: `${BLOG}, ${EVIL}` }],
  ])('is refused from %s, before anything is done, and says what to do', async (_, headers) => {
    const { status, allows, problem } = await ask(route, headers)
    expect([status, allows, problem.type]).toEqual([403, undefined, 'urn:problem-type:understory:origin-not-allowed'])
    expect(problem.detail).toMatch(/allowedOrigins .*\(PUT \/v1\/moderation\/settings\)/)
    if ('origin' in headers && headers.origin.startsWith('http')) expect(problem.detail).toContain(headers.origin)
    expect(run).not.toHaveBeenCalled()
  })
})

test('the settings are only asked about other origins', async () => {
  for (const headers of [{}, { origin: SITE }, { origin: 'null' }]) await ask(WRITES[0] ?? '', headers)
  await ask(READ, { origin: EVIL })
  expect(settings).not.toHaveBeenCalled()
})

test('without settings, nobody else’s page writes', async () => {
  const closed = api(endpoints)
  const { statusCode } = await closed(eventFor(WRITES[0] ?? '', { headers: { origin: BLOG } }))
  expect(statusCode).toBe(403)
})

test.each([{}, { origin: BLOG }, { origin: EVIL }, { origin: 'null' }])(
  'anybody’s page may read, and gets the same answer as everybody: %j',
  async (headers) => {
    const { status, headers: given } = await ask(READ, { ...headers, 'sec-fetch-site': 'cross-site' })
    expect(status).toBe(200)
    expect(given).toEqual({
      'content-type': 'application/json; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'strict-transport-security': expect.any(String),
      'cache-control': CACHE.comments,
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'Age, Date, ETag, Location, Retry-After, Understory-Live-From',
    })
  },
)

test.each([new CommentsClosed(), new CommentNotFound(), new TooManyRequests(9), new Busy(), new Error('of ours')])(
  'a refusal reaches the page that is refused: %s',
  async (error) => {
    const quiet = jest.spyOn(console, 'error').mockImplementation(() => undefined)
    run.mockRejectedValue(error)
    expect(await ask(READ, { origin: EVIL })).toMatchObject({ allows: '*' })
    const { allows, headers } = await ask(WRITES[0] ?? '', { origin: BLOG })
    expect([allows, headers['access-control-expose-headers']]).toEqual([BLOG, expect.stringContaining('Retry-After')])
    quiet.mockRestore()
  },
)

test('a form needs no CORS, and has none', async () => {
  expect(await ask(FORM, { origin: SITE })).toMatchObject({ status: 200, allows: undefined })
})

describe('a preflight', () => {
  const announce = async (method: string, origin: string, path = '/v1/articles/a/comments') => {
    const headers = { origin, 'access-control-request-method': method, 'sec-fetch-site': 'cross-site' }
    const event = { ...eventFor('OPTIONS /{proxy+}', { headers, domainName: GATEWAY }), rawPath: path }
    const { statusCode, headers: given = {} } = await handle(event)
    return {
      status: statusCode,
      allows: given['access-control-allow-origin'],
      methods: given['access-control-allow-methods'],
      headers: given,
    }
  }

  test.each([BLOG, EVIL, 'null'])('for reading is granted to %s', async (origin) => {
    const granted = { status: 204, allows: '*', methods: 'GET, HEAD' }
    expect(await announce('GET', origin)).toMatchObject(granted)
    expect(await announce('HEAD', origin, '/conversation')).toMatchObject(granted)
  })

  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('for %s is granted where the request will be', async (method) => {
    for (const origin of [BLOG, SITE]) {
      const { status, allows, methods, headers } = await announce(method, origin)
      expect([status, allows, headers.vary]).toEqual([204, origin, 'Origin'])
      expect(String(methods).split(', ')).toContain(method)
      expect(headers).toMatchObject({
        'access-control-allow-headers':
          'Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Understory-Voter',
        'access-control-max-age': '86400',
      })
      expect(headers).not.toHaveProperty('access-control-allow-credentials')
    }
    for (const origin of [EVIL, 'null', 'http://blog.example'])
      expect(await announce(method, origin)).toMatchObject({ status: 403, allows: undefined, methods: undefined })
  })

  test('for a form is refused, as the form would be', async () => {
    expect(await announce('POST', BLOG, '/articles/a/comments')).toMatchObject({ status: 403, allows: undefined })
  })
})
