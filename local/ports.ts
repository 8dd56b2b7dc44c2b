/** Ports on loopback: reads PORT, checks that a port is free, and suggests another one. */
import { createServer, type Server } from 'node:net'
import { listen } from '../player/host/listen.ts'
import { codeOf, StartRefused } from '../player/host/refusal.ts'

/** The port that was asked for cannot be had. */
export class PortInUse extends StartRefused {
  override readonly name = 'PortInUse'
}

const LAST = 65_535
/** How many ports after a taken one are tried for a suggestion. */
const TRIES = 100

/** The port in PORT. @throws PortInUse when the text is no port */
export function portOf(text: string | undefined): number {
  if (text === undefined || text === '') return 3000
  if (/^\d{1,5}$/.test(text) && Number(text) <= LAST) return Number(text)
  throw new PortInUse(`PORT is "${text}"; it has to be a number from 0 to ${LAST}, such as PORT=3000.`)
}

/** Why a server cannot listen there, such as `EADDRINUSE`; undefined where it can. */
async function obstacle(port: number, host: string): Promise<string | undefined> {
  const probe = createServer()
  try {
    await listen(probe, port, host)
    await new Promise((closed) => probe.close(closed))
    return undefined
  } catch (error) {
    return codeOf(error) ?? String(error)
  }
}

/**
 * `localhost` is both addresses, and browsers try ::1 first. If another server listens on ::1 alone, browsers would
 * show that server. On a machine without IPv6 there is no ::1, so only the first address counts.
 */
async function obstacleAt(port: number): Promise<string | undefined> {
  const [own, other] = await Promise.all([obstacle(port, '127.0.0.1'), obstacle(port, '::1')])
  return own ?? (other === 'EADDRINUSE' ? other : undefined)
}

/** The next free port whose successor is free too, for the demo site of `npm start`; 0 when there is none. */
async function suggestion(taken: number): Promise<number> {
  // Ports below 1024 are the administrator's on many systems.
  const first = Math.max(taken, 1023) + 1
  for (let port = first; port < Math.min(first + TRIES, LAST); port++) {
    if ((await obstacleAt(port)) === undefined && (await obstacleAt(port + 1)) === undefined) return port
  }
  return 0
}

async function refusal(port: number, code: string): Promise<Error> {
  const why = code === 'EACCES' ? 'may be used by the administrator only' : code === 'EADDRINUSE' ? 'is in use' : code
  return new PortInUse(`Port ${port} ${why}. Choose another one: PORT=${await suggestion(port)} npm start`)
}

/** @returns the port, a free one for 0. @throws PortInUse with a port that is free */
export const listenOn = (server: Server, port: number): Promise<number> =>
  listen(server, port).catch(async (error: unknown) => {
    throw await refusal(port, codeOf(error) ?? String(error))
  })

/** Checks a port before anything is started. @throws PortInUse with a port that is free */
export async function checkPort(port: number): Promise<void> {
  const code = port === 0 ? undefined : await obstacleAt(port)
  if (code !== undefined) throw await refusal(port, code)
}
