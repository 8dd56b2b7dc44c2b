/**
 * How much memory a function should have. Lambda gives processor time in proportion to memory: one processor at 1,769
 * MB. The bundled reader and commenter run in a process with that share, over the embedded engine. The cost of a
 * million requests follows from the times. Assumption: Lambda's processor is as fast as this machine's.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
 */
import { readFile } from 'node:fs/promises'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { PROJECT } from '../../local/project.ts'
import { eventFor } from '../../test/kit/site/events.ts'
import { comment, publish } from '../capacity/calls.ts'
import { prose } from '../capacity/prose.ts'
import { buildBundles } from '../coldstart/bundles.ts'
import { type Figure, median, round, summary } from '../figures.ts'
import { type Processor, startProcessor } from '../memory/processor.ts'
import { startSite } from '../site/site.ts'
import { freshTables } from '../site/tables.ts'

const SIZES = [512, 768, 1024, 1769]
const MEMORY_OF_ONE_CPU = 1769
const ROUNDS = 9
/** Requests of one environment after its first. The first few warm it up. */
const REQUESTS = 60
const WARMING_UP = 20
const SLUG = 'memory'

/** Milliseconds by which DynamoDB is slower than the engine here (assumption, as in cost.ts). */
const WAIT = 10

type Name = 'reader' | 'commenter'
type Measured = { cold: number; warm: number[]; memory: number }
let address = 0

const EVENTS: Record<Name, () => unknown> = {
  reader: () => eventFor('GET /v1/articles/{slug}/comments', { path: { slug: SLUG } }),
  commenter: () =>
    eventFor('POST /v1/articles/{slug}/comments', {
      path: { slug: `${SLUG}-posts` },
      body: { author: { name: 'Margaret Okafor' }, text: prose(500, address) },
      address: `10.2.${(address >> 8) & 255}.${address++ & 255}`,
    }),
}

export async function run(): Promise<Figure[]> {
  const bundles = await buildBundles(join(PROJECT, '.tmp', 'bench', 'memory'))
  const site = await startSite()
  const tables = await freshTables()
  const processor = await startProcessor()
  try {
    site.meter.pointAt(tables.endpoint)
    for (const slug of [SLUG, `${SLUG}-posts`]) await publish(site, slug)
    for (let seed = 0; seed < 30; seed++) await comment(site, SLUG, seed)
    const env = { ...process.env, AWS_ENDPOINT_URL_DYNAMODB: tables.endpoint }
    const [loadBefore] = loadavg()
    const measured = new Map<string, Measured[]>()
    for (let turn = 0; turn <= ROUNDS; turn++) {
      for (const memory of SIZES) {
        for (const name of ['reader', 'commenter'] as const) {
          const file = bundles.find((bundle) => bundle.name === name)?.file ?? ''
          const once = await measure(processor, memory, file, EVENTS[name], env)
          // The first turn only warms the disk's cache.
          if (turn > 0) measured.set(`${name} ${memory}`, [...(measured.get(`${name} ${memory}`) ?? []), once])
        }
      }
    }
    const load = `${processor.how}; load of the machine ${round(loadBefore ?? 0)} before, ${round(loadavg()[0] ?? 0)} after`
    const { prices } = JSON.parse(await readFile(new URL('../prices.json', import.meta.url), 'utf8'))
    return (['reader', 'commenter'] as const).flatMap((name) =>
      SIZES.flatMap((memory) =>
        figuresOf(name, memory, measured.get(`${name} ${memory}`) ?? [], prices.lambdaGigabyteSecond.price, load),
      ),
    )
  } finally {
    await processor.stop()
    await tables.stop()
    await site.stop()
  }
}

async function measure(
  processor: Processor,
  memory: number,
  file: string,
  event: () => unknown,
  env: NodeJS.ProcessEnv,
): Promise<Measured> {
  const events = Array.from({ length: 1 + REQUESTS }, event)
  const child = join(import.meta.dirname, '../memory', 'child.ts')
  const printed = await processor.run(memory / MEMORY_OF_ONE_CPU, [child, file, JSON.stringify(events)], env)
  return JSON.parse(printed)
}

function figuresOf(name: Name, memory: number, runs: readonly Measured[], price: number, load: string): Figure[] {
  const warm = runs.map((each) => median(each.warm.slice(WARMING_UP)) + WAIT)
  const cold = runs.map((each) => each.cold + WAIT)
  const dollars = (Math.ceil(median(warm)) / 1000) * (memory / 1024) * price * 1_000_000
  const figure = (what: string) => ({ part: 'memory', name: `${name} with ${memory} MB: ${what}` })
  return [
    { ...figure('a request, warm'), unit: 'ms', ...summary(warm), note: load },
    { ...figure('a request, cold'), unit: 'ms', ...summary(cold) },
    { ...figure('most memory'), unit: 'MB', ...summary(runs.map((each) => each.memory)) },
    { ...figure('compute of a million requests'), unit: 'USD', value: round(dollars) },
  ]
}
