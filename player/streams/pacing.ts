/** How often the shards of a stream are read: often after a write, seldom while nobody writes. */
import { setTimeout as pause } from 'node:timers/promises'

export type Pacing = {
  /** Reads are frequent for a while. */
  keepAwake(): void
  /** The same, and readers that wait read now. */
  wake(): void
  /** Settles when the next read is due. */
  nextRead(): Promise<void>
}

const POLL_MILLISECONDS = 40
/** While nobody writes, frequent reads would only use processor time. */
const IDLE_POLL_MILLISECONDS = 400
const AWAKE_MILLISECONDS = 2000

export function createPacing(): Pacing {
  let awakeUntil = Date.now() + AWAKE_MILLISECONDS
  let alarm = new AbortController()
  /** Readers that wait. An alarm without one would cost an exception for each request. */
  let waiting = 0
  const keepAwake = () => {
    awakeUntil = Date.now() + AWAKE_MILLISECONDS
  }
  return {
    keepAwake,
    wake: () => {
      keepAwake()
      if (waiting === 0) return
      alarm.abort()
      alarm = new AbortController()
    },
    nextRead: async () => {
      waiting++
      const time = Date.now() < awakeUntil ? POLL_MILLISECONDS : IDLE_POLL_MILLISECONDS
      await pause(time, undefined, { signal: alarm.signal }).catch(() => undefined)
      waiting--
    },
  }
}
