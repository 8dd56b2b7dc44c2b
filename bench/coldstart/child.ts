/**
 * One cold start: imports a bundle in a fresh process, calls its handler, and prints how long each took, in milliseconds.
 *
 *     node child.ts <bundle> <event as JSON>
 */
import { pathToFileURL } from 'node:url'

const [, , file = '', event = '{}'] = process.argv
// The functions log; the only thing to be printed here is the result.
console.info = () => undefined
const start = performance.now()
const { handler } = await import(pathToFileURL(file).href)
const imported = performance.now()
const answer = await handler(JSON.parse(event))
const answered = performance.now()
if (answer?.statusCode >= 400) throw new Error(`${file} answered ${answer.statusCode}: ${answer.body}`)
console.log(JSON.stringify({ import: imported - start, request: answered - imported }))
// Kept-alive connections would keep the process.
process.exit()
