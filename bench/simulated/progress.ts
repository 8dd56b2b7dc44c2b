/**
 * Reports how far a simulation is, at intervals of real time. It wakes once a virtual second and changes nothing that is
 * simulated.
 */
import { sleep } from './clock.ts'

/** Milliseconds of real time between two reports. */
const INTERVAL = 10_000

export type Surroundings = {
  /** Waits in virtual time. */
  sleep: (milliseconds: number) => Promise<void>
  /** Milliseconds of virtual time. */
  virtual: () => number
  /** Milliseconds of real time. Virtual time does not replace this clock. */
  real: () => number
  write: (line: string) => void
}

const HERE: Surroundings = {
  sleep,
  virtual: () => Date.now(),
  real: () => performance.now(),
  write: (line) => process.stderr.write(`${line}\n`),
}

/**
 * @param name what is simulated
 * @param seconds its length in virtual time
 * @param state what has happened so far
 */
export function reportProgress(
  name: string,
  seconds: number,
  state: () => string,
  { sleep: wait, virtual, real, write }: Surroundings = HERE,
): { stop: () => void } {
  const [began, realBegan] = [virtual(), real()]
  let told = realBegan
  let stopped = false
  const watch = async (): Promise<void> => {
    while (true) {
      await wait(1000)
      if (stopped) return
      const now = real()
      if (now - told < INTERVAL) continue
      told = now
      const passed = Math.round((virtual() - began) / 1000)
      const minutes = ((now - realBegan) / 60_000).toFixed(1)
      write(`  ${name}: ${passed} of ${seconds} s simulated in ${minutes} min, ${state()}`)
    }
  }
  void watch()
  return {
    stop: () => {
      stopped = true
    },
  }
}
