/** Where programs are: packages installed here, commands on the PATH; and how one becomes a server on a free port. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Child, startChild } from './child.ts'
import { freePort } from './ports.ts'

/** No engine was found, or the one that was asked for does not start. */
export class EngineUnavailable extends Error {
  override readonly name = 'EngineUnavailable'
}

/** Folder of an installed package; undefined for an optional dependency that is not installed here. */
export const packageFolder = (name: string): string | undefined => {
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

/** True once the server speaks HTTP; false when the program has ended before, or takes too long. */
const answers = async (endpoint: string, child: Child, seconds: number): Promise<boolean> => {
  const until = Date.now() + seconds * 1000
  while (Date.now() < until) {
    if (child.process.exitCode !== null || child.process.signalCode !== null) return false
    const up = await fetch(endpoint, { signal: AbortSignal.timeout(2000) }).then(
      (response) => response.arrayBuffer().then(() => true),
      () => false,
    )
    if (up) return true
    await pause(10)
  }
  return false
}

export interface Listening {
  readonly endpoint: string
  stop(): Promise<void>
}

/**
 * Starts a server on a free port; tries again when another process took the port in between.
 *
 * @param command from the port to the program and its arguments
 * @param scratch folder to remove should this process be killed
 * @param environment variables beside those of this process
 * @throws EngineUnavailable with what the program said
 */
export const listen = async (
  name: string,
  seconds: number,
  command: (port: number) => readonly [string, ...string[]],
  scratch: string | undefined,
  environment: Readonly<Record<string, string>> = {},
): Promise<Listening> => {
  let said = ''
  for (let attempt = 0; attempt < 3; attempt++) {
    const port = await freePort()
    const child = startChild(command(port), scratch, environment)
    const endpoint = `http://127.0.0.1:${port}`
    if (await answers(endpoint, child, seconds)) return { endpoint, stop: child.stop }
    said = child.said()
    await child.stop()
  }
  throw new EngineUnavailable(`${name} does not start${said === '' ? '.' : `:\n${said}`}`)
}
