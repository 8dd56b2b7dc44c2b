/**
 * Limits for rendering untrusted Markdown. micromark takes quadratic time for unclosed emphasis, nested brackets and
 * incomplete addresses, and does not limit the nesting of elements. So the rendering time and the depth of the HTML are
 * limited here.
 */
import { isNativeError } from 'node:util/types'
import { type Context, createContext, Script } from 'node:vm'
import { Busy, InvalidInput } from '../errors.ts'
import type { Cause } from '../faults.ts'

/** Nested elements. Sixteen nested lists make about forty. Thousands slow down readers' browsers. */
const MAX_DEPTH = 100
/** Milliseconds of elapsed time that rendering may take while other programs use the processor. */
const MAX_ELAPSED = 2000

type Bounds = {
  /** Processor time; unlimited if absent. Timing costs half a millisecond, so it is left out for short texts. */
  milliseconds?: number
  /** The path of the text's field. */
  path: readonly string[]
  /** The processor time that this thread has used, in milliseconds. */
  processorTime?: () => number
}

/**
 * Calls `render` within the bounds.
 * @returns the HTML
 * @throws InvalidInput when rendering takes too long or the HTML is nested too deeply; Busy when other programs used
 * the processor
 */
export function renderWithin(bounds: Bounds, render: () => string): string {
  const { milliseconds, path, processorTime = ofThisThread } = bounds
  const fault = (cause: Cause) => new InvalidInput([{ path, ...cause }])
  let html: string
  try {
    html = milliseconds === undefined ? render() : inTime(milliseconds, processorTime, render)
  } catch (error) {
    // A RangeError means that the stack is exhausted. Not `instanceof`: the error may come from the other context.
    if (isTimeout(error) || (isNativeError(error) && error.name === 'RangeError'))
      throw fault({ code: 'too-much-markup' })
    throw error
  }
  if (isTooDeep(html)) throw fault({ code: 'markup-too-deep' })
  return html
}

/**
 * V8's timeout measures elapsed time. If it expires while other programs use the processor, the text is not at fault.
 * It is then rendered once more. The new timeout is twice the elapsed time that this thread needs for the milliseconds
 * at its share of the processor.
 */
function inTime(milliseconds: number, processorTime: () => number, render: () => string): string {
  let timeout = milliseconds
  for (;;) {
    const began = processorTime()
    try {
      return interrupted(timeout, render)
    } catch (error) {
      const used = processorTime() - began
      // The timer may fire a little early or late.
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
let context: Context | undefined

/**
 * V8 needs a context for a timeout. It then stops all code that runs in the context, wherever the code is defined. The
 * context is kept, because a new one takes milliseconds.
 */
function interrupted(timeout: number, render: () => string): string {
  context ??= createContext()
  context.render = render
  try {
    return CALL.runInContext(context, { timeout })
  } finally {
    context.render = undefined
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
