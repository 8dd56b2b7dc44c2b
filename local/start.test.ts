/** `npm start` as a user sees it: what it says when it cannot start, and that it leaves nothing running. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { enginesWith, hasEnded, killEngine, within } from '../test/kit/processes/processes.ts'
import { PROJECT } from './project.ts'

let folder: string
const running: ChildProcess[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'understory-start-'))
  // Not the sample paper: it is another test's.
  mkdirSync(join(folder, 'data'))
  writeFileSync(join(folder, 'data', 'samples'), '')
})
afterEach(() => {
  for (const one of running.splice(0)) one.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

type Started = {
  readonly process: ChildProcess
  readonly said: () => string
  /** Whether it said that within a minute. */
  says(text: string): Promise<boolean>
  /** Its exit code. */
  readonly ended: Promise<number | null>
}

/** @param variables beside a port of its own and a data folder that is empty */
function start(command: readonly [string, ...string[]], variables: Record<string, string> = {}): Started {
  const [file, ...args] = command
  const child = spawn(file, args, {
    cwd: PROJECT,
    env: { ...process.env, PORT: '0', UNDERSTORY_DATA: join(folder, 'data'), NODE_OPTIONS: '', ...variables },
  })
  running.push(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)))
  return {
    process: child,
    said: () => output,
    says: (text) => within(60, () => output.includes(text)),
    ended: new Promise((settle) => child.once('exit', settle)),
  }
}
const NODE = [process.execPath, join(PROJECT, 'local', 'start.ts')] as const

/** What it says before it ends. */
async function refusal(variables: Record<string, string>, ...options: string[]): Promise<string> {
  const one = start([...NODE, ...options], variables)
  expect(await one.ended).toBe(1)
  // No stack trace: neither frames nor the source line that Node quotes.
  expect(one.said()).not.toMatch(/^\s+at |node:internal|\.ts:\d+/m)
  return one.said().trim()
}

test.each([
  [{}, ['--egde'], 'npm start does not know "--egde". Its only option is --edge: npm start -- --edge'],
  [{}, ['--edge=yes'], 'npm start does not know "--edge=yes". Its only option is --edge: npm start -- --edge'],
  [{}, ['edge'], 'npm start does not know "edge". Its only option is --edge: npm start -- --edge'],
  [{ PORT: 'http' }, [], 'PORT is "http"; it has to be a number from 0 to 65535, such as PORT=3000.'],
  [{ UNDERSTORY_ENGINE: 'mysql' }, [], 'UNDERSTORY_ENGINE is "mysql"; it may be dynoxide, dynamodb-local or external.'],
])('it refuses %j %j in a sentence', async (variables, options, sentence) => {
  expect(await refusal(variables, ...options)).toBe(sentence)
})

test('a server that is not there is named', async () => {
  const variables = { UNDERSTORY_ENGINE: 'external', DYNAMODB_ENDPOINT: 'http://127.0.0.1:9' }
  expect(await refusal(variables)).toMatch(
    /^Nothing answers at DYNAMODB_ENDPOINT \(http:\/\/127\.0\.0\.1:9\)\. .*unset/,
  )
})

const CHOOSE = 'Choose another folder with UNDERSTORY_DATA, or UNDERSTORY_DATA=:memory: to keep nothing.'

test('a data path that is a file, or lies in one, is refused', async () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  expect(await refusal({ UNDERSTORY_DATA: file })).toBe(
    `${file} cannot be used: it is a file, where a folder is needed. ${CHOOSE}`,
  )
  expect(await refusal({ UNDERSTORY_DATA: join(file, 'data') })).toBe(
    `${join(file, 'data')} cannot be used: a part of the path is a file, where a folder is needed. ${CHOOSE}`,
  )
})

test('a damaged file of the data folder is named, whatever its part in the start', async () => {
  writeFileSync(join(folder, 'data', 'secrets.json'), '{"a')
  expect(await refusal({})).toMatch(/secrets\.json is damaged: .* Delete it\./)
  writeFileSync(join(folder, 'data', 'secrets.json'), '{}')
  writeFileSync(join(folder, 'data', 'checkpoints.json'), '{"a')
  expect(await refusal({})).toMatch(/checkpoints\.json is damaged: .* Delete it\./)
}, 120_000)

test('a data base that is none is named', async () => {
  writeFileSync(join(folder, 'data', 'dynoxide.db'), 'this is no database, but a text of some length'.repeat(100))
  expect(await refusal({ UNDERSTORY_ENGINE: 'dynoxide' })).toMatch(
    /^dynoxide does not start\. Its data is in .*dynoxide\.db; choose another folder .*\nIt said: /,
  )
}, 120_000)

const ownEngine = (): string => `--db-path ${join(folder, 'data')}`

const npm = (): Started => start(['npm', 'start'], { UNDERSTORY_ENGINE: 'dynoxide' })
const articlesOf = (one: Started): Promise<Response> => fetch(`${/running at (\S+)/.exec(one.said())?.[1]}/v1/articles`)

test('npm that is killed leaves nothing running', async () => {
  const one = npm()
  expect(await one.says('Understory is running')).toBe(true)
  expect((await articlesOf(one)).status).toBe(200)
  one.process.kill('SIGKILL')
  expect(await within(10, () => enginesWith(ownEngine()).length === 0)).toBe(true)
  await expect(articlesOf(one)).rejects.toThrow()
}, 120_000)

test('npm that is killed while the stack starts leaves nothing running', async () => {
  const one = npm()
  expect(await within(60, () => enginesWith(ownEngine()).length > 0)).toBe(true)
  one.process.kill('SIGKILL')
  expect(await within(10, () => enginesWith(ownEngine()).length === 0)).toBe(true)
}, 120_000)

test('an engine that dies is started again once, with a line; the second time the stack ends with one', async () => {
  const one = start(NODE, { UNDERSTORY_ENGINE: 'dynoxide' })
  expect(await one.says('Understory is running')).toBe(true)
  const engine = killEngine(ownEngine())
  expect(await one.says('dynoxide has ended (SIGKILL). It is started again; the data on disk is kept.')).toBe(true)
  expect(await within(10, async () => (await articlesOf(one)).status === 200)).toBe(true)
  const second = killEngine(ownEngine())
  expect(await one.ended).toBe(1)
  expect(one.said()).toContain('dynoxide has ended a second time (SIGKILL).')
  expect([engine, second].map(hasEnded)).toEqual([true, true])
}, 120_000)
