/**
 * The estimate of the server's time, from answers with early, late or missing times.
 */
import { noteTime, now } from './clock.ts'

const HOUR = 3_600_000
/** The difference between the estimate and a time, in seconds. The test itself takes milliseconds. */
const off = (time: number) => Math.round((now() - time) / 1000)

test('is the device’s until the server has told it', () => {
  noteTime(Number.NaN)
  expect(off(Date.now())).toBe(0)
})

test('is the server’s then, however wrong the device’s is, and the latest that was told', () => {
  const real = Date.now() - HOUR
  noteTime(real - 35_000)
  expect(off(real)).toBe(-35)
  noteTime(real)
  expect(off(real)).toBe(0)
  // From a cache, or unknown.
  noteTime(real - 2 * HOUR)
  noteTime(Number.NaN)
  expect(off(real)).toBe(0)
  // Told a minute ago.
  noteTime(real + 5000 - 60_000, performance.now() - 60_000)
  expect(off(real)).toBe(5)
  // The page's count stood still for an hour, while the device slept.
  noteTime(real + HOUR)
  expect(off(real)).toBe(3600)
})
