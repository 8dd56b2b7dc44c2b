/**
 * The limits on votes and reports over HTTP. The test has its own stack, because lower limits would stop other tests
 * that vote.
 */
import { type Stack, startStack } from '../../local/stack.ts'
import { callsTo } from '../kit/stack/callsTo.ts'

let stack: Stack
let calls: ReturnType<typeof callsTo>
let id: string
let others: string[]
const COMMENTS = '/v1/articles/limits/comments'

async function send(method: string, path: string, body?: object, voter?: string) {
  const answer = await calls.ask(method, path, { body, headers: voter ? { 'understory-voter': voter } : {} })
  // biome-ignore lint/suspicious/noExplicitAny: the API suite checks the shapes field by field
  const content: any = await answer.json()
  return { status: answer.status, headers: answer.headers, body: content }
}

const vote = (value: number, voter?: string) => send('PUT', `${COMMENTS}/${id}/vote`, { value }, voter)
const report = (comment: string, voter?: string) =>
  send('POST', `${COMMENTS}/${comment}/reports`, { reason: 'spam' }, voter)
const post = async (text: string): Promise<string> => (await calls.post('limits', text)).comment.id

beforeAll(async () => {
  stack = await startStack({ port: 0, quiet: true })
  calls = callsTo(stack)
  await calls.publish({ slug: 'limits' })
  await calls.changeSettings({ votesPerMinute: 6, newVotersPerHour: 3, reportsPerHour: 2 })
  id = await post('Vote for me.')
  others = [await post('And for me.'), await post('Not for me.')]
}, 60_000)
afterAll(() => stack.stop())

function expectToWait({ status, headers, body }: Awaited<ReturnType<typeof send>>, seconds: number): void {
  expect([status, body.type]).toEqual([429, 'urn:problem-type:understory:too-many-requests'])
  const wait = Number(headers.get('retry-after'))
  expect(wait).toBeGreaterThan(0)
  expect(wait).toBeLessThanOrEqual(seconds)
  expect(headers.get('cache-control')).toBe('private, no-store')
}

test('from one address come so many new guests, votes and reports', async () => {
  const guests = [await vote(1), await vote(1), await report(id)]
  expect(guests.every(({ status }) => status >= 200 && status < 300)).toBe(true)
  const [voter] = guests.map(({ body }) => body.voter)
  expect(new Set(guests.map(({ body }) => body.voter)).size).toBe(3)
  expectToWait(await vote(1), 3600)
  const [other = '', third = ''] = others
  expectToWait(await report(other), 3600)

  // A known guest may continue up to the limit per minute. A new minute may begin meanwhile, so the last accepted vote
  // varies.
  let counted = 1
  let last = await vote(-1, voter)
  for (let turn = 0; turn < 12 && last.status === 200; turn++) {
    counted = last.body.value
    last = await vote(-counted, voter)
  }
  expectToWait(last, 60)
  expect((await report(other, voter)).status).toBe(202)
  expectToWait(await report(third, voter), 3600)

  // Refused votes do not count. The score is the vote of the other guest and the last accepted vote of this one.
  await stack.settled()
  expect((await calls.call('GET', `${COMMENTS}/${id}`)).score).toBe(1 + counted)
})
