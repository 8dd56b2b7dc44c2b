/** Output in the terminal: one line for each request, the functions' logs, and warnings. */
import { styleText } from 'node:util'
import type { Answered } from './gateway/gateway.ts'
import type { LogLevel } from './lambda/console.ts'

export type Terminal = {
  say(text: string): void
  warn(text: string): void
  request(answered: Answered): void
  functionLog(name: string, level: LogLevel, text: string): void
}

type Style = Parameters<typeof styleText>[0]

const size = (bytes: number): string => (bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(1)} kB`)
const statusStyle = (status: number): Style => (status >= 500 ? 'red' : status >= 400 ? 'yellow' : 'green')
const levelStyle = (level: LogLevel): Style => (level === 'error' ? 'red' : level === 'warn' ? 'yellow' : 'dim')

/** Shortens a long path. */
const printable = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text)

/** styleText uses no colours where the output is not a terminal or NO_COLOR is set. */
export function createTerminal(out: NodeJS.WriteStream = process.stdout): Terminal {
  const style = (format: Style, text: string) => styleText(format, text, { stream: out })
  const write = (text: string) => out.write(`${text}\n`)
  return {
    say: write,
    warn: (text) => write(style('yellow', text)),
    request: ({ method, path, status, milliseconds, bytes, functionName }) => {
      const time = `${milliseconds < 10 ? milliseconds.toFixed(1) : milliseconds.toFixed(0)} ms`
      const by = functionName ?? 'gateway'
      write(
        `${method.padEnd(6)} ${printable(path)} ${style(statusStyle(status), String(status))} ${style('dim', `${time} ${size(bytes)} ${by}`)}`,
      )
    },
    functionLog: (name, level, text) => {
      const [first = '', ...rest] = text.split('\n')
      write(`${style(levelStyle(level), `${name} ${level}`)} ${first}`)
      for (const line of rest) write(`  ${style('dim', line)}`)
    },
  }
}

/** Says nothing: for tests. */
export const SILENT: Terminal = {
  say: () => undefined,
  warn: () => undefined,
  request: () => undefined,
  functionLog: () => undefined,
}
