/**
 * One function's environments. As on Lambda, each takes one invocation at a time and a new one starts when all are busy,
 * so that what breaks under concurrent instances breaks here too. Unlike Lambda there is a small limit, and invocations
 * wait their turn at it.
 */
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

/** What becomes one environment: a function and the variables this machine adds to the template's. */
export type Code = {
  readonly spec: FunctionSpec
  readonly environment: Readonly<Record<string, string>>
}

export type PoolOptions = {
  /** Environments at once. @default 4 */
  readonly maximum?: number
  readonly log: (functionName: string, level: LogLevel, text: string) => void
}

export type Pool = {
  /** @param event what the handler gets, JSON-serializable */
  invoke(event: unknown): Promise<Outcome>
  /** Starts the first environment ahead of the first request. */
  warm(): Promise<void>
  /** New code or environment: invocations under way finish on the old, all others run on the new. */
  replace(code: Code): void
  /** For tests: ends one environment, a busy one if there is any, as if its machine had died. */
  kill(): boolean
  stop(): Promise<void>
}

type Task = {
  readonly event: string
  readonly settle: (outcome: Outcome) => void
}

type Environment = {
  readonly worker: Worker
  readonly code: Code
  ready: boolean
  idleSince: number
  task?: Task & { readonly requestId: string; readonly timer: NodeJS.Timeout }
}

const failure = (error: FunctionError, why: 'thrown' | 'timeout' | 'crash' = 'thrown'): Outcome => ({
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

/** Environments beyond the first are given back after this time without work, as Lambda does after some minutes. */
const IDLE_MILLISECONDS = 5 * 60_000

export function createPool(first: Code, { maximum = 4, log }: PoolOptions): Pool {
  let code = first
  let stopped = false
  const environments = new Set<Environment>()
  const waiting: Task[] = []
  let onReady: (() => void)[] = []

  const finish = (environment: Environment, outcome: Outcome) => {
    const { task } = environment
    if (task === undefined) return
    clearTimeout(task.timer)
    delete environment.task
    environment.idleSince = performance.now()
    task.settle(outcome)
  }

  const discard = (environment: Environment, outcome: Outcome) => {
    environments.delete(environment)
    finish(environment, outcome)
    void environment.worker.terminate()
  }

  const start = (environment: Environment, task: Task) => {
    const requestId = randomUUID()
    const { timeoutSeconds, name } = environment.code.spec
    const timer = setTimeout(() => {
      const errorMessage = `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`
      log(name, 'error', errorMessage)
      discard(environment, failure({ errorType: 'Sandbox.Timedout', errorMessage }, 'timeout'))
      dispatch()
    }, timeoutSeconds * 1000)
    environment.task = { ...task, requestId, timer }
    const invocation: Invocation = { requestId, event: task.event, deadline: Date.now() + timeoutSeconds * 1000 }
    environment.worker.postMessage(invocation)
  }

  const retire = (environment: Environment) => {
    if (environment.code !== code) discard(environment, failure({ errorType: 'Replaced', errorMessage: '' }, 'crash'))
  }

  const dispatch = () => {
    for (const environment of environments) {
      if (!environment.ready || environment.task !== undefined || environment.code !== code) continue
      const task = waiting.shift()
      if (task === undefined) return
      start(environment, task)
    }
    const current = [...environments].filter((environment) => environment.code === code)
    const starting = current.filter(({ ready }) => !ready).length
    if (waiting.length > starting && current.length < maximum && !stopped) open()
  }

  const hear = (environment: Environment, message: WorkerMessage) => {
    const { name } = environment.code.spec
    switch (message.type) {
      case 'log':
        return log(name, message.level, message.text)
      case 'ready':
        environment.ready = true
        for (const resolve of onReady) resolve()
        onReady = []
        return dispatch()
      case 'broken':
        log(name, 'error', `does not load: ${message.error.stack ?? message.error.errorMessage}`)
        environments.delete(environment)
        void environment.worker.terminate()
        for (const resolve of onReady) resolve()
        onReady = []
        waiting.shift()?.settle(failure(message.error))
        return dispatch()
      case 'done':
      case 'failed':
        if (environment.task?.requestId !== message.requestId) return
        if (message.type === 'failed') log(name, 'error', message.error.stack ?? message.error.errorMessage)
        finish(environment, message.type === 'done' ? { ok: true, result: message.result } : failure(message.error))
        retire(environment)
        return dispatch()
    }
  }

  const open = () => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: setupOf(code),
      env: { ...code.spec.environment, ...code.environment },
      // Flags of this process (a test runner's, say) are none of the function's.
      execArgv: [],
    })
    const environment: Environment = { worker, code, ready: false, idleSince: performance.now() }
    environments.add(environment)
    worker.on('message', (message: WorkerMessage) => hear(environment, message))
    worker.on('error', (error) => {
      // An exception outside any handler ends an environment on Lambda too.
      log(environment.code.spec.name, 'error', error instanceof Error ? (error.stack ?? error.message) : String(error))
    })
    worker.on('exit', () => {
      if (!environments.has(environment)) return
      discard(environment, failure({ errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited' }, 'crash'))
      dispatch()
    })
  }

  const reaper = setInterval(() => {
    for (const environment of environments) {
      const rests = environment.ready && environment.task === undefined
      if (environments.size > 1 && rests && performance.now() - environment.idleSince > IDLE_MILLISECONDS) {
        environments.delete(environment)
        void environment.worker.terminate()
      }
    }
  }, IDLE_MILLISECONDS)
  reaper.unref()

  return {
    invoke: (event) =>
      new Promise((settle) => {
        if (stopped) return settle(failure({ errorType: 'Stopped', errorMessage: 'The stack is stopping.' }, 'crash'))
        waiting.push({ event: JSON.stringify(event), settle })
        dispatch()
      }),
    warm: () =>
      new Promise((resolve) => {
        onReady.push(resolve)
        if (environments.size === 0) open()
        else if ([...environments].some(({ ready }) => ready)) resolve()
      }),
    replace: (next) => {
      code = next
      for (const environment of environments) if (environment.task === undefined) retire(environment)
      if (environments.size === 0) open()
      dispatch()
    },
    kill: () => {
      const all = [...environments]
      const victim = all.find(({ task }) => task !== undefined) ?? all[0]
      if (victim === undefined) return false
      discard(victim, failure({ errorType: 'Runtime.ExitError', errorMessage: 'Killed by a test' }, 'crash'))
      dispatch()
      return true
    },
    stop: async () => {
      stopped = true
      clearInterval(reaper)
      const gone = failure({ errorType: 'Stopped', errorMessage: 'The stack is stopping.' }, 'crash')
      for (const task of waiting.splice(0)) task.settle(gone)
      const ends = [...environments].map((environment) => {
        environments.delete(environment)
        finish(environment, gone)
        return environment.worker.terminate()
      })
      await Promise.all(ends)
    },
  }
}
