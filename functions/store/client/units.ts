/**
 * How many read units a request may take. DynamoDB says after each read what it took (dynamodb.ts asks for it), and lists
 * are read in portions for as long as the worst that a portion may take is left. Background work has no limit.
 */
import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * The most read units that a public request takes, whatever the data: docs/data-model.md, “The most expensive public requests”.
 */
export const MOST_UNITS = 100

/**
 * The most that one item takes in a Query, read eventually consistently: its bytes as they are stored, divided by 8 KB. Tests
 * hold what the API accepts to them.
 */
export const DEAREST = { comment: 3.72, article: 3.4, text: 44 } as const

type Ledger = { left: number; taken: number; parent: Ledger | undefined }

const ledgers = new AsyncLocalStorage<Ledger>()

/** A handler whose requests may each take so many units. */
export function withUnits<Event, Answer>(
  handler: (event: Event) => Promise<Answer>,
  most = MOST_UNITS,
): (event: Event) => Promise<Answer> {
  return (event) => ledgers.run({ left: most, taken: 0, parent: undefined }, () => handler(event))
}

/** Part of a request that may take at most so many of its units. Without a limit on the request, it has none either. */
export function withinUnits<T>(most: number, work: () => Promise<T>): Promise<T> {
  const parent = ledgers.getStore()
  return parent ? ledgers.run({ left: most, taken: 0, parent }, work) : work()
}

/** Part of a request, and how many units it took. */
export async function measured<T>(work: () => Promise<T>): Promise<{ result: T; taken: number }> {
  const ledger = { left: Number.POSITIVE_INFINITY, taken: 0, parent: ledgers.getStore() }
  return { result: await ledgers.run(ledger, work), taken: ledger.taken }
}

/** Whether reads are charged to a request. */
export const isMetered = (): boolean => ledgers.getStore() !== undefined

/** How many units the request, and the part of it that asks, may still take. */
export function unitsLeft(): number {
  let left = Number.POSITIVE_INFINITY
  for (let ledger = ledgers.getStore(); ledger; ledger = ledger.parent) left = Math.min(left, ledger.left)
  return left
}

/** Notes what was read. */
export function noteUnits(units: number): void {
  for (let ledger = ledgers.getStore(); ledger; ledger = ledger.parent) {
    ledger.left -= units
    ledger.taken += units
  }
}

/**
 * Keeps units for a read, so that other reads at the same time do not use them.
 * @returns a function that gives them back; call it once
 */
export function setAside(units: number): () => void {
  const asker = ledgers.getStore()
  const add = (difference: number) => {
    for (let ledger = asker; ledger; ledger = ledger.parent) ledger.left += difference
  }
  add(-units)
  return () => add(units)
}
