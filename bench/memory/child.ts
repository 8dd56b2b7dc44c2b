/**
 * One environment of a function: imports its bundle, answers a first request and then some more, each after a pause,
 * and prints how long they took, in milliseconds, and the most memory that the process had, in megabytes.
 *
 *     node child.ts <bundle> <events as JSON>
 */
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'

/** Longer than a period of the scheduler, so that each request starts with its full share, as on Lambda. */
const PAUSE = 25

const [, , file = '', events = '[]'] = process.argv
console.info = () => undefined
const [first, ...others] = JSON.parse(events)
// On Lambda, whose endpoints have TLS, this is never loaded (coldstart/child.ts).
await import('node:http')
await pause(PAUSE)
const start = performance.now()
const { handler } = await import(pathToFileURL(file).href)
await answered(first)
const cold = performance.now() - start
const warm: number[] = []
for (const event of others) {
  await pause(PAUSE)
  const asked = performance.now()
  await answered(event)
  warm.push(performance.now() - asked)
}
console.log(JSON.stringify({ cold, warm, memory: process.resourceUsage().maxRSS / 1024 }))
// Kept-alive connections would keep the process.
process.exit()

async function answered(event: unknown): Promise<void> {
  const answer = await handler(event)
  if (answer?.statusCode >= 400) throw new Error(`${file} answered ${answer.statusCode}: ${answer.body}`)
}
