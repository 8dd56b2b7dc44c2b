/** Messages between an environment and its worker thread. Events and results are JSON text, as on Lambda. */
import type { LogLevel } from './console.ts'

export type WorkerSetup = {
  readonly bundle: string
  readonly exported: string
  readonly functionName: string
  readonly functionArn: string
  readonly memoryMegabytes: number
}

export type Invocation = {
  readonly requestId: string
  readonly event: string
  /** Milliseconds since 1970. */
  readonly deadline: number
}

/** As Lambda reports an error of a function: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html */
export type FunctionError = {
  readonly errorType: string
  readonly errorMessage: string
  readonly stack?: string
}

export type WorkerMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'broken'; readonly error: FunctionError }
  | { readonly type: 'done'; readonly requestId: string; readonly result: string }
  | { readonly type: 'failed'; readonly requestId: string; readonly error: FunctionError }
  | { readonly type: 'log'; readonly level: LogLevel; readonly text: string }
