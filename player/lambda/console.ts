/**
 * Makes a function's log lines readable in a terminal. On Lambda the same lines are JSON in CloudWatch
 * (https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html); here a structured line becomes
 * `message key=value …`, and an error shows its stack.
 */
import { inspect } from 'node:util'

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error'

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Error)

function parsed(value: unknown): unknown {
  if (typeof value !== 'string' || !value.startsWith('{')) return value
  try {
    return JSON.parse(value)
  } catch {
    return value // it only looked like JSON
  }
}

const short = (value: unknown): string =>
  typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : (JSON.stringify(value) ?? String(value))

const stackOf = (error: Error): string => inspect(error, { depth: 4, colors: false })

function record(fields: Record<string, unknown>): string {
  // Lambda's own structured lines carry these; the terminal shows them otherwise.
  const { message, level: _level, timestamp: _timestamp, requestId: _requestId, ...others } = fields
  const head: string[] = message === undefined ? [] : [isRecord(message) ? record(message) : String(message)]
  const below: string[] = []
  for (const [key, value] of Object.entries(others)) {
    if (value instanceof Error) below.push(stackOf(value))
    else if (isRecord(value) && typeof value.stack === 'string') below.push(value.stack)
    else if (key === 'stack' && typeof value === 'string') below.push(value)
    else if ((key === 'stack' || key === 'stackTrace') && Array.isArray(value)) below.push(value.join('\n'))
    else head.push(`${key}=${short(value)}`)
  }
  return [head.join(' '), ...below].filter((line) => line !== '').join('\n')
}

/** One call of `console.*`, as text. */
export const readable = (values: readonly unknown[]): string =>
  values
    .map((value) => {
      const plain = parsed(value)
      if (plain instanceof Error) return stackOf(plain)
      if (isRecord(plain)) return record(plain)
      return typeof plain === 'string' ? plain : inspect(plain, { depth: 6, breakLength: 120 })
    })
    .join(' ')
