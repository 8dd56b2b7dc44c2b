/**
 * One cold start: imports a bundle in a fresh process, calls its handler, and prints how long each took, in
 * milliseconds.
 *
 *     node child.ts <bundle> <event as JSON>
 */
import { pathToFileURL } from 'node:url'

const [, , file = '', event = '{}'] = process.argv
// Only the result is printed, not the functions' log.
console.info = () => undefined
const cpu = () => process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000
const [start, cpuAtStart] = [performance.now(), cpu()]
const { handler } = await import(pathToFileURL(file).href)
const [imported, cpuImported] = [performance.now(), cpu()]
// The SDK imports `node:http` only for an endpoint without TLS, which makes Node load fetch (10 ms). On Lambda that
// does not happen.
await import('node:http')
const asked = performance.now()
const answer = await handler(JSON.parse(event))
const answered = performance.now()
if (answer?.statusCode >= 400) throw new Error(`${file} answered ${answer.statusCode}: ${answer.body}`)
console.log(JSON.stringify({ import: imported - start, cpu: cpuImported - cpuAtStart, request: answered - asked }))
// Open connections would keep the process alive.
process.exit()
