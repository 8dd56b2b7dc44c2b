/**
 * The whole stack on this machine: an embedded DynamoDB, the synthesized template played on it, and a gateway in front.
 * `npm start` runs it (start.ts), and so do the API tests.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import type { Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { CACHED_PARAMETERS } from '../infra/caching.ts'
import { createEdge } from '../player/edge/edge.ts'
import { createTables, type LocalTable } from '../player/engine/tables.ts'
import { createGateway, type Gateway } from '../player/gateway/gateway.ts'
import { claimFolder } from '../player/host/lock.ts'
import { refusalOf, StartRefused } from '../player/host/refusal.ts'
import { createRunning, type Running } from '../player/running.ts'
import { startSecrets } from '../player/secrets.ts'
import type { MappingOptions } from '../player/streams/mapping.ts'
import { type Identity, resolverOf } from '../player/template/expressions.ts'
import { synthesize } from '../player/template/synthesis.ts'
import { readSystem, type System } from '../player/template/system.ts'
import { createTerminal, SILENT, type Terminal } from '../player/terminal.ts'
import { type EngineName, startEngine } from './engine.ts'
import { publishOnFirstStart } from './firstStart.ts'
import { checkPort, listenOn } from './ports.ts'
import { startReloading } from './reload.ts'
import { createSigner, issuerOf, publishKey, type Role } from './tokens.ts'

export type StackOptions = {
  /** 0 for any free one. @default 3000 */
  readonly port?: number
  /** Folder for the data, or `:memory:`. @default ':memory:' */
  readonly data?: string
  /** Says nothing. @default false */
  readonly quiet?: boolean
  /** Publishes the sample articles when the data folder is new. @default false */
  readonly samples?: boolean
  /** Runs changed code at once. @default false */
  readonly reload?: boolean
  /** @default the first that is here */
  readonly engine?: EngineName
  /** Deployment settings, as `cdk -c name=value`. */
  readonly context?: Readonly<Record<string, string>>
  /** Environments that each function may have at once. @default 4 */
  readonly environments?: number
  /** Puts an HTTP cache in front (edge/): `port` is the cache's then. @default false */
  readonly edge?: boolean
  /** Called when the engine has died for good, after the stack has printed the reason and stopped. */
  readonly lost?: () => void
  /** For tests: what the projector gets instead of a batch: split, repeated, in another order. */
  readonly disturb?: MappingOptions['disturb']
}

export type Stack = {
  readonly url: string
  readonly port: number
  /** Of the gateway itself, behind the edge; the same as `url` without one. */
  readonly origin: string
  /** Of the embedded DynamoDB. */
  readonly endpoint: string
  readonly engine: EngineName
  /** Table names by logical id. */
  readonly tables: ReadonlyMap<string, LocalTable>
  /** The secret that the edge and the functions share; undefined without an edge. `rotate` puts a new value in its place. */
  readonly originSecret: { value(): string; rotate(): string } | undefined
  token(role: Role): Promise<string>
  /** Settles once the event source mappings have nothing left of what was written before the call. */
  settled(): Promise<void>
  /** For tests: ends one environment of a function, a busy one if there is any. @returns whether there was one */
  kill(functionName: string): boolean
  stop(): Promise<void>
}

const identities = (tables: ReadonlyMap<string, LocalTable>): Map<string, Identity> =>
  new Map(
    [...tables].map(([id, { name, arn, streamArn }]) => [
      id,
      { ref: name, attributes: { Arn: arn, ...(streamArn !== undefined && { StreamArn: streamArn }) } },
    ]),
  )

const close = (server: Server): Promise<void> =>
  new Promise((closed) => {
    server.close(() => closed())
    server.closeIdleConnections()
    // Requests under way get a moment to end.
    setTimeout(() => server.closeAllConnections(), 1000).unref()
  })

/**
 * Each sample comment comes from a reader of its own, so that the rate limit per address neither stops them nor has been
 * used up when the developer posts a first comment. These networks are for documentation only (RFC 3849).
 */
const readerAddress = (number: number): string => `2001:db8:0:${number.toString(16)}::1`

/** Source maps make stacks readable; they change no line of what runs. */
const LOCAL_CONTEXT = { sourceMaps: 'true' }

/** Creates and claims the data folder. @returns a function that releases it */
async function openFolder(folder: string, lasting: boolean): Promise<() => unknown> {
  try {
    await mkdir(folder, { recursive: true })
    return lasting ? await claimFolder(folder) : () => undefined
  } catch (error) {
    throw refusalOf(error, folder, CHOOSE)
  }
}

const CHOOSE = 'Choose another folder with UNDERSTORY_DATA, or UNDERSTORY_DATA=:memory: to keep nothing.'

