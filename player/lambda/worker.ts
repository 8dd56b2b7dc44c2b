/**
 * The code of an environment's worker thread: loads a bundle and answers one invocation at a time. Its `process.env` is
 * the one that the template gives the function.
 */
import { pathToFileURL } from 'node:url'
import { inspect } from 'node:util'
import { parentPort, workerData } from 'node:worker_threads'
import { type LogLevel, readable } from './console.ts'
import type { FunctionError, Invocation, WorkerMessage, WorkerSetup } from './protocol.ts'

const port = parentPort
if (port === null) throw new Error('This file runs as a worker thread.')
// environment.ts starts this worker with exactly this.
const setup = workerData as WorkerSetup
const say = (message: WorkerMessage) => port.postMessage(message)

const levels: readonly ['trace' | 'debug' | 'log' | 'info' | 'warn' | 'error', LogLevel][] = [
  ['trace', 'trace'],
  ['debug', 'debug'],
  ['log', 'info'],
  ['info', 'info'],
  ['warn', 'warn'],
  ['error', 'error'],
]
for (const [method, level] of levels) {
  console[method] = (...values: unknown[]) => say({ type: 'log', level, text: readable(values) })
}

const describe = (thrown: unknown): FunctionError =>
  thrown instanceof Error
    ? { errorType: thrown.name, errorMessage: thrown.message, stack: inspect(thrown, { depth: 4 }) }
    : { errorType: typeof thrown, errorMessage: inspect(thrown) }

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
const context = ({ requestId, deadline }: Invocation) => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName: setup.functionName,
  functionVersion: '$LATEST',
  invokedFunctionArn: setup.functionArn,
  memoryLimitInMB: String(setup.memoryMegabytes),
  awsRequestId: requestId,
  logGroupName: `/aws/lambda/${setup.functionName}`,
  logStreamName: 'local',
  getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
})

type Handler = (event: unknown, context: unknown) => unknown

async function load(): Promise<Handler> {
  // Bundles are minified. With their source maps, stack traces name the source.
  process.setSourceMapsEnabled(true)
  const module: Record<string, unknown> = await import(pathToFileURL(setup.bundle).href)
  const handler = module[setup.exported]
  if (typeof handler !== 'function') throw new Error(`${setup.bundle} exports no function "${setup.exported}".`)
  return handler as Handler // checked to be a function; its arguments are Lambda's contract
}

async function answer(handler: Handler, invocation: Invocation): Promise<void> {
  const { requestId } = invocation
  try {
    const result = await handler(JSON.parse(invocation.event), context(invocation))
    say({ type: 'done', requestId, result: JSON.stringify(result) ?? 'null' })
  } catch (thrown) {
    say({ type: 'failed', requestId, error: describe(thrown) })
  }
}

load().then(
  (handler) => {
    port.on('message', (invocation: Invocation) => void answer(handler, invocation))
    say({ type: 'ready' })
  },
  (thrown: unknown) => say({ type: 'broken', error: describe(thrown) }),
)
