/**
 * How much memory a function should have: Lambda gives it processor time in proportion, a whole one at 1,769 MB. Warm and
 * cold durations as they were measured here, scaled by that share, and what a million requests then cost in compute.
 * Nothing is measured here; that Lambda's processor is as fast as this machine's is an assumption.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
 */
import { readFile } from 'node:fs/promises'
import type { Figure } from './figures.ts'
import { round } from './figures.ts'
import { readResults } from './results.ts'

const SIZES = [512, 1024, 1769]
const MEMORY_OF_ONE_CPU = 1769
/** What a page waits for DynamoDB (assumption, as in cost.ts); milliseconds. */
const WAIT = 10

export async function run(): Promise<Figure[]> {
  const { parts } = await readResults()
  const find = (part: string, name: string): number => {
    const found = parts[part]?.figures.find((figure) => figure.name === name)
    if (!found) throw new Error(`This needs “${name}”: run \`npm run bench -- ${part}\` first.`)
    return found.value
  }
  const { prices } = JSON.parse(await readFile(new URL('prices.json', import.meta.url), 'utf8'))
  return SIZES.flatMap((memory): Figure[] => {
    const scale = MEMORY_OF_ONE_CPU / memory
    const warm = find('warm', 'page of 25: processor time') * scale + WAIT
    const cold = find('coldstart', 'reader: import') * scale + find('coldstart', 'reader: first request') * scale + WAIT
    const price = (Math.ceil(warm) / 1000) * (memory / 1024) * prices.lambdaGigabyteSecond.price * 1_000_000
    const figure = { part: 'memory' }
    return [
      { ...figure, name: `reader with ${memory} MB: a page, warm`, unit: 'ms', value: round(warm) },
      { ...figure, name: `reader with ${memory} MB: a page, cold`, unit: 'ms', value: round(cold) },
      { ...figure, name: `reader with ${memory} MB: compute of a million pages`, unit: 'USD', value: round(price) },
    ]
  })
}
