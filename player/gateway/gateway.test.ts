/** The gateway over HTTP: what it answers by itself, and what it brings to a function. */
import { once } from 'node:events'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { generateKeyPair, SignJWT } from 'jose'
import type { Outcome } from '../lambda/environment.ts'
import type { Pool } from '../lambda/pool.ts'
import type { System } from '../template/system.ts'
import { type Answered, createGateway, type Gateway } from './gateway.ts'

const authorizer = { issuer: 'https://issuer.example', audiences: ['client'] }
const spec = {
  logicalId: 'Echo',
  name: 'echo',
  code: '',
  handler: 'index.handler',
  environment: {},
  timeoutSeconds: 3,
  memoryMegabytes: 128,
  arn: 'arn',
}
const system: System = {
  functions: [spec],
  routes: [
    { key: 'GET /open/{name}', functionId: 'Echo' },
    { key: 'HEAD /open/{name}', functionId: 'Echo' },
    { key: 'POST /open/{name}', functionId: 'Echo' },
    { key: 'GET /closed', functionId: 'Echo', authorizer },
    { key: 'OPTIONS /{proxy+}', functionId: 'Echo' },
    { key: 'GET /slow', functionId: 'Echo', throttle: { rate: 0.001, burst: 1 } },
  ],
  mappings: [],
  schedules: [],
  secrets: [],
}

let outcome: (event: unknown) => Outcome
const echo: Pool = {
  invoke: async (event) => outcome(event),
  warm: async () => undefined,
  replace: () => undefined,
  kill: () => false,
  stop: async () => undefined,
}
const answers: Answered[] = []
const { publicKey, privateKey } = await generateKeyPair('RS256')
let gateway: Gateway
let url = ''

beforeAll(async () => {
  gateway = createGateway({
    system,
    pools: new Map([['Echo', echo]]),
    key: publicKey,
    answered: (one) => answers.push(one),
  })
  gateway.server.listen(0, '127.0.0.1')
  await once(gateway.server, 'listening')
  url = `http://127.0.0.1:${(gateway.server.address() as AddressInfo).port}`
})
afterAll(() => {
  gateway.server.close()
  gateway.server.closeAllConnections()
})
beforeEach(() => {
  outcome = (event) => ({ ok: true, result: JSON.stringify({ statusCode: 200, body: JSON.stringify(event) }) })
})

const token = (claims: Record<string, unknown> = {}, options: { issuer?: string; expires?: string } = {}) =>
  new SignJWT({ aud: 'client', 'cognito:groups': ['editor'], ...claims })
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(options.issuer ?? authorizer.issuer)
    .setExpirationTime(options.expires ?? '1h')
    .sign(privateKey)
const closed = (authorization?: string) =>
  fetch(`${url}/closed`, authorization === undefined ? {} : { headers: { authorization } })

test('a request reaches the function of its route', async () => {
  const response = await fetch(`${url}/open/a%20b?x=1`, {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json' },
  })
  const event = JSON.parse(await response.text())
  expect(event).toMatchObject({
    version: '2.0',
    routeKey: 'POST /open/{name}',
    rawPath: '/open/a b',
    pathParameters: { name: 'a b' },
    queryStringParameters: { x: '1' },
    body: '{}',
  })
  expect(event.requestContext.http.sourceIp).toBe('127.0.0.1')
  expect(answers.at(-1)).toMatchObject({ method: 'POST', status: 200, functionName: 'echo' })
})

test.each([
  ['GET', '/nowhere'],
  ['DELETE', '/open/x'],
])('%s %s, which has no route, is the gateway’s own 404', async (method, path) => {
  const response = await fetch(url + path, { method })
  expect(response.status).toBe(404)
  expect(await response.json()).toEqual({ message: 'Not Found' })
})

test('a path that cannot be decoded is a 400', async () => {
  expect((await fetch(`${url}/open/%ff`)).status).toBe(400)
})

test('a handler that throws is a 500, one that takes too long a 503', async () => {
  const error = { errorType: 'Error', errorMessage: 'secret inner life' }
  outcome = () => ({ ok: false, error, timedOut: false, crashed: false })
  const thrown = await fetch(`${url}/open/x`)
  expect(thrown.status).toBe(500)
  expect(await thrown.json()).toEqual({ message: 'Internal Server Error' })
  outcome = () => ({ ok: false, error, timedOut: true, crashed: false })
  expect((await fetch(`${url}/open/x`)).status).toBe(503)
})

