import fc from 'fast-check'
import { ulid } from '../ulid.ts'
import { changeOfMind, isRank, NO_VOTES, plus, rankOf, scoreOf, type VoteValue, wilsonLowerBound } from './votes.ts'

test.each([
  // Computed by hand from the formula in Wilson (1927), with z = 1.96.
  [1, 0, 0.206543],
  [2, 0, 0.342372],
  [10, 0, 0.72246],
  [60, 40, 0.502002],
  [0, 5, 0],
  [0, 0, 0],
])('of %i for and %i against, the lower bound is %f', (up, down, bound) => {
  expect(wilsonLowerBound({ up, down })).toBeCloseTo(bound, 4)
})

test('many who agree come before few who agree wholly', () => {
  expect(wilsonLowerBound({ up: 60, down: 40 })).toBeGreaterThan(wilsonLowerBound({ up: 2, down: 0 }))
})

test('one more for it never lowers a comment, one more against it never raises it', () => {
  const votes = fc.record({ up: fc.nat(1_000_000), down: fc.nat(1_000_000) })
  fc.assert(
    fc.property(votes, (before) => {
      const bound = wilsonLowerBound(before)
      expect(bound).toBeGreaterThanOrEqual(0)
      expect(bound).toBeLessThan(1)
      expect(wilsonLowerBound(plus(before, { up: 1, down: 0 }))).toBeGreaterThan(bound)
      expect(wilsonLowerBound(plus(before, { up: 0, down: 1 }))).toBeLessThanOrEqual(bound)
    }),
  )
})

test('ranks sort as the bounds do, then by age, and nobody’s favourite has none', () => {
  const [older, newer] = [1, 2].map((time) => ulid(time, (length) => new Uint8Array(length)))
  const rank = (up: number, down: number, id = older) => rankOf({ up, down }, id ?? '') ?? ''
  expect([rank(1, 0), rank(60, 40), rank(1, 0, newer), rank(1, 2_000_000_000)].sort()).toEqual([
    rank(1, 2_000_000_000),
    rank(1, 0),
    rank(1, 0, newer),
    rank(60, 40),
  ])
  expect(rankOf({ up: 0, down: 3 }, older ?? '')).toBeUndefined()
  expect(isRank(rank(1, 2_000_000_000))).toBe(true)
  expect(['', older ?? '', `x${rank(1, 0).slice(1)}`, `${rank(1, 0)}0`].filter(isRank)).toEqual([])
})

test('a change of mind moves the score by the difference', () => {
  const values: VoteValue[] = [1, 0, -1]
  for (const before of values) {
    for (const after of values) expect(scoreOf(plus(NO_VOTES, changeOfMind(before, after)))).toBe(after - before)
  }
})
