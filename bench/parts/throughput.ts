/**
 * Requests a second through the local gateway, with and without the edge, beside a bare Node server that returns the
 * same bytes. 16 connections read a page of 25 comments, and post. wrk, the gateway, the functions and the engine share
 * this machine's cores, so the figures can only be compared with each other.
 */
import type { Figure } from '../figures.ts'
import { against, median, round, summary } from '../figures.ts'
import { startFloor } from '../throughput/floor.ts'
import { bodyOf, ENVIRONMENTS, seedThread, startLimitless } from '../throughput/site.ts'
import { CONNECTIONS, type Load, type Measured, wrk } from '../throughput/wrk.ts'

const RUNS = 5
const SECONDS = 3

const POST = { body: bodyOf('{n}') }

type Subject = { name: string; load: Load; floor?: string }

export async function run(): Promise<Figure[]> {
  const stack = await startLimitless({ edge: true, environments: ENVIRONMENTS })
  try {
    const read = await seedThread(stack, 'read', 100)
    const written = await seedThread(stack, 'written', 1)
    const post = (url: string) =>
      fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: POST.body })
    const page = await startFloor(await fetch(stack.origin + read))
    const stored = await startFloor(await post(stack.origin + written))
    try {
      return await measure([
        { name: 'page of 25, bare Node server', load: { url: page.url } },
        { name: 'page of 25, edge', load: { url: stack.url + read }, floor: 'page of 25, bare Node server' },
        { name: 'page of 25, gateway', load: { url: stack.origin + read }, floor: 'page of 25, bare Node server' },
        { name: 'posting, bare Node server', load: { url: stored.url, post: POST } },
        { name: 'posting, edge', load: { url: stack.url + written, post: POST }, floor: 'posting, bare Node server' },
        {
          name: 'posting, gateway',
          load: { url: stack.origin + written, post: POST },
          floor: 'posting, bare Node server',
        },
      ])
    } finally {
      await page.stop()
      await stored.stop()
    }
  } finally {
    await stack.stop()
  }
}

/** The subjects take turns, so that other work on the machine affects all of them. */
async function measure(subjects: readonly Subject[]): Promise<Figure[]> {
  for (const { load } of subjects) await wrk({ ...load, seconds: 2 })
  const runs = new Map<string, Measured[]>()
  for (let run = 0; run < RUNS; run++) {
    for (const { name, load } of subjects) {
      const measured = await wrk({ ...load, seconds: SECONDS })
      if (measured.errors > 0) throw new Error(`${name}: ${measured.errors} of ${measured.requests} requests failed.`)
      runs.set(name, [...(runs.get(name) ?? []), measured])
    }
  }
  const of = (name: string, what: 'perSecond' | 'p50' | 'p99') => (runs.get(name) ?? []).map((each) => each[what])
  return subjects.flatMap(({ name, floor }): Figure[] => {
    const rate = summary(of(name, 'perSecond'))
    const note = name === 'page of 25, edge' ? 'the bare server may be twice as fast' : undefined
    return [
      {
        part: 'throughput',
        name,
        unit: 'requests/s',
        ...rate,
        ...(floor !== undefined && against(rate.value, median(of(floor, 'perSecond')))),
        ...(note !== undefined && { note }),
      },
      ...(['p50', 'p99'] as const).map((what) => ({
        part: 'throughput',
        name: `${name}, ${what}`,
        unit: 'ms',
        ...summary(of(name, what)),
        ...(floor !== undefined && { floor: round(median(of(floor, what))) }),
        ...(what === 'p50' && { note: `${CONNECTIONS} connections` }),
      })),
    ]
  })
}