export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { port: wanted = 3000, data = ':memory:', quiet = false, reload = false } = options
  const terminal: Terminal = quiet ? SILENT : createTerminal()
  const lasting = data !== ':memory:'
  /** Undone in reverse, when the stack stops or does not come up. */
  const undo: (() => unknown)[] = []
  const undoAll = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  let stopping = Promise.resolve()
  /** A second call waits for the first, and undoes what was started since. */
  const stop = () => {
    stopping = stopping.then(undoAll, undoAll)
    return stopping
  }
  const death = {
    restarts: terminal.warn,
    lost: (sentence: string) => {
      terminal.warn(sentence)
      void stop()
        .catch((error: unknown) => terminal.warn(String(error)))
        .then(options.lost)
    },
  }
  try {
    await checkPort(wanted)
    const scratch = await mkdtemp(join(tmpdir(), 'understory-'))
    undo.push(() => rm(scratch, { recursive: true, force: true }))
    const folder = lasting ? resolve(data) : scratch
    undo.push(await openFolder(folder, lasting))

    const context = { ...LOCAL_CONTEXT, ...(options.edge && { behindEdge: 'true' }), ...options.context }
    const starting = new AbortController()
    const synthesis = synthesize(join(scratch, 'cdk.out'), context, starting.signal)
    undo.push(() => {
      starting.abort()
      return synthesis.catch(() => undefined)
    })
    const [engine, assembly, signer] = await Promise.all([
      startEngine({ data, scratch, death, ...(options.engine && { engine: options.engine }) }).then((started) => {
        undo.push(started.stop)
        return started
      }),
      synthesis,
      createSigner(),
    ])
    const tables = await createTables(assembly.template, engine.endpoint).catch((error: unknown) => {
      const said = error instanceof Error ? error.message : String(error)
      throw new StartRefused(`The database (${engine.name}) cannot make its tables: ${said}. Its data is in ${folder}.`)
    })
    const read = (from: typeof assembly): System =>
      readSystem(from.template, resolverOf(from.template, identities(tables)), from.folder)
    const system = read(assembly)
    const secrets = await startSecrets(system.secrets, lasting ? join(folder, 'secrets.json') : undefined)
    undo.push(secrets.stop)
    const originSecretId = system.functions.map(({ environment }) => environment.ORIGIN_SECRET_ID).find(Boolean)
    const originSecret =
      originSecretId === undefined
        ? undefined
        : {
            value: () => secrets.value(originSecretId),
            rotate: () => secrets.rotate(originSecretId),
          }

    /** While the samples are published, what goes well is not worth a line each. */
    let seeding = false
    let readers = 0
    const running: Running = await createRunning(system, {
      endpoint: engine.endpoint,
      secretsEndpoint: secrets.endpoint,
      folder,
      lasting,
      terminal: {
        ...terminal,
        functionLog: (name, level, text) => {
          if (!seeding || level === 'warn' || level === 'error') terminal.functionLog(name, level, text)
        },
      },
      environments: options.environments ?? 4,
      ...(options.disturb && { disturb: options.disturb }),
    })
    undo.push(running.stop)
    const gateway: Gateway = createGateway({
      system,
      pools: running.pools,
      key: signer.publicKey,
      answered: (one) => {
        if (!seeding || one.status >= 500) terminal.request(one)
        if (one.method !== 'GET' && one.method !== 'HEAD') running.wake()
      },
      address: (connection) => (seeding ? readerAddress(++readers) : connection),
    })
    const gatewayPort = await listenOn(gateway.server, options.edge === true ? 0 : wanted)
    undo.push(() => close(gateway.server))
    const origin = `http://localhost:${gatewayPort}`
    let port = gatewayPort
    if (options.edge === true) {
      const edge = createEdge({
        origin: `http://127.0.0.1:${gatewayPort}`,
        secret: originSecret?.value() ?? '',
        parameters: CACHED_PARAMETERS,
        ...(!quiet && { answered: (one) => terminal.request({ ...one, functionName: 'edge' }) }),
      })
      port = await listenOn(edge.server, wanted)
      undo.push(async () => {
        await close(edge.server)
        edge.close()
      })
    }
    const issuer = issuerOf(system)
    undo.push(await publishKey(port, issuer, signer.privateJwk))

    const url = `http://localhost:${port}`
    const token = signer.tokenFor(issuer)
    if (options.samples === true) {
      seeding = true
      // Past an edge, which would say that they all come from this machine.
      const target = { url: origin, editorToken: await token('editor') }
      await publishOnFirstStart(target, lasting ? folder : undefined, terminal)
      seeding = false
    }

    if (reload) {
      undo.push(
        await startReloading({
          scratch,
          terminal,
          system: running.system,
          synthesize: async (into, signal) => {
            const next = await synthesize(into, context, signal)
            for (const [id, table] of await createTables(next.template, engine.endpoint)) tables.set(id, table)
            return read(next)
          },
          apply: async (next) => {
            await running.apply(next)
            gateway.update(next, running.pools)
          },
        }),
      )
    }

    return {
      url,
      port,
      origin,
      endpoint: engine.endpoint,
      engine: engine.name,
      tables,
      originSecret,
      token,
      settled: running.settled,
      kill: (name) => {
        const spec = running.system().functions.find((one) => one.name === name)
        return running.pools.get(spec?.logicalId ?? '')?.kill() ?? false
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
