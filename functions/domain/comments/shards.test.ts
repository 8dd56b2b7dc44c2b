import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { LAST_ULID, ulid } from '../ulid.ts'
import {
  grown,
  MAX_SHARDS,
  mostShards,
  type ShardMap,
  shardOf,
  shrunk,
  startOf,
  stretchesFrom,
  UNSHARDED,
} from './shards.ts'

const NOON = Date.parse('2026-01-01T12:00:00Z')
const SECOND = 1000

/** The map after it was asked to grow every second for a number of seconds. */
function pressed(seconds: number, map: ShardMap = UNSHARDED): ShardMap {
  return Array.from({ length: seconds }, (_, second) => NOON + second * SECOND).reduce(
    (grownSoFar: ShardMap, now) => grown(grownSoFar, now) ?? grownSoFar,
    map,
  )
}

test('an article that was never hot keeps all its comments in the first shard', () => {
  expect(mostShards(UNSHARDED)).toBe(1)
  expect(shardOf(ulid(NOON, randomBytes), UNSHARDED)).toBe(0)
})

test('under pressure an article has all its shards within 100 seconds, and never more', () => {
  const map = pressed(100)
  expect(map.map(({ shards }) => shards)).toEqual([4, 16, 64, 256])
  expect(pressed(1000)).toEqual(map)
  expect(mostShards(map)).toBe(MAX_SHARDS)
})

test('an epoch begins later than any cache of the map lives, and none is appended while one is to come', () => {
  const [first] = pressed(1)
  expect(first?.from).toBe(NOON + 20 * SECOND)
  expect(pressed(20)).toHaveLength(1)
})

test('an epoch that has just begun is not judged by posts that began before it', () => {
  const map = pressed(1)
  expect(grown(map, NOON + 22 * SECOND)).toBeUndefined()
  expect(grown(map, NOON + 23 * SECOND)).toHaveLength(2)
})

test('an article that calms down gets one shard, and may grow again', () => {
  const hot = pressed(100)
  const later = NOON + 1000 * SECOND
  const calm = shrunk(hot, later) ?? []
  expect(calm.at(-1)).toEqual({ from: later + 20 * SECOND, shards: 1 })
  expect(shrunk(calm, later + 60 * SECOND)).toBeUndefined()
  expect(grown(calm, later + 10 * SECOND)).toBeUndefined()
  expect(grown(calm, later + 60 * SECOND)?.at(-1)?.shards).toBe(4)
})

test('nothing is cooled that never was hot, or that is about to grow', () => {
  expect(shrunk(UNSHARDED, NOON)).toBeUndefined()
  expect(shrunk(pressed(1), NOON + SECOND)).toBeUndefined()
})

test('an epoch that is appended changes the place of no comment before it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 0, max: 90 }), (age, seconds) => {
      const map = pressed(seconds)
      const now = NOON + seconds * SECOND
      const id = ulid(now - age, randomBytes)
      expect(shardOf(id, grown(map, now) ?? map)).toBe(shardOf(id, map))
    }),
  )
})

describe('the stretches of an article', () => {
  const map = [
    { from: 100, shards: 4 },
    { from: 200, shards: 10 },
    { from: 300, shards: 1 },
  ]
  /** The position of a comment with a time and a shard. */
  const at = (time: number, shard = 0) => ulid(time, () => Uint8Array.from([...Array(9).fill(7), shard]))
  const shards = (order: 'newest' | 'oldest', position?: string) =>
    stretchesFrom(map, order, position).map((stretch) => stretch.shards)
  const first = [0, 1, 2, 3]
  const ofTen = [first, [4, 5, 6, 7], [8, 9]]

  test('follow each other in reading order, of many shards a few at a time', () => {
    expect(shards('newest')).toEqual([[0], ...ofTen, first, [0]])
    expect(shards('oldest')).toEqual([[0], first, ...ofTen, [0]])
  })

  test('begin with the one that holds a position, by its time and its shard', () => {
    expect(shards('newest', at(199, 3))).toEqual([first, [0]])
    expect(shards('newest', at(250, 15))).toEqual([[4, 5, 6, 7], [8, 9], first, [0]])
    expect(shards('oldest', at(100))).toEqual([first, ...ofTen, [0]])
    expect(shards('newest', at(99))).toEqual([[0]])
    expect(shards('newest', LAST_ULID)).toEqual(shards('newest'))
  })

  test('begin after a position that names them alone', () => {
    for (const order of ['newest', 'oldest'] as const) {
      const all = stretchesFrom(map, order, undefined)
      for (const [place, stretch] of all.entries()) {
        expect(stretchesFrom(map, order, startOf(stretch, order))).toEqual(all.slice(place))
      }
    }
  })
})
