/**
 * The programs that the deploy test starts. Each is remembered and ended with the test, however that ends: an emulator
 * left behind would hold its port and hundreds of megabytes.
 */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'

const running = new Set<ChildProcess>()

/**
 * Starts a program as the leader of a process group of its own, so that what it starts in turn ends with it.
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
 * @throws Error when it cannot be started, fails or is killed.
 */
export async function run(program: string, args: readonly string[], options: SpawnOptions = {}): Promise<void> {
  const child = start(program, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options })
  const [code, signal]: unknown[] = await once(child, 'exit')
  if (code !== 0) throw new Error(`${program} ${args.slice(0, 3).join(' ')} … ended with ${code ?? signal}`)
}

/** Ends everything that is still running, in an instant: nothing here has state that is worth a farewell. */
export function killAll(): void {
  for (const child of running) {
    if (child.pid === undefined) continue
    try {
      process.kill(-child.pid, 'SIGKILL')
    } catch {
      // It ended in this very moment.
    }
  }
  running.clear()
}

/** Makes Ctrl-C, a closed terminal and a crash end the children too. */
export function endWithUs(): void {
  process.once('exit', killAll)
  for (const [signal, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
    ['SIGHUP', 1],
  ] as const) {
    // By convention a program that a signal ended exits with 128 + its number.
    process.once(signal, () => process.exit(128 + number))
  }
}
