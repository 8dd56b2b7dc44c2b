/**
 * Plays a synthesized template on an engine: its secrets, functions, mappings and schedules, with a gateway in front.
 */
import type { CryptoKey } from 'jose'
import type { LocalTable } from './engine/tables.ts'
import { createGateway, type Gateway, type GatewayOptions } from './gateway/gateway.ts'
import type { JsonFile } from './host/jsonFiles.ts'
import type { Teardown } from './host/teardown.ts'
import { createRunning, type Running, type Surroundings } from './running.ts'
import { type SecretServer, startSecrets } from './secrets.ts'
import { type Identity, resolverOf } from './template/expressions.ts'
import type { Assembly } from './template/synthesis.ts'
import { readSystem, type System } from './template/system.ts'

export type PlayOptions = Omit<Surroundings, 'secretsEndpoint'> &
  Pick<GatewayOptions, 'answered' | 'address'> & {
    readonly system: System
    /** Where secrets are kept; undefined for nowhere. */
    readonly secrets: JsonFile | undefined
    /** The public key that verifies tokens. */
    readonly key: CryptoKey
  }

export type Play = {
  readonly secrets: SecretServer
  readonly running: Running
  /** Its server listens nowhere yet. */
  readonly gateway: Gateway
  /** Changes to another system without dropping a request. */
  apply(next: System): Promise<void>
}

/** What a template describes, with the names of the tables that were created for it. */
export function systemOf({ template, folder, stackName }: Assembly, tables: ReadonlyMap<string, LocalTable>): System {
  const identities = new Map<string, Identity>()
  for (const [id, { name, arn, streamArn }] of tables) {
    const attributes = { Arn: arn, ...(streamArn !== undefined && { StreamArn: streamArn }) }
    identities.set(id, { ref: name, attributes })
  }
  return readSystem(template, resolverOf(template, identities, stackName), folder)
}

export async function play(options: PlayOptions, teardown: Teardown): Promise<Play> {
  const { system, secrets: kept, key, answered, address, ...surroundings } = options
  const secrets = await startSecrets(system.secrets, kept)
  teardown.add(secrets.stop)
  const running = await createRunning(system, { ...surroundings, secretsEndpoint: secrets.endpoint })
  teardown.add(running.stop)
  const gateway = createGateway({
    system,
    pools: running.pools,
    key,
    answered: (request) => {
      answered(request)
      if (request.method !== 'GET' && request.method !== 'HEAD') running.wake()
    },
    ...(address && { address }),
  })
  return {
    secrets,
    running,
    gateway,
    apply: async (next) => {
      await running.apply(next)
      gateway.update(next, running.pools)
    },
  }
}
