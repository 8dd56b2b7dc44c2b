/** The token bucket, on a clock of the test's own. */
import { createBucket } from './throttle.ts'

test('a burst passes, then what the rate refills', () => {
  let now = 0
  const take = createBucket({ rate: 10, burst: 3 }, () => now)
  expect([take(), take(), take(), take()]).toEqual([true, true, true, false])
  now = 100
  expect([take(), take()]).toEqual([true, false])
  now = 10_000
  expect([take(), take(), take(), take()]).toEqual([true, true, true, false])
})
