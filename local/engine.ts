/**
 * Chooses and starts the embedded DynamoDB. In this order: dynoxide (the optional dependency, else one on the PATH),
 * Amazon's DynamoDB Local (needs a JDK), a server at DYNAMODB_ENDPOINT. UNDERSTORY_ENGINE forces one.
 */
import { canRunDynamoDbLocal } from '../player/engine/dynamodbLocal.ts'
import { dynoxideBinary } from '../player/engine/dynoxide.ts'
import {
  type EngineOptions,
  type Engine as PlayedEngine,
  type EngineName as PlayedEngineName,
  startEngine as start,
} from '../player/engine/engine.ts'
import { type EngineAdvice, EngineUnavailable } from '../player/engine/programs.ts'
import { installOnDemand } from './onDemand.ts'

export type EngineName = PlayedEngineName | 'external'
export type Engine = Omit<PlayedEngine, 'name'> & { readonly name: EngineName }

const ADVICE: EngineAdvice = {
  otherEngine: 'UNDERSTORY_ENGINE chooses another engine.',
  otherFolder: 'choose another folder with UNDERSTORY_DATA',
  start: 'npm start',
}

const NONE = `No embedded DynamoDB was found. Any of these is enough:
  - npm install (it brings dynoxide for Linux on x64 as an optional dependency)
  - a dynoxide binary on the PATH, see https://dynoxide.dev
  - a JDK, 17 or later (for Amazon's DynamoDB Local, which is then installed)
  - DYNAMODB_ENDPOINT=http://... of a DynamoDB-compatible server that already runs`

/**
 * Starts an engine and settles once it answers. It ends with `stop()`, or with this process, however that dies.
 *
 * @param options.engine @default UNDERSTORY_ENGINE, else the first that is there
 * @throws EngineUnavailable with what to do about it
 */
export async function startEngine(
  options: Pick<EngineOptions, 'data' | 'scratch' | 'death'> & { readonly engine?: EngineName | undefined } = {},
): Promise<Engine> {
  const name = options.engine ?? chooseEngine(process.env.UNDERSTORY_ENGINE)
  if (name === 'external') return { name, endpoint: await externalEndpoint(), stop: async () => undefined }
  return start({ ...options, engine: name, install: installOnDemand, advice: ADVICE })
}

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

/** The endpoint of a server that already runs. @throws EngineUnavailable when nothing answers there */
async function externalEndpoint(): Promise<string> {
  const endpoint = process.env.DYNAMODB_ENDPOINT
  if (!endpoint) throw new EngineUnavailable('DYNAMODB_ENDPOINT is not set.')
  const url = URL.parse(endpoint)
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:'
  const answer = isHttp && (await fetch(url, { signal: AbortSignal.timeout(5000) }).catch(() => undefined))
  if (answer) return endpoint
  throw new EngineUnavailable(
    `Nothing answers at DYNAMODB_ENDPOINT (${endpoint}). Start that server, or unset the variable to use an engine of this machine.`,
  )
}
