/**
 * The whole stack on this machine: an embedded DynamoDB, the synthesized template played on it, and a gateway in front.
 * `npm start` runs it (start.ts), and so do the API tests.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createTables, type LocalTable } from '../player/engine/tables.ts'
import { close } from '../player/host/listen.ts'
import { claimFolder } from '../player/host/lock.ts'
import { refusalOf, StartRefused } from '../player/host/refusal.ts'
import { createTeardown, type Teardown } from '../player/host/teardown.ts'
import { type Play, play, systemOf } from '../player/play.ts'
import type { MappingOptions } from '../player/streams/mapping.ts'
import { type Assembly, synthesize } from '../player/template/synthesis.ts'
import type { System } from '../player/template/system.ts'
import { createTerminal, SILENT, type Terminal } from '../player/terminal.ts'
import { startEdge } from './edge.ts'
import { type Engine, type EngineName, startEngine } from './engine.ts'
import { checkPort, listenOn } from './ports.ts'
import { PROJECT } from './project.ts'
import { startReloading } from './reload/reload.ts'
import { createSeeding, publishOnFirstStart } from './samples/firstStart.ts'
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
  /** Puts an HTTP cache in front (player/edge/): `port` is the cache's then. @default false */
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
  /**
   * The secret that the edge and the functions share; undefined without an edge. `rotate` puts a new value in its
   * place.
   */
  readonly originSecret: { value(): string; rotate(): string } | undefined
  token(role: Role): Promise<string>
  /** Settles once the event source mappings have nothing left of what was written before the call. */
  settled(): Promise<void>
  /** For tests: ends one environment of a function, a busy one if there is any. @returns whether there was one */
  kill(functionName: string): boolean
  stop(): Promise<void>
}

/**
 * The environment `local` has the default settings, not those of understory.config.json. Source maps make stack traces
 * readable. They do not change the code that runs.
 */
const LOCAL_CONTEXT = { env: 'local', sourceMaps: 'true' }

const OTHER_FOLDER = 'choose another folder with UNDERSTORY_DATA'
const CHOOSE = 'Choose another folder with UNDERSTORY_DATA, or UNDERSTORY_DATA=:memory: to keep nothing.'

/** What the user loses with a file of the data folder. */
const WHEN_DELETED = {
  'secrets.json':
    'The stack then makes new secrets, and links to edit a comment that were given out before stop working.',
  'checkpoints.json': 'Every change in the streams is then applied again, which changes no count.',
}

/** @throws StartRefused with what to do about it, after everything that was started has stopped */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const teardown = createTeardown()
  try {
    return await start(options, teardown)
  } catch (error) {
    await teardown.run()
    throw error
  }
}

async function start(options: StackOptions, teardown: Teardown): Promise<Stack> {
  const { port: wanted = 3000, data = ':memory:', quiet = false } = options
  const terminal: Terminal = quiet ? SILENT : createTerminal()
  await checkPort(wanted)
  const place = await openPlace(data, teardown)
  const context = { ...LOCAL_CONTEXT, ...(options.edge && { behindEdge: 'true' }), ...options.context }
  const [engine, assembly, signer] = await Promise.all([
    startOwnEngine(options, place, terminal, teardown),
    startSynthesis(place, context, teardown),
    createSigner(),
  ])
  const tables = await makeTables(assembly, engine, place)
  const system = systemOf(assembly, tables)
  const seeding = createSeeding(terminal)
  const played = await play(
    {
      system,
      endpoint: engine.endpoint,
      folder: place.folder,
      secrets: storedIn(place, 'secrets.json'),
      checkpoints: storedIn(place, 'checkpoints.json'),
      key: signer.publicKey,
      terminal: seeding.terminal,
      answered: seeding.terminal.request,
      address: seeding.addressOf,
      environments: options.environments ?? 4,
      ...(options.disturb && { disturb: options.disturb }),
    },
    teardown,
  )
  const originSecret = originSecretOf(system, played)
  const { origin, port } = await listen(options, wanted, played, originSecret?.value() ?? '', terminal, teardown)
  const issuer = issuerOf(system)
  teardown.add(await publishKey(port, issuer, signer.privateJwk))
  const token = signer.tokenFor(issuer)
  if (options.samples === true) {
    // To the gateway itself: an edge would report one address for all of them.
    const target = { url: origin, editorToken: await token('editor') }
    await seeding.during(() => publishOnFirstStart(target, place.lasting ? place.folder : undefined, terminal))
  }
  if (options.reload === true) teardown.add(await reloadChanges(place, context, terminal, engine, tables, played))
  return {
    url: `http://localhost:${port}`,
    port,
    origin,
    endpoint: engine.endpoint,
    engine: engine.name,
    tables,
    originSecret,
    token,
    settled: played.running.settled,
    kill: (name) => {
      const spec = played.running.system().functions.find((one) => one.name === name)
      return played.running.pools.get(spec?.logicalId ?? '')?.kill() ?? false
    },
    stop: teardown.run,
  }
}

