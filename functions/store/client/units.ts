/**
 * Limits the read units of a request. After each read, DynamoDB reports the units that it consumed (dynamodb.ts
 * requests this). Lists are read in portions while the units left cover the maximum of a portion. Background work has
 * no limit.
 */
import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * The most read units that a public request takes, whatever the data: docs/data-model.md, “The most expensive public
 * requests”.
 */
export const MOST_UNITS = 100

/**
 * The most units that one item takes in an eventually consistent Query: its stored bytes divided by 8 KB. Tests check
 * that items accepted by the API stay within these values.
 */
export const DEAREST = { comment: 3.72, article: 3.4, text: 44 } as const

type Ledger = { left: number; taken: number; parent: Ledger | undefined }

const ledgers = new AsyncLocalStorage<Ledger>()

/** Limits the units of each request of a handler. */
export function withUnits<Event, Answer>(
  handler: (event: Event) => Promise<Answer>,
  most = MOST_UNITS,
): (event: Event) => Promise<Answer> {
  return (event) => ledgers.run({ left: most, taken: 0, parent: undefined }, () => handler(event))
}

/** Limits part of a request to some of the request's units. If the request has no limit, neither does the part. */
export function withinUnits<T>(most: number, work: () => Promise<T>): Promise<T> {
  const parent = ledgers.getStore()
  return parent ? ledgers.run({ left: most, taken: 0, parent }, work) : work()
}

/** Runs part of a request and returns the units that it took. */
export async function measured<T>(work: () => Promise<T>): Promise<{ result: T; taken: number }> {
  const ledger = { left: Number.POSITIVE_INFINITY, taken: 0, parent: ledgers.getStore() }
  return { result: await ledgers.run(ledger, work), taken: ledger.taken }
}

/** Whether reads are charged to a request. */
export const isMetered = (): boolean => ledgers.getStore() !== undefined

/** The units that the request and its current part may still take. */
export function unitsLeft(): number {
  let left = Number.POSITIVE_INFINITY
  for (let ledger = ledgers.getStore(); ledger; ledger = ledger.parent) left = Math.min(left, ledger.left)
  return left
}

/** Charges units to the request. */
export function noteUnits(units: number): void {
  for (let ledger = ledgers.getStore(); ledger; ledger = ledger.parent) {
    ledger.left -= units
    ledger.taken += units
  }
}

/**
 * Reserves units for a read, so that parallel reads do not use them.
 * @returns a function that releases them; call it once
 */
export function setAside(units: number): () => void {
  const asker = ledgers.getStore()
  const add = (difference: number) => {
    for (let ledger = asker; ledger; ledger = ledger.parent) ledger.left += difference
  }
  add(-units)
  return () => add(units)
}
