/** Free loopback ports, for servers that cannot report the port they were given. */
import { createServer } from 'node:net'
import { listen } from '../host/listen.ts'

/**
 * @returns a TCP port that was free on 127.0.0.1 a moment ago; the caller retries when another process takes it first
 */
export async function freePort(): Promise<number> {
  const probe = createServer()
  const port = await listen(probe, 0)
  await new Promise((closed) => probe.close(closed))
  return port
}
