/**
 * The items of a simulated table, in the order of their keys.
 */
import type { Item } from '../../functions/store/client/dynamodb.ts'

/** The items of one partition key, and their sort keys in order. */
type Collection = { order: string[]; items: Map<string, Item> }

export class Storage {
  readonly #collections = new Map<string, Collection>()

  get(pk: string, sk: string): Item | undefined {
    return this.#collections.get(pk)?.items.get(sk)
  }

  /** Puts or deletes an item. */
  set(pk: string, sk: string, item: Item | undefined): void {
    const collection = this.#collections.get(pk) ?? { order: [], items: new Map() }
    this.#collections.set(pk, collection)
    const { order, items } = collection
    if (items.has(sk) === (item !== undefined)) {
      if (item) items.set(sk, item)
      return
    }
    const at = placeOf(order, sk)
    if (item) {
      order.splice(at, 0, sk)
      items.set(sk, item)
    } else {
      order.splice(at, 1)
      items.delete(sk)
    }
  }

  /** The items whose sort keys lie between two, both included, forward or backward. */
  *range(pk: string, first: string | undefined, last: string | undefined, forward: boolean): Generator<Item> {
    const { order, items }: Collection = this.#collections.get(pk) ?? { order: [], items: new Map() }
    const from = first === undefined ? 0 : placeOf(order, first)
    let to = last === undefined ? order.length : placeOf(order, last)
    if (last !== undefined && order[to] === last) to++
    for (let step = 0; step < to - from; step++) {
      const item = items.get(order[forward ? from + step : to - 1 - step] ?? '')
      if (item) yield item
    }
  }
}

/** The position of a key. Almost every key is a time and comes last, so the end is tried first. */
function placeOf(order: readonly string[], sk: string): number {
  let [low, high] = [0, order.length]
  if (high > 0 && (order[high - 1] ?? '') < sk) return high
  while (low < high) {
    const middle = (low + high) >> 1
    if ((order[middle] ?? '') < sk) low = middle + 1
    else high = middle
  }
  return low
}
