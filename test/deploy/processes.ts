/**
 * The programs that the deploy test starts. All of them are stopped when the test ends for any reason. An emulator that
 * keeps running would occupy its port and hundreds of megabytes.
 */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'

const running = new Set<ChildProcess>()

/**
 * Starts a program as the leader of a new process group, so that its child processes are stopped with it.
 */
export function start(program: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(program, args, { ...options, detached: true })
  running.add(child)
  child.once('exit', () => running.delete(child))
  child.once('error', () => running.delete(child))
  return child
}

/**
 * Runs a program to its end, with its output in the terminal.
 * @throws Error if it cannot be started, fails or is killed.
 */
export async function run(program: string, args: readonly string[], options: SpawnOptions = {}): Promise<void> {
  const child = start(program, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options })
  const [code, signal]: unknown[] = await once(child, 'exit')
  if (code !== 0) throw new Error(`${program} ${args.slice(0, 3).join(' ')} … ended with ${code ?? signal}`)
}

/** Kills everything that still runs. The processes have no state to save. */
export function killAll(): void {
  for (const child of running) {
    if (child.pid === undefined) continue
    try {
      process.kill(-child.pid, 'SIGKILL')
    } catch {
      // The process has just ended.
    }
  }
  running.clear()
}

/** Stops child processes also after Ctrl-C, a closed terminal or a crash. */
export function endWithUs(): void {
  process.once('exit', killAll)
  for (const [signal, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
    ['SIGHUP', 1],
  ] as const) {
    // A program ended by a signal exits with 128 + the signal's number, by convention.
    process.once(signal, () => process.exit(128 + number))
  }
}
