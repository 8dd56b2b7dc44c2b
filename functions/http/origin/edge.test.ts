import { jest } from '@jest/globals'
import { eventFor } from '../../../test/kit/site/events.ts'
import { type HttpEvent, sourceAddress } from '../input/request.ts'
import { behindEdge } from './edge.ts'

const CONNECTION = '192.0.2.1'
let seen: HttpEvent
const handle = behindEdge(
  async (given) => given === 'right',
  async (event) => {
    seen = event
    return { statusCode: 204 }
  },
)
async function addressOf(headers: Record<string, string>): Promise<string> {
  await handle(eventFor('POST /v1/articles/{slug}/comments', { headers, address: CONNECTION }))
  return sourceAddress(seen)
}
const secret = { 'understory-origin-secret': 'right' }

test.each([
  ['198.51.100.10:46532', '198.51.100.10'],
  ['2001:db8::1:443', '2001:db8::1'],
  ['2001:0db8:0000:0000:0000:0000:0000:0001:46532', '2001:0db8:0000:0000:0000:0000:0000:0001'],
  ['[2001:db8::1]:443', '2001:db8::1'],
])('of its client the edge says %s: %s', async (viewer, address) => {
  expect(await addressOf({ ...secret, 'cloudfront-viewer-address': viewer })).toBe(address)
})

test.each([
  '',
  '198.51.100.10',
  '198.51.100.10:',
  '198.51.100.10:x',
  '198.51.100.999:80',
  'example.com:80',
  '198.51.100.10:80, 198.51.100.11:80',
  '198.51.100.10:80,198.51.100.11:80',
  'fe80::1%eth0:80',
  '[2001:db8::1:443',
  ' 198.51.100.10:80',
])('“%s” is no address with a port, so that of the connection counts', async (viewer) => {
  expect(await addressOf({ ...secret, 'cloudfront-viewer-address': viewer })).toBe(CONNECTION)
})

test.each([
  ['no secret', {}],
  ['an empty one', { 'understory-origin-secret': '' }],
  ['a wrong one', { 'understory-origin-secret': 'wrong' }],
  ['the right one and another', { 'understory-origin-secret': 'right,wrong' }],
])('who sends %s is known by the connection', async (_, headers) => {
  const sent = { 'cloudfront-viewer-address': '198.51.100.10:1', 'x-forwarded-for': '198.51.100.11' }
  expect(await addressOf({ ...headers, ...sent })).toBe(CONNECTION)
})

test('X-Forwarded-For is not believed, not even with the secret', async () => {
  expect(await addressOf({ ...secret, 'x-forwarded-for': '198.51.100.11' })).toBe(CONNECTION)
})

test('the secret goes no further, right or wrong', async () => {
  const others = { 'content-type': 'application/json', 'user-agent': 'x' }
  for (const given of ['right', 'wrong']) {
    await addressOf({ ...others, 'understory-origin-secret': given, 'cloudfront-viewer-address': '198.51.100.10:1' })
    expect(seen.headers).toEqual(others)
  }
})

test('without the header nobody is asked about it', async () => {
  const check = jest.fn(async () => true)
  const asked = behindEdge(check, async () => ({ statusCode: 204 }))
  await asked(eventFor('GET /v1/articles', { headers: { 'cloudfront-viewer-address': '198.51.100.10:1' } }))
  expect(check).not.toHaveBeenCalled()
})
