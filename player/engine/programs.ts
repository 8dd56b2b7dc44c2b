/** Where programs are: packages installed here, commands on the PATH; and how one becomes a server on a free port. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Child, startChild } from '../host/child.ts'
import { StartRefused } from '../host/refusal.ts'
import { freePort } from './freePort.ts'

/** No engine was found, or the chosen engine does not start. */
export class EngineUnavailable extends StartRefused {
  override readonly name = 'EngineUnavailable'
}

/** Product-specific parts of messages: how a user chooses something else. */
export type EngineAdvice = {
  /** A sentence. */
  readonly otherEngine: string
  /** Part of a sentence: `choose another folder with …`. */
  readonly otherFolder: string
  /** The command that starts everything again. */
  readonly start: string
}

/** How one engine is started. */
export type EngineStart = {
  readonly scratch: string | undefined
  readonly advice: EngineAdvice
  /** @default any free one */
  readonly port: number | undefined
}

/** Folder of an installed package; undefined for an optional dependency that is not installed here. */
export function packageFolder(name: string): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`))
  } catch {
    return undefined
  }
}

export const onPath = (program: string): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, process.platform === 'win32' ? `${program}.exe` : program))
    .find((file) => existsSync(file))

const hasEnded = ({ process: { exitCode, signalCode } }: Child): boolean => exitCode !== null || signalCode !== null

/** True once the server speaks HTTP; false when the program has ended before, or takes too long. */
async function answers(endpoint: string, child: Child, seconds: number): Promise<boolean> {
  const until = Date.now() + seconds * 1000
  while (Date.now() < until) {
    if (hasEnded(child)) return false
    const up = await fetch(endpoint, { signal: AbortSignal.timeout(2000) }).then(
      (response) => response.arrayBuffer().then(() => true),
      () => false,
    )
    // Another server may have taken the port before this one tried to.
    if (up) return !hasEnded(child)
    await pause(10)
  }
  return false
}

export type Listening = {
  readonly endpoint: string
  readonly port: number
  /** Settles with how the server ended, such as `SIGKILL` or `exit code 1`. */
  readonly ended: Promise<string>
  stop(): Promise<void>
}

export type ListenOptions = EngineStart & {
  readonly name: string
  /** Seconds in which the server has to answer. */
  readonly seconds: number
  /** From the port to the program and its arguments. */
  readonly command: (port: number) => readonly [string, ...string[]]
  /** Variables beside those of this process. */
  readonly environment?: Readonly<Record<string, string>>
  /** Where the data is that outlives the server; undefined for none. */
  readonly data: string | undefined
}

/**
 * Starts a server on a port; tries again when another process took the port in between.
 *
 * @throws EngineUnavailable with what the program said
 */
export async function listen(options: ListenOptions): Promise<Listening> {
  const { name, seconds, command, scratch, environment, data, advice } = options
  let said = ''
  for (let attempt = 0; attempt < 3; attempt++) {
    const port = options.port ?? (await freePort())
    const child = startChild(command(port), { scratch, environment })
    const endpoint = `http://127.0.0.1:${port}`
    if (await answers(endpoint, child, seconds)) return { endpoint, port, ended: child.ended, stop: child.stop }
    said = child.said()
    await child.stop()
  }
  const remedy =
    data === undefined
      ? advice.otherEngine
      : `Its data is in ${data}; ${advice.otherFolder}, or delete it to start afresh.`
  throw new EngineUnavailable(`${name} does not start. ${remedy}${said === '' ? '' : `\nIt said: ${said}`}`)
}
