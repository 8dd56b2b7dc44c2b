/**
 * MiniStack (https://pypi.org/project/ministack, MIT) is an emulator of AWS. It supports `cdk deploy` and runs
 * functions as Node processes, without Docker. The test installs a pinned version into a separate virtual environment.
 */
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { installPrograms } from '../kit/processes/python.ts'
import { plainEnvironment, scratch } from './places.ts'
import { start } from './processes.ts'

const requirements = join(import.meta.dirname, 'requirements.txt')
const START_SECONDS = 60

export interface Emulator {
  /** `http://127.0.0.1:<port>`, for every AWS service. */
  readonly endpoint: string
  readonly port: number
  /** The file with the logs of the emulator and the functions. */
  readonly log: string
}

/** Installs the emulator if it is missing. @returns the folder of its programs */
export const installEmulator = (): string => installPrograms(requirements, join(scratch, 'venv'))

/** Starts an empty emulator on a free port of the loopback interface. */
export async function startEmulator(programs: string): Promise<Emulator> {
  const port = await freePort()
  const endpoint = `http://127.0.0.1:${port}`
  const log = join(scratch, 'emulator.log')
  const output = createWriteStream(log)
  const child = start(join(programs, 'ministack'), [], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...plainEnvironment(),
      GATEWAY_PORT: String(port),
      // By default it listens on all interfaces.
      BIND_HOST: '127.0.0.1',
      LOG_LEVEL: 'INFO',
      PERSIST_STATE: '0',
      // These services listen on fixed ports. The test does not use them.
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
    },
  })
  child.stdout?.pipe(output)
  child.stderr?.pipe(output)
  let ended = false
  child.once('exit', () => {
    ended = true
  })

  for (const deadline = Date.now() + START_SECONDS * 1000; Date.now() < deadline; await sleep(100)) {
    if (ended) throw new Error(`MiniStack ended at its start. See ${log}`)
    const answer = await fetch(`${endpoint}/_ministack/health`).catch(() => undefined)
    if (answer?.ok) return { endpoint, port, log }
  }
  throw new Error(`MiniStack did not answer within ${START_SECONDS} s. See ${log}`)
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  await new Promise((closed) => server.close(closed))
  if (address === null || typeof address === 'string') throw new Error('no free port on 127.0.0.1')
  return address.port
}

/** Creates the folders of the environment in places.ts. */
export function makePlaces(): void {
  for (const name of ['home', 'tmp']) mkdirSync(join(scratch, name), { recursive: true })
  // The emulator writes `_worker.js` there as CommonJS. Without this file, our package.json would make it an ES module.
  writeFileSync(join(scratch, 'tmp', 'package.json'), '{ "type": "commonjs" }\n')
}
