/** Restarts an engine that dies, once, at the same port, if its data is on disk. */
import type { EngineAdvice, Listening } from './programs.ts'

export type Death = {
  /** Called when the engine has died and is started again. */
  readonly restarts: (sentence: string) => void
  /** Called when the engine has died and is not started again. */
  readonly lost: (sentence: string) => void
}

/**
 * @param survives whether the data outlives the engine's process; if not, the engine is not restarted, as it would be empty
 * @param start starts the engine, the second time at the port of the first
 */
export async function keepRunning(
  name: string,
  survives: boolean,
  start: (port?: number) => Promise<Listening>,
  { restarts, lost }: Death,
  again: Pick<EngineAdvice, 'start'>,
): Promise<Pick<Listening, 'endpoint' | 'stop'>> {
  const first = await start()
  let stopping = false
  /** The current engine; the new one while it starts. */
  let running: Promise<Listening | undefined> = Promise.resolve(first)

  const watch = async (): Promise<void> => {
    const how = await first.ended
    if (stopping) return
    if (!survives)
      return lost(`${name} has ended (${how}), and the data in its memory is lost. Start again: ${again.start}`)
    restarts(`${name} has ended (${how}). It is started again; the data on disk is kept.`)
    let reason = ''
    running = start(first.port).catch((error: unknown) => {
      reason = error instanceof Error ? error.message : String(error)
      return undefined
    })
    const second = await running
    if (stopping) return
    if (second === undefined) return lost(`${name} has ended (${how}) and cannot be started again: ${reason}`)
    const last = await second.ended
    if (!stopping)
      lost(`${name} has ended a second time (${last}). The data on disk is kept; start again: ${again.start}`)
  }
  void watch()

  return {
    endpoint: first.endpoint,
    stop: async () => {
      stopping = true
      await (await running)?.stop()
    },
  }
}
