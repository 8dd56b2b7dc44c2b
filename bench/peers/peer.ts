/** A measured comment system, Understory included: the addresses of its pages, and how to post to it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { Load } from '../throughput/wrk.ts'

/** Installed programs and their data, outside the repository. */
export const FOLDER = fileURLToPath(new URL('../../.tmp/peers', import.meta.url))

/** Comments under the two articles that are read. */
export const SIZES = [100, 10_000]
/** Comments of the page that is the same for all. */
export const PAGE = 25

export interface Peer {
  /** With its version. */
  readonly name: string
  /** How it was set up, for the reader of the table. */
  readonly setup: string
  /** Address of the newest comments of the article with so many. */
  page(size: number, limit: number): string
  /** The page that its own client requests first, and a description of it. */
  defaultPage(size: number): { url: string; holds: string }
  /** The number of comments in an answer, to check that all peers get the same request. */
  count(answer: unknown): number
  /** Posts to a third article. Each comment has another text. */
  readonly post: Load
  stop(): Promise<void>
}

export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}

export type Server = { stop: () => Promise<void> }

/** Starts a program and waits for any answer from the address. Its output is shown only when it fails. */
export async function startServer(
  command: readonly [string, ...string[]],
  options: { cwd: string; env: Record<string, string> },
  address: string,
): Promise<Server> {
  const [program, ...args] = command
  const child: ChildProcess = spawn(program, args, {
    cwd: options.cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const listen = (text: Buffer) => {
    said = (said + text).slice(-4000)
  }
  child.stdout?.on('data', listen)
  child.stderr?.on('data', listen)
  // Without this the server would outlive the bench.
  const end = () => child.kill()
  process.once('exit', end)
  for (let attempt = 0; attempt < 150; attempt++) {
    if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}: ${said}`)
    if (
      await fetch(address).then(
        () => true,
        () => false,
      )
    )
      break
    await new Promise((done) => setTimeout(done, 200))
    if (attempt === 149) throw new Error(`${program} does not answer at ${address}: ${said}`)
  }
  return {
    stop: async () => {
      process.off('exit', end)
      if (child.exitCode !== null) return
      const ended = once(child, 'exit')
      child.kill()
      await ended
    },
  }
}
