/**
 * Virtual time by Node's mock timers: hours pass in seconds, and a busy machine changes no result. Time passes by one
 * millisecond. Then everything that can run without a timer runs.
 */
import { mock } from 'node:test'

/** @param start milliseconds since 1970 */
export function startVirtualTime(start: number) {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: start })
  return {
    /** Advances time by some milliseconds. */
    pass: async (milliseconds: number): Promise<void> => {
      for (let passed = 0; passed < milliseconds; passed++) {
        mock.timers.tick(1)
        await settled()
      }
    },
    /** Advances time until a promise is settled. */
    until: async <T>(promise: Promise<T>): Promise<T> => {
      let waiting = true
      const done = promise.finally(() => {
        waiting = false
      })
      // Awaited below; an error must not count as unhandled until then.
      done.catch(() => undefined)
      await settled()
      while (waiting) {
        mock.timers.tick(1)
        await settled()
      }
      return done
    },
    stop: (): void => mock.timers.reset(),
  }
}

export type VirtualTime = ReturnType<typeof startVirtualTime>

/** Simulated code waits for timers alone, so after one round of the event loop only timers are left. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Numbers from 0 to 1, the same at every run (mulberry32, public domain, by Tommy Ettinger). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
