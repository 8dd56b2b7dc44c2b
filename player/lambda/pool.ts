/**
 * One function's environments. As on Lambda, each takes one invocation at a time, and a new one starts when all are
 * busy. So a function that fails with concurrent environments fails here too. Unlike on Lambda, their number has a
 * small limit. Invocations above it wait.
 */
import type { LogLevel } from './console.ts'
import {
  type Code,
  type Environment,
  type EnvironmentEvents,
  failure,
  type Outcome,
  openEnvironment,
  type Task,
} from './environment.ts'

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

/** Environments beyond the first are ended after this time without work, as Lambda does after some minutes. */
const IDLE_MILLISECONDS = 5 * 60_000

const STOPPED = failure({ errorType: 'Stopped', errorMessage: 'The stack is stopping.' }, 'crash')
const REPLACED = failure({ errorType: 'Replaced', errorMessage: '' }, 'crash')
const KILLED = failure({ errorType: 'Runtime.ExitError', errorMessage: 'Killed by a test' }, 'crash')

export function createPool(first: Code, { maximum = 4, log }: PoolOptions): Pool {
  let code = first
  let stopped = false
  const environments = new Set<Environment>()
  const waiting: Task[] = []
  let onReady: (() => void)[] = []

  const discard = (environment: Environment, outcome?: Outcome) => {
    environments.delete(environment)
    void environment.end(outcome)
  }
  const retire = (environment: Environment) => {
    if (environment.code !== code) discard(environment, REPLACED)
  }
  const settleReady = () => {
    for (const resolve of onReady) resolve()
    onReady = []
  }

  const events: EnvironmentEvents = {
    log,
    ready: () => {
      settleReady()
      dispatch()
    },
    broken: (environment, error) => {
      discard(environment)
      settleReady()
      waiting.shift()?.settle(failure(error))
      dispatch()
    },
    finished: (environment) => {
      retire(environment)
      dispatch()
    },
    lost: (environment, outcome) => {
      if (!environments.has(environment)) return
      discard(environment, outcome)
      dispatch()
    },
  }
  const open = () => environments.add(openEnvironment(code, events))

  const dispatch = () => {
    for (const environment of environments) {
      if (!environment.ready || environment.busy || environment.code !== code) continue
      const task = waiting.shift()
      if (task === undefined) return
      environment.start(task)
    }
    const current = [...environments].filter((environment) => environment.code === code)
    const starting = current.filter(({ ready }) => !ready).length
    if (waiting.length > starting && current.length < maximum && !stopped) open()
  }

  const endIdle = () => {
    for (const environment of environments) {
      const rests = environment.ready && !environment.busy
      if (environments.size > 1 && rests && performance.now() - environment.idleSince > IDLE_MILLISECONDS) {
        discard(environment)
      }
    }
  }
  const reaper = setInterval(endIdle, IDLE_MILLISECONDS)
  reaper.unref()

  return {
    invoke: (event) =>
      new Promise((settle) => {
        if (stopped) return settle(STOPPED)
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
      for (const environment of environments) if (!environment.busy) retire(environment)
      if (environments.size === 0) open()
      dispatch()
    },
    kill: () => {
      const all = [...environments]
      const victim = all.find(({ busy }) => busy) ?? all[0]
      if (victim === undefined) return false
      discard(victim, KILLED)
      dispatch()
      return true
    },
    stop: async () => {
      stopped = true
      clearInterval(reaper)
      for (const task of waiting.splice(0)) task.settle(STOPPED)
      const ends = [...environments].map((environment) => {
        environments.delete(environment)
        return environment.end(STOPPED)
      })
      await Promise.all(ends)
    },
  }
}
