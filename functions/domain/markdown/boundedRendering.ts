/**
 * Rendering Markdown that anybody may send. micromark is quadratic in unclosed emphasis, nested brackets and half-written
 * addresses, and nests as many elements as it is told to; so rendering has a time and its outcome a depth.
 */
import { isNativeError } from 'node:util/types'
import { type Context, createContext, Script } from 'node:vm'
import { Busy, InvalidInput } from '../errors.ts'
import type { Cause } from '../faults.ts'

/** Elements inside elements. Sixteen lists in each other make about forty; thousands hurt readers' browsers. */
const MAX_DEPTH = 100
/** Milliseconds by the clock that rendering may take where other programs have the processor. */
const MAX_ELAPSED = 2000

type Bounds = {
  /**
   * Of the processor. Without it, as long as it takes: timing costs half a millisecond, so a text that is too short to take
   * long goes without.
   */
  milliseconds?: number
  /** Of the field that the text came in. */
  path: readonly string[]
  /** Milliseconds that this thread has had of the processor. */
  processorTime?: () => number
}

/**
 * The HTML that `render` makes.
 * @throws InvalidInput when that takes too long or is nested too deeply, Busy when the processor was not to be had
 */
export function renderWithin(bounds: Bounds, render: () => string): string {
  const { milliseconds, path, processorTime = ofThisThread } = bounds
  const fault = (cause: Cause) => new InvalidInput([{ path, ...cause }])
  let html: string
  try {
    html = milliseconds === undefined ? render() : inTime(milliseconds, processorTime, render)
  } catch (error) {
    // Out of time or, as a RangeError, out of stack. Not `instanceof`: the error may come from the other context.
    if (isTimeout(error) || (isNativeError(error) && error.name === 'RangeError'))
      throw fault({ code: 'too-much-markup' })
    throw error
  }
  if (isTooDeep(html)) throw fault({ code: 'markup-too-deep' })
  return html
}

/**
 * V8's timeout goes by the clock. Where that ran out while others had the processor, the text is not at fault. It is tried
 * once more, with twice the time in which this thread, at the share that it had, gets the milliseconds.
 */
function inTime(milliseconds: number, processorTime: () => number, render: () => string): string {
  let timeout = milliseconds
  for (;;) {
    const began = processorTime()
    try {
      return interrupted(timeout, render)
    } catch (error) {
      const used = processorTime() - began
      // The timer is a little early or late.
      if (!isTimeout(error) || used > 0.8 * milliseconds || milliseconds >= MAX_ELAPSED) throw error
      if (timeout > milliseconds) throw new Busy()
      timeout = Math.ceil(Math.min(MAX_ELAPSED, (2 * milliseconds ** 2) / used))
    }
  }
}

function ofThisThread(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

const isTimeout = (error: unknown): boolean =>
  isNativeError(error) && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'

const CALL = new Script('render()')
let room: Context | undefined

/**
 * A timeout needs a context. V8 then stops whatever runs in it, wherever it is defined. One is made and kept, since a new
 * one takes milliseconds.
 */
function interrupted(timeout: number, render: () => string): string {
  room ??= createContext()
  room.render = render
  try {
    return CALL.runInContext(room, { timeout })
  } finally {
    room.render = undefined
  }
}

function isTooDeep(html: string): boolean {
  let depth = 0
  for (const [tag] of html.matchAll(/<[^>]*>/g)) {
    if (tag.endsWith('/>')) continue
    depth += tag.startsWith('</') ? -1 : 1
    if (depth > MAX_DEPTH) return true
  }
  return false
}
