/**
 * Lighthouse's scores for an article with its conversation, on a phone and on a desktop, from the local stack behind
 * the edge.
 * https://developer.chrome.com/docs/lighthouse
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { installOnDemand } from '../../local/onDemand.ts'
import { chromiumPath, FLAGS } from '../../test/kit/processes/chromium.ts'
import { startSampleSite } from '../../test/kit/stack/sampleSite.ts'
import { type Figure, summary } from '../figures.ts'

/** The sample article with the most comments. Its page has everything that a page can have. */
const ARTICLE = 'leave-the-clock-alone'
const RUNS = 5
const ATTEMPTS = 3
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo']
/** The part of the package that is used. It is installed on demand, so the compiler does not see its types. */
interface Lighthouse {
  default: (url: string, flags: object, config: unknown) => Promise<{ lhr: Result } | undefined>
  desktopConfig: unknown
}
type Result = {
  runtimeError?: { message: string }
  categories: Record<string, { id: string; score: number | null; auditRefs: { id: string; weight: number }[] }>
  audits: Record<string, Audit>
}
type Audit = { id: string; score: number | null; displayValue?: string }

export async function run(): Promise<Figure[]> {
  const packages = await installOnDemand(join(import.meta.dirname, '../lighthouse'))
  const entry = pathToFileURL(join(packages, 'lighthouse', 'core', 'index.js')).href
  // The lock file names the version that has this shape.
  const lighthouse = (await import(entry)) as Lighthouse
  const devices = [
    // Lighthouse's own default: a slow phone on a slow network, simulated.
    { name: 'phone', config: undefined },
    { name: 'desk', config: lighthouse.desktopConfig },
  ]
  const stack = await startSampleSite({ edge: true })
  const chromium = await startChromium()
  try {
    const url = `${stack.url}/articles/${ARTICLE}`
    const figures: Figure[] = []
    for (const { name, config } of devices) {
      const judge = () => judgement(lighthouse, url, chromium.port, config)
      figures.push(...(await judged(name, judge)))
    }
    return figures
  } finally {
    await chromium.stop()
    await stack.stop()
  }
}

type Judgement = { score: number; lost: string[] }

async function judged(name: string, judge: () => Promise<Result>): Promise<Figure[]> {
  const runs: Map<string, Judgement>[] = []
  for (let run = 0; run < RUNS; run++) {
    const { categories, audits } = await judge()
    runs.push(
      new Map(
        Object.values(categories).map(({ id, score, auditRefs }) => [
          id,
          {
            score: Math.round((score ?? 0) * 100),
            lost: auditRefs.filter(isCounted).flatMap(({ id }) => lostBy(audits[id])),
          },
        ]),
      ),
    )
  }
  return CATEGORIES.map((category) => {
    const judgements = runs.flatMap((run) => run.get(category) ?? [])
    const lost = [...new Set(judgements.flatMap((judgement) => judgement.lost))]
    return {
      part: 'lighthouse',
      name: `${name}, ${category.replace('-', ' ')}`,
      unit: 'points of 100',
      ...summary(judgements.map(({ score }) => score)),
      ...(judgements.some(({ score }) => score < 100) && { note: lost.join(', ') }),
    }
  })
}

/** On a busy machine a trace sometimes begins too late. Lighthouse reports that, and is run again. */
async function judgement(lighthouse: Lighthouse, url: string, port: number, config: unknown): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    const result = await lighthouse.default(url, { port, onlyCategories: CATEGORIES, logLevel: 'error' }, config)
    if (result && !result.lhr.runtimeError) return result.lhr
    if (attempt === ATTEMPTS) throw new Error(`Lighthouse: ${result?.lhr.runtimeError?.message}`)
  }
}

const isCounted = ({ weight }: { weight: number }): boolean => weight > 0

function lostBy(audit: Audit | undefined): string[] {
  if (audit === undefined || audit.score === null || audit.score === 1) return []
  return [audit.displayValue === undefined ? audit.id : `${audit.id} ${audit.displayValue}`]
}

/** A browser with a fresh profile and a port for Lighthouse. */
async function startChromium(): Promise<{ port: number; stop: () => Promise<void> }> {
  const profile = await mkdtemp(join(tmpdir(), 'understory-lighthouse-'))
  const child = spawn(
    chromiumPath(),
    [...FLAGS, '--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`],
    {
      stdio: 'ignore',
    },
  )
  const ended = new Promise((resolve) => child.once('exit', resolve))
  // Chromium writes its port into its profile.
  const told = join(profile, 'DevToolsActivePort')
  while (!existsSync(told)) {
    if (child.exitCode !== null) throw new Error('Chromium did not start.')
    await sleep(50)
  }
  const [port = ''] = (await readFile(told, 'utf8')).split('\n')
  return {
    port: Number(port),
    stop: async () => {
      child.kill()
      await ended
      await rm(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
