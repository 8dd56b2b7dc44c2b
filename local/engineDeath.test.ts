/** The whole stack when its engine is killed: what was written is still there, and is counted on. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { killEngine, within } from '../test/kit/processes/processes.ts'
import { type Stack, startStack } from './stack.ts'

let folder: string
let stack: Stack
let lost = false
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'understory-death-'))
  stack = await startStack({
    port: 0,
    quiet: true,
    data: join(folder, 'data'),
    lost: () => {
      lost = true
    },
  })
}, 60_000)
afterAll(async () => {
  await stack.stop()
  rmSync(folder, { recursive: true, force: true })
})

const json = { 'content-type': 'application/json' }
const kill = () => killEngine(`port ${new URL(stack.endpoint).port} `)
async function comment(text: string): Promise<number> {
  const address = `${stack.url}/v1/articles/weir/comments`
  const body = JSON.stringify({ author: { name: 'Ada' }, text })
  // One that was stored and not answered is the same when it is sent again.
  const headers = { ...json, 'idempotency-key': `the-key-of-${text}-the-engine-died` }
  return (await fetch(address, { method: 'POST', headers, body })).status
}
async function total(): Promise<unknown> {
  const answer = await fetch(`${stack.url}/v1/articles/weir/comments`)
  // The API's own tests hold its shape.
  return answer.ok ? ((await answer.json()) as { total: number }).total : answer.status
}

test('what was written before is there afterwards, what comes then is counted, and a second death ends the stack', async () => {
  const created = await fetch(`${stack.url}/v1/editor/articles`, {
    method: 'POST',
    headers: { ...json, authorization: `Bearer ${await stack.token('editor')}` },
    body: JSON.stringify({ title: 'Weir', slug: 'weir', body: 'Text.', status: 'published' }),
  })
  expect(created.status).toBe(201)
  // A busy machine answers 503, and the same comment is sent again.
  expect(await within(40, async () => (await comment('Before')) === 201)).toBe(true)
  // DynamoDB Local answers a transaction before it is on disk: killed at once, it loses the comment that it has
  // confirmed.
  if (stack.engine === 'dynamodb-local') expect(await within(40, async () => (await total()) === 1)).toBe(true)
  kill()
  expect(await within(40, async () => (await comment('After').catch(() => 0)) === 201)).toBe(true)
  expect(await within(40, async () => (await total()) === 2)).toBe(true)
  expect(lost).toBe(false)
  kill()
  expect(await within(10, () => lost)).toBe(true)
  await expect(fetch(stack.url)).rejects.toThrow()
}, 120_000)
