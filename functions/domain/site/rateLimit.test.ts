import fc from 'fast-check'
import { type Rate, spend } from './rateLimit.ts'

const START = Date.parse('2026-11-28T12:00:00Z')

/** How many of the uses at these times are allowed. */
function allowed(rate: Rate, times: readonly number[], cost?: number): number[] {
  let usedUntil = 0
  return times.filter((time) => {
    const spent = spend(rate, usedUntil, time, cost)
    if ('retryAfter' in spent) return false
    usedUntil = Math.max(usedUntil, time) + spent.interval
    return true
  })
}

test('so many fit at once, and then one more each time its share of the period has passed', () => {
  const rate = { limit: 3, seconds: 60 }
  expect(allowed(rate, [START, START, START, START])).toHaveLength(3)
  expect(
    allowed(
      rate,
      [0, 0, 0, 19_999, 20_000, 20_000, 40_000].map((time) => START + time),
    ),
  ).toEqual([0, 0, 0, 20_000, 40_000].map((time) => START + time))
})

test('who is refused learns when to come back', () => {
  const rate = { limit: 3, seconds: 60 }
  expect(spend(rate, START + 60_000, START)).toEqual({ retryAfter: 20 })
  expect(spend(rate, START + 60_000, START + 19_001)).toEqual({ retryAfter: 1 })
  expect(spend(rate, START + 60_000, START + 20_000)).toHaveProperty('interval', 20_000)
})

test('a use may count as several', () => {
  const rate = { limit: 30, seconds: 3600 }
  expect(allowed(rate, Array(40).fill(START), 10)).toHaveLength(3)
  expect(allowed(rate, Array(40).fill(START), 1)).toHaveLength(30)
})

test('no stretch of time holds more than the limit and what is regained in it, and an idle moment is always answered', () => {
  const rates = fc.record({ limit: fc.integer({ min: 1, max: 50 }), seconds: fc.constantFrom(60, 3600) })
  const steps = fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 200 })
  fc.assert(
    fc.property(rates, steps, (rate, pauses) => {
      let time = START
      const times = pauses.map((pause) => (time += pause))
      const uses = allowed(rate, times)
      expect(uses[0]).toBe(times[0])
      const perMillisecond = rate.limit / (rate.seconds * 1000)
      for (let from = 0; from < uses.length; from++) {
        for (let to = from; to < uses.length; to++) {
          const stretch = (uses[to] ?? 0) - (uses[from] ?? 0)
          expect(to - from + 1).toBeLessThanOrEqual(rate.limit + stretch * perMillisecond + 1e-6)
        }
      }
    }),
    { numRuns: 50 },
  )
})
