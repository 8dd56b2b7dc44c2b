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

/** Ids of the processes whose command line has a text in it. */
export const processesWith = (text: string): number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && commandOf(pid).includes(text))

/** A zombie has no command line, so it counts as ended. */
export const hasEnded = (pid: number): boolean => commandOf(pid) === ''

/** The embedded engines whose command line has a text in it, without the watches beside them. */
export const enginesWith = (text: string): number[] =>
  processesWith(text).filter((pid) => !commandOf(pid).startsWith('/bin/sh'))

/**
 * Kills the one engine whose command line has a text in it. Process 0 would be the whole group of the test runner, so there
 * is no default.
 * @returns its process id
 */
export const killEngine = (text: string): number => {
  const [engine, ...others] = enginesWith(text)
  if (engine === undefined || others.length > 0) throw new Error(`${others.length + (engine ? 1 : 0)} engines run.`)
  process.kill(engine, 'SIGKILL')
  return engine
}

/** @returns whether it came true within the time */
export const within = async (seconds: number, condition: () => unknown): Promise<boolean> => {
  const until = Date.now() + seconds * 1000
  while (Date.now() < until) {
    if (await condition()) return true
    await pause(50)
  }
  return false
}
