/** What the API cannot take now is asked again, with the same key, as its answer advises. */
import { createServer, type IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { publishSamples, type Sample } from './samples.ts'
import { untilAnswered, waitBefore } from './untilAnswered.ts'

test('Retry-After is heeded as seconds and as a date, and waits grow without it', () => {
  const now = Date.parse('2026-01-01T00:00:00Z')
  expect([0, 1, 2, 9].map((attempt) => waitBefore(null, attempt, now))).toEqual([250, 500, 1000, 5000])
  expect(waitBefore('3', 0, now)).toBe(3000)
  expect(waitBefore('Thu, 01 Jan 2026 00:00:07 GMT', 0, now)).toBe(7000)
  expect(waitBefore('soon', 0, now)).toBe(250)
  expect(waitBefore('0', 3, now)).toBe(2000)
})

function answers(...statuses: number[]) {
  const left = [...statuses]
  return async () => new Response('', { status: left.shift() ?? 200, headers: { 'retry-after': '1' } })
}
const waits: number[] = []
const wait = async (milliseconds: number) => void waits.push(milliseconds)

test('429 and 503 are asked again; any other answer is the answer', async () => {
  waits.length = 0
  expect((await untilAnswered(answers(503, 429, 503), wait)).status).toBe(200)
  expect(waits).toEqual([1000, 1000, 1000])
  for (const status of [200, 400, 409, 422, 500]) {
    expect((await untilAnswered(answers(status), wait)).status).toBe(status)
  }
  expect(waits).toHaveLength(3)
})

test('patience has an end', async () => {
  waits.length = 0
  expect((await untilAnswered(answers(...Array(10_000).fill(503)), wait)).status).toBe(503)
  const sum = waits.reduce((all, one) => all + one, 0)
  expect(sum).toBeGreaterThan(115_000)
  expect(sum).toBeLessThanOrEqual(120_000)
})

test('a first start under load publishes every sample, each comment once under its key', async () => {
  const articles = new Set<string>()
  const comments = new Map<string, string>()
  const asked = new Map<string, number>()
  /**
   * Of each request the first two are refused; the second is stored all the same, as in a function that ran out of
   * time.
   */
  const answer = async (request: IncomingMessage): Promise<[number, unknown]> => {
    const body = await text(request)
    const key = request.headers['idempotency-key']
    const name = `${request.method} ${request.url} ${key ?? body}`
    const times = (asked.get(name) ?? 0) + 1
    asked.set(name, times)
    if (times === 1) return [503, {}]
    if (request.method === 'GET') return [200, { items: [...articles].map((title) => ({ title, slug: title })) }]
    if (typeof key === 'string') comments.set(key, body)
    else {
      const { title } = JSON.parse(body) as { title: string } // this test's own samples
      if (articles.has(title)) return [409, {}]
      articles.add(title)
    }
    if (times === 2) return [503, {}]
    return typeof key === 'string' ? [201, { comment: { id: key } }] : [201, { slug: 's', title: 't' }]
  }
  const server = createServer((request, out) => {
    void answer(request).then(([status, body]) =>
      out.writeHead(status, { 'retry-after': '0' }).end(JSON.stringify(body)),
    )
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  const samples: Sample[] = ['a', 'b', 'c'].map((title) => ({
    name: title,
    article: { title, body: 'Text.' },
    comments: [{ name: 'Ada', text: 'One.', replies: [{ name: 'Grace', text: 'Two.', replies: [] }] }],
  }))
  try {
    expect(await publishSamples({ url, editorToken: 'token' }, samples, () => undefined)).toEqual({
      articles: 3,
      comments: 6,
    })
  } finally {
    server.close()
    server.closeAllConnections()
  }
  expect([...articles].sort()).toEqual(['a', 'b', 'c'])
  expect(comments.size).toBe(6)
}, 30_000)
