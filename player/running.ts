/**
 * The running pools, mappings and schedules of one template. When code changes, only the parts that differ are
 * replaced, so that no request is dropped.
 */
import { join } from 'node:path'
import { LOCAL_CREDENTIALS, LOCAL_REGION } from './account.ts'
import type { JsonFile } from './host/jsonFiles.ts'
import { createPool, type Pool } from './lambda/pool.ts'
import { startSchedules } from './schedules.ts'
import { type Checkpoints, openCheckpoints } from './streams/checkpoints.ts'
import { keepFailure } from './streams/failures.ts'
import { type Mapping, type MappingOptions, startMapping } from './streams/mapping.ts'
import type { FunctionSpec, MappingSpec, System } from './template/system.ts'
import type { Terminal } from './terminal.ts'

export type Surroundings = {
  readonly endpoint: string
  readonly secretsEndpoint: string
  /** Folder for failed batches. */
  readonly folder: string
  /** Where checkpoints are kept; undefined for nowhere. */
  readonly checkpoints: JsonFile | undefined
  readonly terminal: Terminal
  readonly environments: number
  readonly disturb?: MappingOptions['disturb']
}

export type Running = {
  readonly pools: ReadonlyMap<string, Pool>
  system(): System
  /** Changes to another system. Functions, mappings and schedules that are the same are not touched. */
  apply(system: System): Promise<void>
  settled(): Promise<void>
  /** Reads the streams now, because something was probably written. */
  wake(): void
  stop(): Promise<void>
}

/** The variables that Lambda itself sets, and the addresses of the services on this machine. */
const environmentOf = (spec: FunctionSpec, { endpoint, secretsEndpoint }: Surroundings): Record<string, string> => ({
  AWS_REGION: LOCAL_REGION,
  AWS_DEFAULT_REGION: LOCAL_REGION,
  AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: spec.logicalId,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMegabytes),
  AWS_ENDPOINT_URL_DYNAMODB: endpoint,
  AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsEndpoint,
  // The worker enables source maps by itself. Other options are for a whole process.
  NODE_OPTIONS: '',
})

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

export async function createRunning(first: System, surroundings: Surroundings): Promise<Running> {
  const { folder, terminal, environments, disturb } = surroundings
  const checkpoints: Checkpoints = await openCheckpoints(surroundings.checkpoints)
  const pools = new Map<string, Pool>()
  const mappings = new Map<string, { spec: MappingSpec; mapping: Mapping }>()
  let system: System = { functions: [], routes: [], mappings: [], schedules: [], secrets: [] }
  let stopSchedules = () => {}

  const applyFunctions = async (next: System): Promise<void> => {
    for (const spec of next.functions) {
      const pool = pools.get(spec.logicalId)
      const code = { spec, environment: environmentOf(spec, surroundings) }
      const before = system.functions.find(({ logicalId }) => logicalId === spec.logicalId)
      if (pool === undefined) {
        pools.set(spec.logicalId, createPool(code, { maximum: environments, log: terminal.functionLog }))
      } else if (!same(before, spec)) pool.replace(code)
    }
    await Promise.all([...pools.values()].map((pool) => pool.warm()))
  }

  const startOne = (spec: MappingSpec, next: System): Mapping => {
    const target = next.functions.find(({ logicalId }) => logicalId === spec.functionId)
    return startMapping({
      mapping: spec,
      endpoint: surroundings.endpoint,
      checkpoints,
      invoke: async (records) => {
        const outcome = await pools.get(spec.functionId)?.invoke({ Records: records })
        return outcome?.ok === true ? outcome.result : undefined
      },
      setAside: async (shardId, failed) => {
        const file = await keepFailure(join(folder, 'failures'), spec, target?.arn ?? '', shardId, failed)
        terminal.warn(
          `!! ${target?.name ?? spec.functionId} could not apply ${failed.records.length} change(s) after ${failed.attempts} attempt(s): ${failed.because}. They are in ${file}`,
        )
      },
      warn: terminal.warn,
      ...(disturb && { disturb }),
    })
  }

  const applyMappings = async (next: System): Promise<void> => {
    for (const [id, { spec, mapping }] of mappings) {
      if (next.mappings.some((other) => same(other, spec))) continue
      await mapping.stop()
      mappings.delete(id)
    }
    for (const spec of next.mappings) {
      if (!mappings.has(spec.id)) mappings.set(spec.id, { spec, mapping: startOne(spec, next) })
    }
  }

  const apply = async (next: System): Promise<void> => {
    await applyFunctions(next)
    await applyMappings(next)
    stopSchedules()
    stopSchedules = startSchedules(next.schedules, (functionId, event) => void pools.get(functionId)?.invoke(event))
    system = next
  }

  await apply(first)
  return {
    pools,
    system: () => system,
    apply,
    wake: () => {
      for (const { mapping } of mappings.values()) mapping.wake()
    },
    settled: async () => {
      await Promise.all([...mappings.values()].map(({ mapping }) => mapping.settled()))
    },
    stop: async () => {
      stopSchedules()
      // A mapping waits for the batch under way, and the batch ends with its function.
      const stopped = Promise.all([...mappings.values()].map(({ mapping }) => mapping.stop()))
      await Promise.all([...pools.values()].map((pool) => pool.stop()))
      await stopped
    },
  }
}
