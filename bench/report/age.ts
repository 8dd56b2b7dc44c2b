/**
 * How old figures are, and whether the code that they measure has changed since.
 */
import { execFileSync } from 'node:child_process'

const ROOT = new URL('../..', import.meta.url)

const FUNCTIONS = ['functions', 'infra/bundles']
const KIT = 'test/kit'

/** The folders and files that each part measures, and those that measure. Tests do not count. */
export const MEASURED: Readonly<Record<string, readonly string[]>> = {
  capacity: [...FUNCTIONS, KIT, 'bench/parts/capacity.ts', 'bench/capacity', 'bench/site'],
  sizes: [...FUNCTIONS, 'web', 'bench/parts/sizes.ts', 'bench/sizes'],
  coldstart: [...FUNCTIONS, 'bench/parts/coldstart.ts', 'bench/coldstart'],
  warm: [...FUNCTIONS, 'bench/parts/warm.ts'],
  markdown: ['functions/domain/markdown', 'bench/parts/markdown.ts'],
  memory: [...FUNCTIONS, 'bench/parts/memory.ts', 'bench/memory'],
  cost: ['infra', 'functions/contract', 'bench/parts/cost.ts', 'bench/cost', 'bench/prices.json'],
  throughput: [...FUNCTIONS, 'player', 'bench/parts/throughput.ts', 'bench/throughput'],
  peers: [...FUNCTIONS, 'player', 'bench/peers.ts', 'bench/peers'],
  abuse: [...FUNCTIONS, KIT, 'bench/parts/abuse.ts', 'bench/abuse'],
  lighthouse: [...FUNCTIONS, 'web', 'content', 'bench/parts/lighthouse.ts', 'bench/lighthouse'],
  hot: [...FUNCTIONS, 'bench/parts/hot.ts', 'bench/simulated'],
}

/** Measured once, on an earlier version, to compare with. */
export const EARLIER: readonly string[] = ['abuse before']

/**
 * The number of commits that have changed some paths since a time.
 * @param folder of the checkout
 * @returns undefined outside of a checkout
 */
export function commitsSince(measuredAt: string, paths: readonly string[], folder: URL | string = ROOT) {
  const log = ['log', '--format=%h', `--since=${measuredAt}`, '--', ...paths, ':(exclude)*.test.ts']
  try {
    const found = execFileSync('git', log, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    return found.split('\n').filter((line) => line !== '').length
  } catch {
    return undefined
  }
}

const HOUR = 3_600_000

/** The age in the largest unit that gives at least one. */
export function ageOf(measuredAt: string, now: number): string {
  const hours = Math.floor((now - Date.parse(measuredAt)) / HOUR)
  return hours < 1 ? 'under 1 h' : hours < 24 ? `${hours} h` : `${Math.floor(hours / 24)} d`
}

/** @param commits that changed the measured code since; undefined if that is not known */
export function remarkOn(age: string, commits: number | undefined): string {
  if (commits === undefined) return `${age} old; it is not known whether the code has changed`
  if (commits === 0) return `${age} old, and the code is the same`
  return `${age} old; marked *, because ${commits} ${commits === 1 ? 'commit has' : 'commits have'} changed the code since`
}
