/**
 * Child processes that never outlive this one, even when it is killed with SIGKILL.
 *
 * Node cannot run code after SIGKILL, so the watch is kept from outside: a shell reads a pipe whose other end only this
 * process holds, and the kernel closes that end however the process dies. The shell then becomes the program itself
 * (`exec`), so that the process id, the signals and the exit code are the program's own.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

// `read` succeeds on the line that an orderly end writes and fails on the end of file that a death leaves behind; only
// then are the program and what it left in its scratch folder ($0) cleared away.
const WATCHED = `exec 3<&0
( read -r _ || { kill -KILL $$; [ "$0" = - ] || { sleep 0.2; rm -rf "$0"; }; } ) <&3 >/dev/null 2>&1 &
exec "$@" 3<&- </dev/null`

export interface Child {
  readonly process: ChildProcess
  /** What the program has said so far on both outputs, at most the last 16 KiB: for messages about a failed start. */
  said(): string
  /** Settles once the program has ended. SIGTERM first, SIGKILL after two seconds. */
  stop(): Promise<void>
}

/**
 * Starts a program that ends with this process.
 *
 * @param command the program's path, then its arguments
 * @param scratch folder to remove when this process dies; in an orderly end whoever made it removes it
 * @param environment variables beside those of this process
 */
export const startChild = (
  command: readonly [string, ...string[]],
  scratch?: string,
  environment: Readonly<Record<string, string>> = {},
): Child => {
  const [file, ...args] =
    process.platform === 'win32' ? command : (['/bin/sh', '-c', WATCHED, scratch ?? '-', ...command] as const)
  const child = spawn(file, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
    env: { ...process.env, ...environment },
  })
  let output = ''
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-16_384)
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  // The program may be gone when the watch is called off: a broken pipe is then no news.
  child.stdin.on('error', () => undefined)
  const ended = once(child, 'close').catch(() => undefined)
  child.once('exit', () => {
    if (child.stdin.writable) child.stdin.end('ended\n')
  })
  child.once('error', (error) => {
    output += error.message
  })

  // A child alone keeps no test run and no command alive.
  child.unref()
  for (const stream of child.stdio) (stream as { unref?(): void } | null)?.unref?.() // sockets have unref, their type here does not

  return {
    process: child,
    said: () => output.trim(),
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
        child.ref()
        // First, and surely: the watch must not take this end for a death and kill whatever has the process id by then.
        await new Promise<void>((written) => child.stdin.end('ended\n', () => written()))
        child.kill('SIGTERM')
        const hard = setTimeout(() => child.kill('SIGKILL'), 2000)
        await ended
        clearTimeout(hard)
      }
    },
  }
}
