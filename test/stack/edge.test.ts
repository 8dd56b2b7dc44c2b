/** The whole stack behind the edge. Readers share one cached answer. An author sees a new comment at once. */
import { type Stack, startStack } from '../../local/stack.ts'
import { callsTo } from '../kit/stack/callsTo.ts'

const ARTICLE = '/v1/articles/edge'
const COMMENTS = `${ARTICLE}/comments`

let stack: Stack
let calls: ReturnType<typeof callsTo>
beforeAll(async () => {
  stack = await startStack({ port: 0, quiet: true, edge: true })
  calls = callsTo(stack)
  await calls.publish({ slug: 'edge' })
}, 60_000)
afterAll(() => stack.stop())

const get = (path: string, headers: Record<string, string> = {}) => calls.ask('GET', path, { headers })
type Shown = { id: string; html: string }
// The API suite checks this contract field by field.
const page = async (response: Response) => (await response.json()) as { items: Shown[] }
const cacheStatus = (response: Response) => response.headers.get('cache-status')

test('readers of an article share one answer, whose ETag a client can revalidate at the edge', async () => {
  const first = await get(ARTICLE)
  expect([first.status, cacheStatus(first)]).toEqual([200, 'understory-edge; fwd=miss'])
  const second = await get(ARTICLE)
  expect(cacheStatus(second)).toBe('understory-edge; hit')
  const unchanged = await get(ARTICLE, { 'if-none-match': second.headers.get('etag') ?? '' })
  expect([unchanged.status, cacheStatus(unchanged)]).toEqual([304, 'understory-edge; hit'])
})

test('what editors see never comes from the cache', async () => {
  const authorization = `Bearer ${await stack.token('editor')}`
  const read = () => get('/v1/editor/articles/edge', { authorization })
  await read()
  expect(cacheStatus(await read())).toBe('understory-edge; fwd=bypass')
})

test('a fresh comment is seen by its author at once, while others get the shared page', async () => {
  expect((await page(await get(COMMENTS))).items).toHaveLength(0)
  const posted = await calls.askToPost('edge', 'First!')
  expect(posted.status).toBe(201)
  // The answer contains the comment.
  const { comment, editToken } = (await posted.json()) as { comment: Shown; editToken: string }
  expect(comment.html).toContain('First!')
  // The comment's own address has not been requested yet, so it is not cached.
  expect(await (await get(`${COMMENTS}/${comment.id}`)).json()).toMatchObject({ id: comment.id })
  // A request with the edit token bypasses the cache.
  const own = await get(COMMENTS, { authorization: `Bearer ${editToken}` })
  expect((await page(own)).items).toMatchObject([{ id: comment.id }])
  expect(own.headers.get('cache-control')).toBe('private, no-store')
})

test('a guest learns of the own votes through the edge, and nobody else does', async () => {
  const { comment } = await calls.post('edge', 'Vote for me')
  const address = `${ARTICLE}/votes?id=${comment.id}`
  const before = await get(address)
  expect(await before.json()).toMatchObject({ votes: { [comment.id]: 0 } })
  const { voter } = await calls.call('PUT', `${COMMENTS}/${comment.id}/vote`, { body: { value: 1 } })
  const own = await get(address, { 'understory-voter': voter })
  expect([own.status, cacheStatus(own)]).toEqual([200, 'understory-edge; fwd=bypass'])
  expect(own.headers.get('cache-control')).toBe('private, no-store')
  expect(await own.json()).toMatchObject({ votes: { [comment.id]: 1 } })
  expect(await (await get(address)).json()).toMatchObject({ votes: { [comment.id]: 0 } })
})
