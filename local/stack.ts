/**
 * The whole stack on this machine: an embedded DynamoDB, the synthesized template played on it, and a gateway in front.
 * `npm start` runs it (start.ts), and so do the API tests.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve, sep } from 'node:path'
import { CACHED_PARAMETERS } from '../infra/caching.ts'
import { createEdge } from './edge/edge.ts'
import { type EngineName, startEngine } from './engine.ts'
import { publishOnFirstStart } from './first-start.ts'
import { createGateway, type Gateway } from './gateway/gateway.ts'
import { claimFolder } from './lock.ts'
import { createRebundler } from './rebundle.ts'
import { createRunning, type Running } from './running.ts'
import { startSecrets } from './secrets.ts'
import type { MappingOptions } from './streams/mapping.ts'
import { PROJECT, synthesize } from './synthesis.ts'
import { readSystem, type System } from './system.ts'
import { createTables, type LocalTable } from './tables.ts'
import { type Identity, resolverOf } from './template.ts'
import { createTerminal, SILENT, type Terminal } from './terminal.ts'
import { createSigner, issuerOf, publishKey, type Role } from './tokens.ts'
import { watchSources } from './watch.ts'

export interface StackOptions {
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
  /** For tests: what the projector gets instead of a batch: split, repeated, in another order. */
  readonly disturb?: MappingOptions['disturb']
}

export interface Stack {
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

/** The port is taken. */
export class PortInUse extends Error {
  override readonly name = 'PortInUse'
}

const listenOn = (server: Server, port: number): Promise<number> =>
  new Promise((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `Port ${port} is in use. Choose another one: PORT=${port + 1} npm start`
      fail(error.code === 'EADDRINUSE' ? new PortInUse(taken) : error)
    })
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      done(typeof address === 'object' && address !== null ? address.port : port)
    })
  })

/** Fails before anything else is started. */
const checkPort = async (port: number): Promise<void> => {
  if (port === 0) return
  const probe = createServer()
  await listenOn(probe, port)
  await new Promise((closed) => probe.close(closed))
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

export const startStack = async (options: StackOptions = {}): Promise<Stack> => {
  const { port: wanted = 3000, data = ':memory:', quiet = false, reload = false } = options
  const terminal: Terminal = quiet ? SILENT : createTerminal()
  const lasting = data !== ':memory:'
  /** Undone in reverse, when the stack stops or does not come up. */
  const undo: (() => unknown)[] = []
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    await checkPort(wanted)
    const scratch = await mkdtemp(join(tmpdir(), 'understory-'))
    undo.push(() => rm(scratch, { recursive: true, force: true }))
    const folder = lasting ? resolve(data) : scratch
    await mkdir(folder, { recursive: true })
    if (lasting) undo.push(await claimFolder(folder))

    const context = { ...LOCAL_CONTEXT, ...(options.edge && { behindEdge: 'true' }), ...options.context }
    const [engine, assembly, signer] = await Promise.all([
      startEngine({ data, scratch, ...(options.engine && { engine: options.engine }) }).then((started) => {
        undo.push(started.stop)
        return started
      }),
      synthesize(join(scratch, 'cdk.out'), context),
      createSigner(),
    ])
    const tables = await createTables(assembly.template, engine.endpoint)
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
      const rebundler = createRebundler(scratch)
      let syntheses = 0
      const go = async (next: System, changed: readonly string[], started: number) => {
        await running.apply(next)
        gateway.update(next, running.pools)
        terminal.say(`Reloaded ${changed.join(', ')} in ${(performance.now() - started).toFixed(0)} ms`)
      }
      const reloadChanged = async (files: readonly string[]): Promise<void> => {
        const started = performance.now()
        const now = running.system()
        if (files.some((file) => file.startsWith(join(PROJECT, 'infra') + sep))) {
          const next = await synthesize(join(scratch, `cdk.out-${++syntheses}`), context)
          for (const [id, table] of await createTables(next.template, engine.endpoint)) tables.set(id, table)
          return go(read(next), ['the stack'], started)
        }
        const rebuilt = await rebundler.rebundle(now.functions, files)
        if (rebuilt.length === 0) return
        const functions = now.functions.map(
          (old) => rebuilt.find(({ logicalId }) => logicalId === old.logicalId) ?? old,
        )
        await go(
          { ...now, functions },
          rebuilt.map(({ name }) => name),
          started,
        )
      }
      let queue = Promise.resolve()
      undo.push(
        watchSources(
          ['functions', 'infra', 'web'].map((folder) => join(PROJECT, folder)),
          (files) => {
            queue = queue
              .then(() => reloadChanged(files))
              .catch((error: unknown) => {
                // Half-written code is an editor's normal state: what ran before runs on.
                terminal.warn(`Not reloaded: ${error instanceof Error ? error.message : String(error)}`)
              })
          },
        ),
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
