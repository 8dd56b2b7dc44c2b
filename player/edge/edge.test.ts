/** The edge over HTTP, in front of an origin that a test can count and kill. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { createEdge, type Edge } from './edge.ts'

const COMMENTS = 'public, max-age=0, s-maxage=5, stale-while-revalidate=30, stale-if-error=86400'
const PAGE = JSON.stringify({ items: Array.from({ length: 50 }, (_, index) => ({ id: index, html: '<p>Hello.</p>' })) })

let time = Date.now()
let seen: { method: string; url: string; headers: IncomingMessage['headers']; body: string; from: string }[] = []
let behave: (message: IncomingMessage, out: ServerResponse) => void
let origin: Server
let edge: Edge
let port = 0

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

beforeEach(async () => {
  time = Date.now()
  seen = []
  behave = (message, out) => {
    const headers = { 'content-type': 'application/json', 'cache-control': COMMENTS, etag: '"1"' }
    if (message.method === 'GET') out.writeHead(200, headers).end(PAGE)
    else
      out.writeHead(201, { 'cache-control': 'private, no-store', 'set-cookie': ['a=1', 'b=2'] }).end('{"comment":{}}')
  }
  origin = createServer(async (message, out) => {
    let body = ''
    for await (const chunk of message) body += chunk
    const { method = '', url = '', headers, socket } = message
    seen.push({ method, url, headers, body, from: socket.remoteAddress ?? '' })
    behave(message, out)
  })
  edge = createEdge({
    origin: `http://127.0.0.1:${await listen(origin)}`,
    name: 'test-edge',
    secret: { header: 'x-origin-secret', value: 'known to both' },
    personal: ['x-visitor'],
    parameters: ['cursor', 'limit'],
    now: () => time,
  })
  port = await listen(edge.server)
})
afterEach(async () => {
  edge.close()
  for (const server of [edge.server, origin]) {
    server.close()
    server.closeAllConnections()
  }
})

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`http://127.0.0.1:${port}${path}`, { method, headers: { 'accept-encoding': 'identity', ...headers } })
const place = () => ({ host: '127.0.0.1', port, agent: false })
const status = (response: Response) => response.headers.get('cache-status')?.replace('test-edge; ', '')

test('the second reader is answered from the cache, and told how old the answer is', async () => {
  const first = await get('/comments')
  expect([first.status, status(first), await first.text()]).toEqual([200, 'fwd=miss', PAGE])
  time += 3000
  const second = await get('/comments?utm_source=mail')
  expect([second.status, status(second), await second.text()]).toEqual([200, 'hit', PAGE])
  expect(second.headers.get('age')).toBe('3')
  expect(seen).toHaveLength(1)
})

test('1,000 concurrent readers are one request to the origin', async () => {
  // A handful of connections would be enough for fetch; each reader here has one of its own.
  const reader = () =>
    new Promise<number>((done, fail) => {
      request({ port, host: '127.0.0.1', path: '/comments', agent: false }, (response) => {
        response.resume().on('end', () => done(response.statusCode ?? 0))
      })
        .on('error', fail)
        .end()
    })
  const statuses = await Promise.all(Array.from({ length: 1000 }, reader))
  expect(new Set(statuses)).toEqual(new Set([200]))
  expect(seen).toHaveLength(1)
})

test('a killed origin keeps answering; what was never read is a 502', async () => {
  await get('/comments')
  origin.close()
  origin.closeAllConnections()
  time += 3_600_000
  const response = await get('/comments')
  expect([response.status, status(response), await response.text()]).toEqual([200, 'hit; detail=origin-failed', PAGE])
  const other = await get('/never-read')
  expect([other.status, other.headers.get('cache-control')]).toEqual([502, 'no-store'])
  expect((await get('/comments', {}, 'POST')).status).toBe(502)
})

test('a write passes through whole, and so does its answer', async () => {
  const response = await fetch(`http://127.0.0.1:${port}/comments?x=1`, {
    method: 'POST',
    body: '{"text": "Hello."}',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'k' },
  })
  expect([response.status, await response.text(), status(response)]).toEqual([201, '{"comment":{}}', 'fwd=bypass'])
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  expect(seen[0]).toMatchObject({ method: 'POST', url: '/comments?x=1', body: '{"text": "Hello."}' })
  expect(seen[0]?.headers['idempotency-key']).toBe('k')
})

test('the origin is told whose request passes through, whatever that says of itself, and is shown the secret each time', async () => {
  const own = { 'cloudfront-viewer-address': '198.51.100.1:1', 'x-origin-secret': 'made up' }
  const port = await new Promise<number | undefined>((done, fail) => {
    const asked = request({ ...place(), path: '/comments', method: 'POST', headers: own, localAddress: '127.0.0.9' })
    asked.on('response', (response) => response.resume().on('end', () => done(asked.socket?.localPort)))
    asked.on('error', fail).end()
  })
  await get('/comments', own)
  expect(seen.map(({ headers }) => headers['x-origin-secret'])).toEqual(['known to both', 'known to both'])
  // What is kept is for everybody, so it may depend on nobody's address.
  expect(seen.map(({ headers }) => headers['cloudfront-viewer-address'])).toEqual([`127.0.0.9:${port}`, undefined])
  expect(new Set(seen.map(({ from }) => from))).toEqual(new Set(['127.0.0.1']))
})

test('a client that goes away while the origin thinks harms nobody', async () => {
  let answerNow = () => {}
  const asked = new Promise<void>((reached) => {
    behave = (_, out) => {
      answerNow = () => out.writeHead(201).end('{}')
      reached()
    }
  })
  const client = request({ port, host: '127.0.0.1', path: '/comments', method: 'POST', agent: false })
  client.on('error', () => undefined).end('{}')
  await asked
  const gone = new Promise((closed) => client.on('close', closed))
  client.destroy()
  await gone
  answerNow()
  behave = (_, out) => void out.writeHead(200).end('fine')
  expect(await (await get('/other')).text()).toBe('fine')
})

test('an author asks past the cache with the edit token', async () => {
  await get('/comments')
  await get('/comments', { authorization: 'Bearer token' })
  await get('/comments', { cookie: 'voter=1' })
  expect(seen).toHaveLength(3)
  expect(seen[1]?.headers.authorization).toBe('Bearer token')
})

test('reloading is answered from the cache', async () => {
  await get('/comments')
  expect(status(await get('/comments', { 'cache-control': 'no-cache', pragma: 'no-cache' }))).toBe('hit')
})

test('a client that holds the answer is told that nothing changed', async () => {
  await get('/comments')
  const response = await get('/comments', { 'if-none-match': '"0", W/"1"' })
  expect([response.status, await response.text(), response.headers.get('etag')]).toEqual([304, '', '"1"'])
  expect(response.headers.has('content-type')).toBe(false)
  expect(response.headers.get('cache-control')).toBe(COMMENTS)
  expect((await get('/comments', { 'if-none-match': '"2"' })).status).toBe(200)
  // The origin was never asked with a condition of the client's.
  expect(seen.every(({ headers }) => headers['if-none-match'] === undefined)).toBe(true)
})

test('HEAD is answered from what GET has kept, and the other way round', async () => {
  const head = await get('/comments', {}, 'HEAD')
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, String(PAGE.length), ''])
  expect(status(await get('/comments'))).toBe('hit')
  expect(seen.map(({ method }) => method)).toEqual(['GET'])
})

test('text is compressed for those who take it, with a weak tag and Vary', async () => {
  const raw = await new Promise<{ headers: IncomingMessage['headers']; body: Buffer }>((done) => {
    const headers = { 'accept-encoding': 'gzip' }
    request({ port, host: '127.0.0.1', path: '/comments', agent: false, headers }, async (response) => {
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk)
      done({ headers: response.headers, body: Buffer.concat(chunks) })
    }).end()
  })
  expect(raw.headers).toMatchObject({ 'content-encoding': 'gzip', etag: 'W/"1"', vary: 'Accept-Encoding' })
  expect(gunzipSync(raw.body).toString()).toBe(PAGE)
  const plain = await get('/comments')
  expect([plain.headers.get('content-encoding'), plain.headers.get('etag')]).toEqual([null, '"1"'])
  expect(plain.headers.get('vary')).toBe('Accept-Encoding')
})

test('a page elsewhere gets what was kept for another', async () => {
  for (const origin of ['https://a.example', 'https://b.example']) await get('/comments', { origin })
  expect(seen.map(({ headers }) => headers.origin)).toEqual([undefined])
})