type Place = {
  /** Removed when the stack stops. */
  readonly scratch: string
  /** The data. */
  readonly folder: string
  /** Whether the folder outlives the stack. */
  readonly lasting: boolean
}

/** Creates the folders, and claims the one for the data. */
async function openPlace(data: string, teardown: Teardown): Promise<Place> {
  const scratch = await mkdtemp(join(tmpdir(), 'understory-'))
  teardown.add(() => rm(scratch, { recursive: true, force: true }))
  const lasting = data !== ':memory:'
  const folder = lasting ? resolve(data) : scratch
  try {
    await mkdir(folder, { recursive: true })
    if (lasting) teardown.add(await claimFolder(folder, `End that one, or ${OTHER_FOLDER}.`))
  } catch (error) {
    throw refusalOf(error, folder, CHOOSE)
  }
  return { scratch, folder, lasting }
}

const storedIn = ({ folder, lasting }: Place, name: keyof typeof WHEN_DELETED) =>
  lasting ? { path: join(folder, name), whenDeleted: WHEN_DELETED[name] } : undefined

async function startOwnEngine(
  { data, engine: name, lost }: StackOptions,
  { scratch }: Place,
  terminal: Terminal,
  teardown: Teardown,
): Promise<Engine> {
  const death = {
    restarts: terminal.warn,
    lost: (sentence: string) => {
      terminal.warn(sentence)
      void teardown
        .run()
        .catch((error: unknown) => terminal.warn(String(error)))
        .then(lost)
    },
  }
  const engine = await startEngine({ data, scratch, death, engine: name })
  teardown.add(engine.stop)
  return engine
}

function startSynthesis(
  { scratch }: Place,
  context: Readonly<Record<string, string>>,
  teardown: Teardown,
): Promise<Assembly> {
  const starting = new AbortController()
  const synthesis = synthesize(PROJECT, join(scratch, 'cdk.out'), context, starting.signal)
  teardown.add(() => {
    starting.abort()
    return synthesis.catch(() => undefined)
  })
  return synthesis
}

async function makeTables({ template }: Assembly, { name, endpoint }: Engine, { folder }: Place) {
  try {
    return await createTables(template, endpoint)
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    throw new StartRefused(`The database (${name}) cannot make its tables: ${said}. Its data is in ${folder}.`)
  }
}

function originSecretOf({ functions }: System, { secrets }: Play): Stack['originSecret'] {
  const id = functions.map(({ environment }) => environment.ORIGIN_SECRET_ID).find(Boolean)
  return id === undefined ? undefined : { value: () => secrets.value(id), rotate: () => secrets.rotate(id) }
}

/** Makes the gateway listen, behind an edge if there is one. */
async function listen(
  { edge }: StackOptions,
  wanted: number,
  { gateway }: Play,
  secret: string,
  terminal: Terminal,
  teardown: Teardown,
): Promise<Pick<Stack, 'origin' | 'port'>> {
  const gatewayPort = await listenOn(gateway.server, edge === true ? 0 : wanted)
  teardown.add(() => close(gateway.server))
  const origin = `http://localhost:${gatewayPort}`
  if (edge !== true) return { origin, port: gatewayPort }
  const answered: Terminal['request'] = (request) => terminal.request({ ...request, functionName: 'edge' })
  return { origin, port: await startEdge({ gatewayPort, port: wanted, secret, answered }, teardown) }
}

/** Runs changed code. @returns a function that ends it */
function reloadChanges(
  { scratch }: Place,
  context: Readonly<Record<string, string>>,
  terminal: Terminal,
  { endpoint }: Engine,
  tables: Map<string, LocalTable>,
  { running, apply }: Play,
): Promise<() => Promise<void>> {
  return startReloading({
    scratch,
    terminal,
    system: running.system,
    synthesize: async (into, signal) => {
      const next = await synthesize(PROJECT, into, context, signal)
      for (const [id, table] of await createTables(next.template, endpoint)) tables.set(id, table)
      return systemOf(next, tables)
    },
    apply,
  })
}
