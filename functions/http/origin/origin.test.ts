/** The hosts that requests send, and the origins made from them. */
import { eventFor } from '../../../test/kit/site/events.ts'
import { api } from '../api.ts'
import { MalformedHost } from '../refusals.ts'
import { json } from '../respond.ts'
import { hostOf, originOf } from './origin.ts'
import { isOwn, requireSameSite } from './sameSite.ts'

const ROUTE = 'GET /v1/articles'
const at = (domainName: string, headers = {}) => eventFor(ROUTE, { domainName, headers })

const MALFORMED = [
  '',
  ' ',
  'a b',
  'a/b',
  'a?b',
  'a#b',
  'u@host',
  'http://host',
  'host:',
  'host:port',
  'host:99999',
  '[::1',
  '999.999.1.1',
  'a\\b',
  'é.example',
  '%',
  '<script>',
]

test.each(MALFORMED)('%j is no host: what needs one answers 400', async (domainName) => {
  expect(() => hostOf(at(domainName))).toThrow(MalformedHost)
  expect(() => originOf(at(domainName), undefined)).toThrow(MalformedHost)
  expect(() => isOwn(at(domainName), undefined, 'https://blog.example')).toThrow(MalformedHost)
  expect(() => requireSameSite(at(domainName, { origin: 'https://blog.example' }), undefined)).toThrow(MalformedHost)
  const handler = api({ [ROUTE]: async (event) => json(200, originOf(event, undefined)) })
  const { statusCode, body } = await handler(at(domainName))
  expect(statusCode).toBe(400)
  expect(JSON.parse(body ?? '')).toMatchObject({ type: 'urn:problem-type:understory:malformed-host', status: 400 })
})

test.each([
  ['news.example', 'https://news.example'],
  ['NEWS.example', 'https://news.example'],
  ['a1b2.execute-api.eu-west-1.amazonaws.com', 'https://a1b2.execute-api.eu-west-1.amazonaws.com'],
  ['news.example:8443', 'https://news.example:8443'],
  ['localhost', 'http://localhost'],
  ['LOCALHOST:3000', 'http://localhost:3000'],
  ['127.0.0.1:3000', 'http://127.0.0.1:3000'],
  ['[::1]:3000', 'http://[::1]:3000'],
])('%s is read at %s', (domainName, origin) => {
  expect(originOf(at(domainName), undefined)).toBe(origin)
  expect(isOwn(at(domainName), undefined, origin)).toBe(true)
})

test('where the deployment knows the address, the request’s host is not needed', () => {
  expect(originOf(at('a b'), 'https://news.example/')).toBe('https://news.example')
})

describe('HTTP Strict Transport Security', () => {
  const answer = async (domainName: string, fails = false) => {
    const run = async () => {
      if (fails) throw new MalformedHost()
      return json(200, {})
    }
    return (await api({ [ROUTE]: run })(at(domainName))).headers?.['strict-transport-security']
  }

  test('is in every answer over HTTPS, refusals among them', async () => {
    expect(await answer('news.example')).toBe('max-age=63072000')
    expect(await answer('news.example', true)).toBe('max-age=63072000')
  })

  test('is in none on this machine, nor where there is no knowing', async () => {
    for (const host of ['localhost:3000', '127.0.0.1', '[::1]:3000', 'a b']) expect(await answer(host)).toBeUndefined()
  })
})
