/**
 * MiniStack (https://pypi.org/project/ministack, MIT) is an emulator of AWS. It supports `cdk deploy` and runs
 * functions as Node processes, without Docker. The test installs a pinned version into a separate virtual environment.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createWriteStream, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { plainEnvironment, scratch } from './places.ts'
import { run, start } from './processes.ts'

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
export async function installEmulator(): Promise<string> {
  const venv = join(scratch, 'venv')
  const stamp = join(venv, 'installed')
  const python = findPython()
  const wanted = createHash('sha256').update(python.version).update(readFileSync(requirements)).digest('hex')
  const programs = join(venv, 'bin')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return programs

  rmSync(venv, { recursive: true, force: true })
  // pip needs the real HOME, which has its settings, such as a mirror or a certificate.
  const env = { ...process.env, PIP_DISABLE_PIP_VERSION_CHECK: '1' }
  await run(python.program, ['-m', 'venv', venv], { env })
  await run(join(programs, 'python'), ['-m', 'pip', 'install', '-q', '--require-hashes', '-r', requirements], { env })
  writeFileSync(stamp, wanted)
  return programs
}

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

/** Finds Python 3.10 or later, which MiniStack needs. */
function findPython(): { program: string; version: string } {
  for (const program of ['python3', 'python']) {
    try {
      const version = execFileSync(program, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim()
      const [major = 0, minor = 0] = version.split('.').map(Number)
      if (major === 3 && minor >= 10) return { program, version }
    } catch {
      // This program is missing or broken. Try the next.
    }
  }
  throw new Error('test:deploy needs Python 3.10 or later (as python3), with its venv module')
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
