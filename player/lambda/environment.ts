/** One environment of a function: a worker thread that takes one invocation at a time. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { FunctionSpec } from '../template/system.ts'
import type { LogLevel } from './console.ts'
import type { FunctionError, Invocation, WorkerMessage, WorkerSetup } from './protocol.ts'

export type Outcome =
  | { readonly ok: true /** JSON. */; readonly result: string }
  /** `timedOut`: stopped at the function's timeout. `crashed`: the environment died. Otherwise the handler threw. */
  | { readonly ok: false; readonly error: FunctionError; readonly timedOut: boolean; readonly crashed: boolean }

/** What an environment runs: a function, and the variables that this machine adds to the template's. */
export type Code = {
  readonly spec: FunctionSpec
  readonly environment: Readonly<Record<string, string>>
}

export type Task = {
  readonly event: string
  readonly settle: (outcome: Outcome) => void
}

export type Environment = {
  readonly code: Code
  /** Whether its code is loaded. */
  readonly ready: boolean
  readonly busy: boolean
  /** By `performance.now()`. */
  readonly idleSince: number
  start(task: Task): void
  /** Ends the thread. A task under way gets this outcome. */
  end(outcome?: Outcome): Promise<unknown>
}

export type EnvironmentEvents = {
  log(functionName: string, level: LogLevel, text: string): void
  ready(): void
  /** The code does not load. */
  broken(environment: Environment, error: FunctionError): void
  /** A task has its outcome, and the environment can take another. */
  finished(environment: Environment): void
  /** The environment has reached the function's timeout, or has died. */
  lost(environment: Environment, outcome: Outcome): void
}

export const failure = (error: FunctionError, why: 'thrown' | 'timeout' | 'crash' = 'thrown'): Outcome => ({
  ok: false,
  error,
  timedOut: why === 'timeout',
  crashed: why === 'crash',
})

function setupOf({ spec }: Code): WorkerSetup {
  const dot = spec.handler.lastIndexOf('.')
  return {
    bundle: join(spec.code, `${spec.handler.slice(0, dot)}.mjs`),
    exported: spec.handler.slice(dot + 1),
    functionName: spec.logicalId,
    functionArn: spec.arn,
    memoryMegabytes: spec.memoryMegabytes,
  }
}

export function openEnvironment(code: Code, events: EnvironmentEvents): Environment {
  const { name, timeoutSeconds } = code.spec
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: setupOf(code),
    env: { ...code.spec.environment, ...code.environment },
    // The flags of this process, such as a test runner's, are not for the function.
    execArgv: [],
  })
  let ready = false
  let idleSince = performance.now()
  let task: (Task & { readonly requestId: string; readonly timer: NodeJS.Timeout }) | undefined

  const finish = (outcome: Outcome) => {
    if (task === undefined) return
    const { timer, settle } = task
    clearTimeout(timer)
    task = undefined
    idleSince = performance.now()
    settle(outcome)
  }

  const environment: Environment = {
    code,
    get ready() {
      return ready
    },
    get busy() {
      return task !== undefined
    },
    get idleSince() {
      return idleSince
    },
    start: (next) => {
      const requestId = randomUUID()
      const timer = setTimeout(() => {
        const errorMessage = `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`
        events.log(name, 'error', errorMessage)
        events.lost(environment, failure({ errorType: 'Sandbox.Timedout', errorMessage }, 'timeout'))
      }, timeoutSeconds * 1000)
      task = { ...next, requestId, timer }
      const invocation: Invocation = { requestId, event: next.event, deadline: Date.now() + timeoutSeconds * 1000 }
      worker.postMessage(invocation)
    },
    end: (outcome) => {
      if (outcome !== undefined) finish(outcome)
      return worker.terminate()
    },
  }

  worker.on('message', (message: WorkerMessage) => {
    switch (message.type) {
      case 'log':
        return events.log(name, message.level, message.text)
      case 'ready':
        ready = true
        return events.ready()
      case 'broken':
        events.log(name, 'error', `does not load: ${message.error.stack ?? message.error.errorMessage}`)
        return events.broken(environment, message.error)
      case 'done':
      case 'failed':
        if (task?.requestId !== message.requestId) return
        if (message.type === 'failed') events.log(name, 'error', message.error.stack ?? message.error.errorMessage)
        finish(message.type === 'done' ? { ok: true, result: message.result } : failure(message.error))
        return events.finished(environment)
    }
  })
  worker.on('error', (error) => {
    // An exception outside any handler ends an environment on Lambda too.
    events.log(name, 'error', error instanceof Error ? (error.stack ?? error.message) : String(error))
  })
  worker.on('exit', () => {
    events.lost(environment, failure({ errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited' }, 'crash'))
  })
  return environment
}
