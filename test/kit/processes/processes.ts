/** Processes of this machine, for tests that end them. Linux only, by /proc. */
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

const commandOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}

/** The ids of the processes with a text in their command line. */
export const processesWith = (text: string): number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && commandOf(pid).includes(text))

/** A zombie has no command line, so it counts as ended. */
export const hasEnded = (pid: number): boolean => commandOf(pid) === ''

/** The embedded engines with a text in their command line, without the shells that watch them. */
export const enginesWith = (text: string): number[] =>
  processesWith(text).filter((pid) => !commandOf(pid).startsWith('/bin/sh'))

/**
 * Kills the only engine with a text in its command line. There is no default, because process 0 is the test runner's
 * group.
 * @returns its process id
 */
export const killEngine = (text: string): number => {
  const [engine, ...others] = enginesWith(text)
  if (engine === undefined || others.length > 0) throw new Error(`${others.length + (engine ? 1 : 0)} engines run.`)
  process.kill(engine, 'SIGKILL')
  return engine
}

/** @returns whether the condition became true within the time */
export const within = async (seconds: number, condition: () => unknown): Promise<boolean> => {
  const until = Date.now() + seconds * 1000
  while (Date.now() < until) {
    if (await condition()) return true
    await pause(50)
  }
  return false
}
