/**
 * Load over HTTP by wrk, which takes little processor time itself: on a machine with two cores it shares them with the
 * measured server. Limited in time, and to loopback.
 * Source: https://github.com/wg/wrk
 */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export type Load = {
  url: string
  /** @default 16 */
  connections?: number
  /** @default 5 */
  seconds?: number
  /** Posts this instead of getting. `{n}` becomes a number that is used once. */
  post?: { body: string; headers?: Record<string, string> }
}

export type Measured = {
  perSecond: number
  /** Milliseconds. */
  p50: number
  p99: number
  /** Answers other than 2xx and 3xx, broken connections and timeouts. */
  errors: number
  requests: number
}

const SCRIPT = fileURLToPath(new URL('wrk.lua', import.meta.url))
export const CONNECTIONS = 16

export async function wrk({ url, connections = CONNECTIONS, seconds = 5, post }: Load): Promise<Measured> {
  const { hostname } = new URL(url)
  if (!['127.0.0.1', 'localhost'].includes(hostname)) throw new Error(`${url} is not on this machine.`)
  const env = {
    ...process.env,
    ...(post && { POST_BODY: post.body, POST_HEADERS: headerLines(post.headers) }),
  }
  const command = ['-t', '1', '-c', String(connections), '-d', `${seconds}s`, '--timeout', '10s', '-s', SCRIPT, url]
  try {
    const { stdout } = await promisify(execFile)('wrk', command, { env })
    const line = stdout.split('\n').find((each) => each.startsWith('{'))
    if (!line) throw new Error(`wrk said nothing of ${url}: ${stdout}`)
    // wrk.lua writes exactly this.
    return JSON.parse(line) as Measured
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new Error('The load comes from wrk: install it (`apt-get install wrk`, `brew install wrk`).')
    throw error
  }
}

const headerLines = (headers: Record<string, string> = {}): string =>
  Object.entries({ 'content-type': 'application/json', ...headers })
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')
