/** Environments as Lambda has them: one invocation at a time each, more on demand, killed at the timeout. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FunctionSpec } from '../template/system.ts'
import { createPool, type Pool } from './pool.ts'

const SOURCE = `
let busy = 0
export async function handler(event, context) {
  if (++busy > 1) throw new Error('two at a time')
  try {
    if (event.wait) await new Promise((resolve) => setTimeout(resolve, event.wait))
    if (event.spin) for (;;) {}
    if (event.fail) throw new TypeError(event.fail)
    if (event.exit) process.exit(1)
    if (event.log) console.error({ message: 'broken', code: 7, error: new Error('inner') })
    return { value: process.env.VALUE, left: context.getRemainingTimeInMillis() > 0, id: context.awsRequestId }
  } finally { busy-- }
}`

const specIn = (code: string, value = 'one'): FunctionSpec => ({
  logicalId: 'Work',
  name: 'work',
  code,
  handler: 'index.handler',
  environment: { VALUE: value },
  timeoutSeconds: 0.5,
  memoryMegabytes: 128,
  arn: 'arn:work',
})

let folder = ''
let pool: Pool
const logged: string[] = []
const open = (maximum = 4) =>
  createPool(
    { spec: specIn(folder), environment: {} },
    { maximum, log: (name, level, text) => logged.push(`${name} ${level} ${text}`) },
  )
async function ask(event: unknown) {
  const outcome = await pool.invoke(event)
  return outcome.ok ? JSON.parse(outcome.result) : outcome
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'player-test-'))
  await writeFile(join(folder, 'index.mjs'), SOURCE)
})
afterAll(() => rm(folder, { recursive: true, force: true }))
beforeEach(() => {
  pool = open()
  logged.length = 0
})
afterEach(() => pool.stop())

test('a function runs with the environment of the template and a context', async () => {
  expect(await ask({})).toMatchObject({ value: 'one', left: true })
})

test('invocations at once run in environments of their own', async () => {
  const answers = await Promise.all(Array.from({ length: 12 }, () => ask({ wait: 5 })))
  expect(answers.every(({ value }) => value === 'one')).toBe(true)
})

test('an exception is told with its type, and its stack is logged', async () => {
  expect(await ask({ fail: 'no' })).toMatchObject({
    ok: false,
    crashed: false,
    error: { errorType: 'TypeError', errorMessage: 'no' },
  })
  expect(logged.join('\n')).toMatch(/work error TypeError: no\n\s+at handler/)
  expect(await ask({})).toMatchObject({ value: 'one' })
})

test('structured log lines are readable, with the stack of an inner error', async () => {
  await ask({ log: true })
  expect(logged.join('\n')).toMatch(/^work error broken code=7\nError: inner\n\s+at/)
})

test('a function that does not end is killed at its timeout, and the next invocation runs', async () => {
  expect(await ask({ spin: true })).toMatchObject({ ok: false, timedOut: true })
  expect(await ask({})).toMatchObject({ value: 'one' })
})

test('an environment that exits fails its invocation only', async () => {
  expect(await ask({ exit: true })).toMatchObject({ ok: false, crashed: true })
  expect(await ask({})).toMatchObject({ value: 'one' })
})

test('a killed environment fails its invocation as a crash does', async () => {
  await pool.warm()
  const killed = ask({ wait: 400 })
  expect(pool.kill()).toBe(true)
  expect(await killed).toMatchObject({ ok: false, crashed: true })
})

test('new code takes over without a dropped invocation', async () => {
  const running = Array.from({ length: 6 }, () => ask({ wait: 30 }))
  await pool.warm()
  pool.replace({ spec: specIn(folder, 'two'), environment: {} })
  const answers = await Promise.all(running)
  expect(answers.every(({ value }) => value === 'one' || value === 'two')).toBe(true)
  expect(await ask({})).toMatchObject({ value: 'two' })
})

test('a bundle that does not load fails the invocation and says why', async () => {
  await writeFile(join(folder, 'broken.mjs'), 'throw new Error("at import")')
  pool.replace({ spec: { ...specIn(folder), handler: 'broken.handler' }, environment: {} })
  expect(await ask({})).toMatchObject({ ok: false, error: { errorMessage: 'at import' } })
  expect(logged.join('\n')).toContain('does not load')
})
