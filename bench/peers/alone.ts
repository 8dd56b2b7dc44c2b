/**
 * One reader who sends a request after each answer, for answers that take longer than a load of a few seconds. It waits
 * for at least one answer.
 */
import { median } from '../figures.ts'
import type { Measured } from '../throughput/wrk.ts'

/**
 * @param url on this machine
 * @param seconds after which no request is sent
 */
export async function askedAlone(url: string, seconds: number): Promise<Measured> {
  const times: number[] = []
  let errors = 0
  const start = performance.now()
  do {
    const asked = performance.now()
    const answer = await fetch(url)
    await answer.arrayBuffer()
    if (!answer.ok) errors++
    times.push(performance.now() - asked)
  } while (performance.now() - start < seconds * 1000)
  const requests = times.length
  const slowest = times.sort((a, b) => a - b)[Math.ceil(requests * 0.99) - 1] ?? Number.NaN
  return {
    perSecond: (requests * 1000) / (performance.now() - start),
    p50: median(times),
    p99: slowest,
    errors,
    requests,
  }
}
