/**
 * Measures what attacks achieve in a minute, from one address and from twenty. The functions run as deployed, in
 * virtual time. Each attack has fresh addresses. Also measures how much slower the site is for a reader during an
 * attack.
 *
 * Processor time is that of this process: one environment of each function with its DynamoDB client. The meter's share
 * is measured and subtracted. The engine is another process. An attack ends after MOST seconds of processor time.
 *
 * `abuse before` in results.json is what this script measured at 552b083, copied there.
 */
import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { streamOf } from '../../test/kit/tables/stream.ts'
import type { Attack, Target } from '../abuse/attack.ts'
import { OPINIONS } from '../abuse/opinions.ts'
import { POSTING } from '../abuse/posting.ts'
import { honestReader } from '../abuse/reader.ts'
import { comment, publish, sum } from '../capacity/calls.ts'
import { clientOf } from '../capacity/pages.ts'
import { type Figure, round } from '../figures.ts'
import { COMMENTS, type Site, startSite } from '../site/site.ts'
import { freshTables } from '../site/tables.ts'

const ADDRESSES = [1, 20]
/** Requests that each address sends in the minute. */
const EACH = 90
/** Seconds of processor time after which an attack ends. */
const MOST = 8
const MINUTE = 60_000
const HOUR = 60 * MINUTE

export async function run(): Promise<Figure[]> {
  const reader = await honestReader()
  const realNow = Date.now
  const { error } = console
  console.error = () => undefined
  // Starts now, because the engine deletes expired items. Set before the functions are loaded: they take their clock
  // then.
  let now = realNow()
  Date.now = () => now
  const { endpoint, stop } = await freshTables()
  const site = await startSite()
  try {
    site.meter.pointAt(endpoint)
    const target = { site, changes: await streamOf(endpoint, COMMENTS) }
    await warmUp(site)
    const metering = await meteringOf(site, endpoint)
    const figures: Figure[] = []
    for (const attack of [...POSTING, ...OPINIONS]) {
      for (const count of ADDRESSES) {
        // Starts in the middle of a minute. A limit that counts by the minute allows most across the end of one.
        now = Math.ceil((now + 2 * HOUR) / MINUTE) * MINUTE + MINUTE / 2
        const began = now
        const elapse = (share: number) => {
          now = began + Math.round(share * MINUTE)
        }
        figures.push(...(await minuteOf(target, attack, count, metering, elapse)))
      }
    }
    return [...figures, ...reader]
  } finally {
    await site.stop()
    await stop()
    Date.now = realNow
    console.error = error
  }
}

/** Loads the modules that functions load on demand, and lets V8 compile them. */
async function warmUp(site: Site): Promise<void> {
  await publish(site, 'warm')
  for (let seed = 0; seed < 200; seed++) await comment(site, 'warm', seed)
}

/** Processor time that the meter adds to a request, in milliseconds. */
async function meteringOf({ meter }: Site, endpoint: string): Promise<number> {
  const timeOf = async (of: string) => {
    const client = clientOf(of)
    const ask = () => client.send(new GetItemCommand({ TableName: COMMENTS, Key: { pk: { S: 'x' }, sk: { S: 'x' } } }))
    for (let count = 0; count < 200; count++) await ask()
    const before = process.cpuUsage()
    for (let count = 0; count < 500; count++) await ask()
    client.destroy()
    return millisecondsSince(before) / 500
  }
  const direct = await timeOf(endpoint)
  return Math.max(0, (await timeOf(meter.endpoint)) - direct)
}

function millisecondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

let addresses = 0
/** An unused address of the network for benchmarks (RFC 2544). */
const freshAddress = (): string => `198.18.${(++addresses >> 8) & 255}.${addresses & 255}`

async function minuteOf(
  target: Target,
  attack: Attack,
  count: number,
  metering: number,
  elapse: (share: number) => void,
): Promise<Figure[]> {
  const { site } = target
  const begun = await attack.begin(target)
  const from = Array.from({ length: count }, freshAddress)
  const total = EACH * count
  const answers = new Map<number, number>()
  const send = (number: number) =>
    begun.send(async (routeKey, parts) => {
      const answer = await site.ask(routeKey, { ...parts, address: from[number % count] ?? '' })
      if (answer.status === 500) throw new Error(`${attack.name}: ${routeKey} answered 500.`)
      answers.set(answer.status, (answers.get(answer.status) ?? 0) + 1)
      return answer
    }, number)

  site.meter.take()
  const before = process.cpuUsage()
  let sent = 0
  while (sent < total && millisecondsSince(before) < MOST * 1000) {
    elapse(sent / total)
    const together = Math.min(attack.atOnce ?? 20, total - sent)
    await Promise.all(Array.from({ length: together }, (_, place) => send(sent + place)))
    sent += together
  }
  const used = millisecondsSince(before)
  const consumed = site.meter.take()
  const requests = [...answers.values()].reduce((all, each) => all + each, 0)
  const accepted = [...answers].reduce((all, [status, each]) => (status < 300 ? all + each : all), 0)
  return figuresOf(`${attack.name}, ${count === 1 ? '1 address' : `${count} addresses`}`, {
    [attack.unit]: begun.count ? await begun.count() : accepted,
    requests,
    'read units': sum(consumed.filter(({ writes }) => !writes)),
    'write units': sum(consumed.filter(({ writes }) => writes)),
    'ms of processor a request': Math.max(0, used - consumed.length * metering) / requests,
  }).map((figure, place) => ({ ...figure, ...(place === 0 && { note: noteOf(answers, sent < total) }) }))
}

const figuresOf = (name: string, values: Record<string, number>): Figure[] =>
  Object.entries(values).map(([unit, value]) => ({ part: 'abuse', name, unit, value: round(value) }))

/** Such as `201 × 60, 429 × 90`. */
function noteOf(answers: ReadonlyMap<number, number>, isCut: boolean): string {
  const counts = [...answers].sort(([one], [other]) => one - other).map(([status, count]) => `${status} × ${count}`)
  return [...counts, ...(isCut ? [`ended after ${MOST} s of processor time`] : [])].join(', ')
}