test('a preflight goes to the route that takes OPTIONS, and the function’s CORS headers are the answer’s', async () => {
  const cors = { 'access-control-allow-origin': 'https://a.example' }
  outcome = (event) => ({
    ok: true,
    result: JSON.stringify({
      statusCode: 204,
      headers: { ...cors, 'x-route': (event as { routeKey: string }).routeKey },
    }),
  })
  const response = await fetch(`${url}/closed`, { method: 'OPTIONS' })
  expect(response.status).toBe(204)
  expect(Object.fromEntries(response.headers)).toMatchObject({ ...cors, 'x-route': 'OPTIONS /{proxy+}' })
})

test('HEAD has the headers of GET, with the length of its body, and no body', async () => {
  outcome = () => ({ ok: true, result: '{"statusCode":200,"headers":{"content-type":"text/html"},"body":"Grüße"}' })
  const answers = await Promise.all(['GET', 'HEAD'].map((method) => fetch(`${url}/open/x`, { method })))
  for (const { status, headers } of answers)
    expect([status, headers.get('content-type'), headers.get('content-length')]).toEqual([200, 'text/html', '7'])
  expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(['Grüße', ''])
})

test('a 304 has the content type that the function gave, or that of plain text, and no length', async () => {
  for (const type of ['text/html', undefined]) {
    const headers = { etag: '"1"', ...(type && { 'content-type': type }) }
    outcome = () => ({ ok: true, result: JSON.stringify({ statusCode: 304, headers }) })
    const answer = await fetch(`${url}/open/x`)
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('content-length')]).toEqual([
      304,
      type ?? 'text/plain; charset=utf-8',
      null,
    ])
  }
})

test('a slash in a path parameter ends it, encoded or not', async () => {
  for (const path of ['/open/a/b', '/open/a%2Fb']) expect((await fetch(url + path)).status).toBe(404)
})

test('a signed token opens the route and its claims reach the function', async () => {
  const response = await closed(`Bearer ${await token()}`)
  const event = JSON.parse(await response.text())
  expect(event.requestContext.authorizer.jwt.claims).toMatchObject({ 'cognito:groups': '[editor]', aud: 'client' })
})

test('client_id counts as audience only where aud is absent', async () => {
  expect((await closed(await token({ aud: undefined, client_id: 'client' }))).status).toBe(200)
  expect((await closed(await token({ aud: 'other', client_id: 'client' }))).status).toBe(401)
})

test.each([
  ['none at all', async () => undefined],
  ['one that is no token', async () => 'Bearer nonsense'],
  ['one of another issuer', async () => `Bearer ${await token({}, { issuer: 'https://evil.example' })}`],
  ['one for another audience', async () => `Bearer ${await token({ aud: 'other' })}`],
  ['an expired one', async () => `Bearer ${await token({}, { expires: '-1s' })}`],
  [
    'one signed by another key',
    async () => {
      const other = await generateKeyPair('RS256')
      const claims = new SignJWT({ aud: 'client' }).setProtectedHeader({ alg: 'RS256' }).setIssuer(authorizer.issuer)
      return claims.setExpirationTime('1h').sign(other.privateKey)
    },
  ],
])('a token is asked for, and %s is a 401', async (_, make) => {
  const response = await closed(await make())
  expect(response.status).toBe(401)
  expect(await response.json()).toEqual({ message: 'Unauthorized' })
  expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/)
})

test('a throttled route is a 429 after its burst', async () => {
  expect((await fetch(`${url}/slow`)).status).toBe(200)
  const second = await fetch(`${url}/slow`)
  expect(second.status).toBe(429)
  expect(await second.json()).toEqual({ message: 'Too Many Requests' })
})

test('what is longer than a function takes is a 413', async () => {
  const response = await fetch(`${url}/open/x`, { method: 'POST', body: 'x'.repeat(6 * 1024 * 1024 + 1) })
  expect(response.status).toBe(413)
})

test.each(['a b', 'a/b', 'host:port', '['])(
  'a Host that is none (%j) is a bad request, as RFC 9112 has it',
  async (host) => {
    outcome = () => ({ ok: true, result: '{"statusCode":200}' })
    const { port } = new URL(url)
    const status = await new Promise((settle, fail) => {
      request({ port, path: '/open/a', headers: { host } }, (answer) => settle(answer.resume().statusCode))
        .on('error', fail)
        .end()
    })
    expect(status).toBe(400)
  },
)
