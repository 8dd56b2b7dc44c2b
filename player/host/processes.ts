/**
 * Identifies processes by id and start time. The system reuses the id of a process that has ended, so an id in a file
 * is valid only with the time at which its process started.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { codeOf } from './refusal.ts'

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/** When a process started, as text to compare; undefined when it has ended, or the system does not report it. */
export function startOf(pid: number): string | undefined {
  if (process.platform === 'win32') return undefined
  if (process.platform !== 'linux') {
    try {
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }).trim()
    } catch {
      return undefined
    }
  }
  // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: field 22 is the start in clock ticks since the system
  // booted. The name in field 2 may hold any character, so fields are counted from its closing parenthesis.
  const stat = read(`/proc/${pid}/stat`)
  const ticks = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  return ticks && `${read('/proc/sys/kernel/random/boot_id')?.trim() ?? ''} ${ticks}`
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // It exists, and belongs to another user.
    return codeOf(error) === 'EPERM'
  }
}

/**
 * Whether the process in a file still runs.
 *
 * @param start the result of {@link startOf} when the file was written; undefined where the system does not report it
 */
export const isRunning = (pid: number, start: string | undefined): boolean =>
  Number.isInteger(pid) && pid > 0 && exists(pid) && startOf(pid) === start
