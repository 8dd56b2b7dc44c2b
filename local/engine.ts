/**
 * Finds and starts an embedded DynamoDB: the same API as the real one, on this machine, bound to loopback.
 *
 * In this order: dynoxide (the optional dependency, else one on the PATH), Amazon's DynamoDB Local (needs a JDK), an
 * endpoint that somebody else runs (DYNAMODB_ENDPOINT). UNDERSTORY_ENGINE forces one.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canRunDynamoDbLocal, startDynamoDbLocal } from '../player/engine/dynamodbLocal.ts'
import { dynoxideBinary, startDynoxide } from '../player/engine/dynoxide.ts'
import { EngineUnavailable } from '../player/engine/programs.ts'
import { type Death, keepRunning } from '../player/engine/restart.ts'

export { EngineUnavailable } from '../player/engine/programs.ts'

export type EngineName = 'dynoxide' | 'dynamodb-local' | 'external'

export type Engine = {
  readonly name: EngineName
  /** For the SDK's `endpoint`, or AWS_ENDPOINT_URL_DYNAMODB. Any region and credentials do; keep them the same everywhere. */
  readonly endpoint: string
  stop(): Promise<void>
}

export type EngineOptions = {
  /** Folder for the data, or `:memory:` for none that outlives the engine. @default ':memory:' */
  readonly data?: string
  /** Forces one engine. @default UNDERSTORY_ENGINE, else the first that is there */
  readonly engine?: EngineName
  /** A temporary folder for what the engine keeps in files; removed even when this process is killed. @default a new one */
  readonly scratch?: string
  /** Called when the engine dies. @default nothing is called */
  readonly death?: Death
}

const UNTOLD: Death = { restarts: () => undefined, lost: () => undefined }

const NONE = `No embedded DynamoDB was found. Any of these is enough:
  - npm install (it brings dynoxide for Linux on x64 as an optional dependency)
  - a dynoxide binary on the PATH, see https://dynoxide.dev
  - a JDK, 17 or later (for Amazon's DynamoDB Local, which is then installed)
  - DYNAMODB_ENDPOINT=http://... of a DynamoDB-compatible server that already runs`

function chooseEngine(wanted: string | undefined): EngineName {
  if (wanted === 'dynoxide' || wanted === 'dynamodb-local' || wanted === 'external') return wanted
  if (wanted !== undefined && wanted !== '') {
    throw new EngineUnavailable(`UNDERSTORY_ENGINE is "${wanted}"; it may be dynoxide, dynamodb-local or external.`)
  }
  if (dynoxideBinary() !== undefined) return 'dynoxide'
  if (canRunDynamoDbLocal()) return 'dynamodb-local'
  if (process.env.DYNAMODB_ENDPOINT) return 'external'
  throw new EngineUnavailable(NONE)
}

async function folderIn(...path: [string, ...string[]]): Promise<string> {
  const folder = join(...path)
  await mkdir(folder, { recursive: true })
  return folder
}

/** Checks an external endpoint. @throws EngineUnavailable when nothing answers there */
async function reached(endpoint: string): Promise<string> {
  const url = URL.parse(endpoint)
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:'
  const answer = isHttp && (await fetch(url, { signal: AbortSignal.timeout(5000) }).catch(() => undefined))
  if (answer) return endpoint
  throw new EngineUnavailable(
    `Nothing answers at DYNAMODB_ENDPOINT (${endpoint}). Start that server, or unset the variable to use an engine of this machine.`,
  )
}

/**
 * Starts an engine and settles once it answers. It ends with `stop()`, or with this process, however that dies.
 *
 * @throws EngineUnavailable with what to do about it
 */
export async function startEngine(options: EngineOptions = {}): Promise<Engine> {
  const { data = ':memory:', engine: name = chooseEngine(process.env.UNDERSTORY_ENGINE), death = UNTOLD } = options
  const volatile = data === ':memory:'
  if (name === 'external') {
    const endpoint = process.env.DYNAMODB_ENDPOINT
    if (!endpoint) throw new EngineUnavailable('DYNAMODB_ENDPOINT is not set.')
    return { name, endpoint: await reached(endpoint), stop: async () => undefined }
  }
  if (name === 'dynamodb-local') {
    const folder = volatile ? undefined : await folderIn(data, 'dynamodb-local')
    const start = (port?: number) => startDynamoDbLocal(folder, options.scratch, port)
    return { name, ...(await keepRunning(name, !volatile, start, death)) }
  }
  // Its data is in a file even where nothing is kept, so it always outlives the process.
  const dynoxideIn = (folder: string, scratch: string | undefined) =>
    keepRunning(name, true, (port) => startDynoxide(folder, scratch, port), death)
  if (!volatile) return { name, ...(await dynoxideIn(await folderIn(data), options.scratch)) }
  const scratch = options.scratch ?? (await mkdtemp(join(tmpdir(), 'understory-')))
  const clear = () => (options.scratch === undefined ? rm(scratch, { recursive: true, force: true }) : undefined)
  try {
    const { endpoint, stop } = await dynoxideIn(await folderIn(scratch, 'engine'), scratch)
    return { name, endpoint, stop: () => stop().then(clear) }
  } catch (error) {
    await clear()
    throw error
  }
}
