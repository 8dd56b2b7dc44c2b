/** Detects that the parent process has ended. npm that is killed with SIGKILL sends no signal to its script. */
import { readFileSync } from 'node:fs'

const LOOK_MILLISECONDS = 500

/** The shell between npm and this process, if there is one: `sh -c <script>`. */
function shellOfNpm(pid: number): boolean {
  if (process.env.npm_lifecycle_event === undefined) return false
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[1] === '-c'
  } catch {
    return false
  }
}

/** The parent of another process; undefined where the system has no /proc. */
function parentOf(pid: number): number | undefined {
  try {
    return Number(/^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  } catch {
    return undefined
  }
}

/**
 * Calls back once when the parent of this process, or npm behind it, has ended. npm runs scripts in a shell. bash and
 * zsh replace themselves with the script's process. Debian's dash stays between npm and the script, and outlives npm.
 * Call this first: a parent that ended before the call is not detected.
 */
export function whenParentEnds(then: () => void): void {
  const parent = process.ppid
  const npm = shellOfNpm(parent) ? parentOf(parent) : undefined
  const timer = setInterval(() => {
    if (process.ppid === parent && (npm === undefined || parentOf(parent) === npm)) return
    clearInterval(timer)
    then()
  }, LOOK_MILLISECONDS)
  timer.unref()
}
