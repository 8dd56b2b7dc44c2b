/**
 * Compares the limits that the stack sets with those of the account.
 */
import type { Account } from './account.ts'
import type { Limits } from './limits.ts'

/** `limits`: the deployment succeeds, and the account's limit applies before the stack's. */
export type Verdict = 'fits' | 'limits' | 'fails'

export type Finding = {
  readonly verdict: Verdict
  readonly what: string
  readonly allows: number
  readonly asks: number
  /** What it means and what to request. */
  readonly advice?: string
}

/** Milliseconds of a warm request (docs/deploying.md, "Memory of the functions", rounded up). */
const REQUEST = 20
/** The projector, the indexer and two schedules. */
const BACKGROUND = 4
/**
 * New accounts have less, such as 10. AWS raises it with use, or on request.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const USUAL_CONCURRENCY = 1000
/**
 * "You can reserve up to the Unreserved account concurrency value minus 100."
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
 */
const LEAST_UNRESERVED = 100

export function findingsOf(limits: Limits, account: Account): Finding[] {
  const routes = Object.values(limits.routes)
  const sum = routes.reduce((total, { rate }) => total + rate, 0)
  const burst = Math.max(...routes.map((route) => route.burst))
  const atOnce = Math.ceil((sum * REQUEST) / 1000) + BACKGROUND
  const most = (of: 'read' | 'write') => Math.max(...limits.tables.flatMap((table) => table[of]))
  return [
    finding('Lambda: invocations at once', account.concurrency, atOnce, 'limits', () =>
      [
        `The gateway answers more than ${count(account.concurrency)} at once with a status of 5xx. That serves about`,
        `${count(Math.max(0, account.concurrency - BACKGROUND) * (1000 / REQUEST))} requests a second.`,
        `Request ${count(Math.max(USUAL_CONCURRENCY, atOnce))} (Service Quotas, Lambda, Concurrent executions).`,
      ].join(' '),
    ),
    finding(
      'Lambda: reserved by functions',
      Math.max(0, account.unreserved - LEAST_UNRESERVED),
      limits.reserved,
      'fails',
      () => `Request ${count(limits.reserved + LEAST_UNRESERVED)} or more concurrent executions, or reserve less.`,
    ),
    finding('API Gateway: requests a second', account.rate, sum, 'limits', () =>
      [
        'The rates of all routes together are higher, so a flood on many routes is answered with 429 at the account’s rate.',
        'Request more only if other APIs of the account need it.',
      ].join(' '),
    ),
    finding(
      'API Gateway: requests at once',
      account.burst,
      burst,
      'limits',
      () => 'The account’s burst applies. Set throttleBurst to it; AWS does not raise it on request.',
    ),
    ...(['read', 'write'] as const).map((of) =>
      // "The maximum throughput you specify must be lower than the default throughput quota available"
      // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode-max-throughput.html
      finding(
        `DynamoDB: ${of} units a second of a table`,
        (of === 'read' ? account.tableRead : account.tableWrite) - 1,
        most(of),
        'fails',
        () => `Request a higher table-level ${of} throughput limit (Service Quotas, DynamoDB), or set a lower maximum.`,
      ),
    ),
  ]
}

function finding(what: string, allows: number, asks: number, otherwise: Verdict, advice: () => string): Finding {
  return asks <= allows
    ? { verdict: 'fits', what, allows, asks }
    : { verdict: otherwise, what, allows, asks, advice: advice() }
}

export const willFail = (findings: readonly Finding[]): boolean => findings.some(({ verdict }) => verdict === 'fails')

export function reportOf(findings: readonly Finding[]): string {
  const rows = [
    ['', 'what', 'account allows', 'stack asks'],
    ...findings.map(({ verdict, what, allows, asks }) => [verdict, what, count(allows), count(asks)]),
  ]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const table = rows.map((row) =>
    row
      .map((cell, column) => (column > 1 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  '),
  )
  const advice = findings.flatMap(({ what, advice: text }) => (text ? [`${what}: ${text}`] : []))
  const end = willFail(findings) ? 'A deployment would fail.' : 'No quota stops a deployment.'
  return [...table, '', ...advice, end].join('\n')
}

const count = (value: number): string => value.toLocaleString('en')
