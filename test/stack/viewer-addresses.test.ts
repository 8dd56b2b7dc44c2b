/**
 * Which address a request counts against, through the edge and directly. The edge's headers identify readers. Headers
 * that a reader sends have no effect.
 */
import { request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Stack, startStack } from '../../local/stack.ts'
import { callsTo } from '../kit/stack/callsTo.ts'

const COMMENTS = '/v1/articles/addresses/comments'
const SECRET = 'understory-origin-secret'
const VIEWER = 'cloudfront-viewer-address'

let stack: Stack
let count = 0

type Sent = { headers?: Record<string, string>; from?: string }

/** Posts another comment. @returns the status of the answer */
function post(base: string, { headers = {}, from = '127.0.0.1' }: Sent = {}): Promise<number> {
  const body = JSON.stringify({ author: { name: 'Ada' }, text: `The thought number ${++count}.` })
  const { hostname, port } = new URL(base)
  return new Promise((done, fail) => {
    const asked = request(
      {
        host: hostname === 'localhost' ? '127.0.0.1' : hostname,
        port,
        path: COMMENTS,
        method: 'POST',
        agent: false,
        localAddress: from,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers },
      },
      (response) => response.resume().on('end', () => done(response.statusCode ?? 0)),
    )
    asked.on('error', fail).end(body)
  })
}
const throughEdge = (sent?: Sent) => post(stack.url, sent)
const straight = (headers: Record<string, string>) => post(stack.origin, { headers })
const originSecret = () => {
  if (stack.originSecret === undefined) throw new Error('There is no origin secret.')
  return stack.originSecret
}

beforeAll(async () => {
  stack = await startStack({ port: 0, quiet: true, edge: true })
  const calls = callsTo(stack, stack.origin)
  await calls.changeSettings({ commentsPerMinute: 1 })
  await calls.publish({ slug: 'addresses' })
}, 60_000)
afterAll(() => stack.stop())

test('50 readers behind the edge have limits of their own', async () => {
  const readers = Array.from({ length: 50 }, (_, index) => `127.0.0.${index + 10}`)
  const first = []
  for (const from of readers) first.push(await throughEdge({ from }))
  expect(first).toEqual(readers.map(() => 201))
  const second = []
  for (const from of readers) second.push(await throughEdge({ from }))
  expect(second).toEqual(readers.map(() => 429))
})

test('none gets another by what it says of itself', async () => {
  const from = '127.0.0.10'
  for (const headers of [
    { [VIEWER]: '198.51.100.1:443' },
    { [VIEWER]: '198.51.100.1:443', [SECRET]: 'made-up' },
    { 'x-forwarded-for': '198.51.100.1' },
  ])
    expect(await throughEdge({ from, headers })).toBe(429)
})

test('past the edge, readers are known by their connection, unless they show the secret', async () => {
  expect(await straight({})).toBe(201)
  for (const headers of [
    {},
    { [VIEWER]: '198.51.100.2:443' },
    { [VIEWER]: '198.51.100.2:443', [SECRET]: 'made-up' },
    { [VIEWER]: '198.51.100.2:443', [SECRET]: '' },
    { 'x-forwarded-for': '198.51.100.2' },
    { 'x-forwarded-for': '198.51.100.2', [SECRET]: originSecret().value() },
  ])
    expect(await straight(headers)).toBe(429)
  const shown = { [VIEWER]: '198.51.100.2:443', [SECRET]: originSecret().value() }
  expect(await straight(shown)).toBe(201)
  expect(await straight(shown)).toBe(429)
})

test('a new secret is accepted within seconds, and the one before it still is', async () => {
  const before = originSecret().value()
  const now = originSecret().rotate()
  // The edge still sends the old secret.
  expect(await throughEdge({ from: '127.0.0.100' })).toBe(201)
  expect(await straight({ [VIEWER]: '198.51.100.3:443', [SECRET]: before })).toBe(201)
  let last = 0
  for (let attempt = 0; last !== 201 && attempt < 60; attempt++) {
    last = await straight({ [VIEWER]: '198.51.100.4:443', [SECRET]: now })
    if (last !== 201) await sleep(500)
  }
  expect(last).toBe(201)
  expect(await straight({ [VIEWER]: '198.51.100.5:443', [SECRET]: before })).toBe(201)
}, 60_000)
