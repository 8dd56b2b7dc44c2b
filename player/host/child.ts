/**
 * Child processes that never outlive this one, even when it is killed with SIGKILL.
 *
 * Node cannot run code after SIGKILL, so a shell watches this process. The shell reads a pipe. Only this process has
 * the other end open, and the kernel closes it when this process ends in any way. A second shell replaces itself with
 * the program (`exec`), so the process id, the signals and the exit code are the program's own.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { Writable } from 'node:stream'

/** The descriptor of the pipe. Not 0: Node closes a child's standard input when the child ends. */
const PIPE = 3

/**
 * The script of the watching shell (exported for its test). `read` succeeds when the program has ended, because this
 * process then writes a line. `read` fails at the end of file, which means that this process has ended.
 *
 * The program's process id ($1) may belong to another process by then. The program is the parent of the watching shell
 * until the program ends; then the kernel assigns another parent. A new shell reads its parent's id (`exec` keeps the
 * parent, and PPID is read at start). It signals the program only if that is still the parent. Then it removes the
 * scratch folder ($2).
 */
export const WATCH = `read -r _ <&${PIPE} && exit
exec /bin/sh -c '[ "$PPID" != "$1" ] || kill -KILL "$1"; [ "$2" = - ] || { sleep 0.2; rm -rf "$2"; }' - "$1" "$2"`

const WATCHED = `/bin/sh -c "$1" - "$$" "$2" </dev/null >/dev/null 2>&1 &
shift 2
exec "$@" ${PIPE}<&-`

export type Child = {
  readonly process: ChildProcess
  /**
   * What the program has printed so far on both outputs, at most the last 16 KiB, for messages about a failed start.
   */
  said(): string
  /** Settles with how the program ended, such as `SIGKILL` or `exit code 1`. */
  readonly ended: Promise<string>
  /** Settles once the program has ended. SIGTERM first, SIGKILL after two seconds. */
  stop(): Promise<void>
}

export type ChildOptions = {
  /** Folder to remove when this process is killed. In an orderly end its creator removes it. */
  readonly scratch?: string | undefined
  /** Variables beside those of this process. */
  readonly environment?: Readonly<Record<string, string>> | undefined
  /** Where it runs. @default this process's folder */
  readonly folder?: string
  /** Whether this process waits for it. A server alone keeps no test run and no command alive. @default false */
  readonly awaited?: boolean
}

/**
 * Starts a program that ends with this process.
 *
 * @param command the program's path, then its arguments
 */
export function startChild(
  command: readonly [string, ...string[]],
  { scratch, environment, folder, awaited = false }: ChildOptions = {},
): Child {
  const isWindows = process.platform === 'win32'
  const [file, ...args] = isWindows
    ? command
    : (['/bin/sh', '-c', WATCHED, '-', WATCH, scratch ?? '-', ...command] as const)
  const child = spawn(file, args, {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    windowsHide: true,
    // Ctrl-C signals the whole process group. In a group of its own, the program runs until this process stops it.
    detached: !isWindows,
    env: { ...process.env, ...environment },
    ...(folder !== undefined && { cwd: folder }),
  })
  let output = ''
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-16_384)
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  const pipe = child.stdio[PIPE]
  if (!(pipe instanceof Writable)) throw new Error('A child process has no pipe to its watch.')
  // The program may have ended already: a broken pipe is expected then.
  pipe.on('error', () => undefined)
  const ended = new Promise<string>((settle) => {
    child.once('exit', () => {
      if (pipe.writable) pipe.end('ended\n')
    })
    // All output has been read by then.
    child.once('close', (code, signal) => settle(signal ?? `exit code ${code}`))
    child.once('error', (error) => {
      output += error.message
      settle(error.message)
    })
  })

  if (!awaited) {
    child.unref()
    for (const stream of child.stdio) (stream as { unref?(): void } | null)?.unref?.() // sockets have unref, their type here does not
  }

  return {
    process: child,
    said: () => output.trim(),
    ended,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
        child.ref()
        // Through the handle: Node signals a child only while it has not seen its end.
        child.kill('SIGTERM')
        const hard = setTimeout(() => child.kill('SIGKILL'), 2000)
        await ended
        clearTimeout(hard)
      }
    },
  }
}
