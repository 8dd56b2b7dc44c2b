/**
 * One reader who asks again and again, each time after the answer. For answers that take so long that none would come to
 * its end within a load's few seconds: at least one is waited for.
 */
import { median } from '../figures.ts'
import type { Measured } from '../throughput/wrk.ts'

/**
 * @param url on this machine
 * @param seconds after which nothing is asked any more
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
