/**
 * Rendering Markdown that anybody may send. micromark is quadratic in unclosed emphasis, nested brackets and half-written
 * addresses, and nests as many elements as it is told to; so rendering has a time and its outcome a depth.
 */
import { isNativeError } from 'node:util/types'
import { type Context, createContext, Script } from 'node:vm'
import { InvalidInput } from './errors.ts'

/** Elements inside elements. Sixteen lists in each other make about forty; thousands hurt readers' browsers. */
const MAX_DEPTH = 100

type Bounds = {
  /** Without it, as long as it takes: timing costs half a millisecond, so a text that is too short to take long goes without. */
  milliseconds?: number
  /** The field that the text came in, as a JSON Pointer. */
  pointer: string
}

/**
 * The HTML that `render` makes.
 * @throws InvalidInput when that takes too long or is nested too deeply
 */
export function renderWithin({ milliseconds, pointer }: Bounds, render: () => string): string {
  const unreadable = (detail: string) => new InvalidInput([{ pointer, detail }])
  const tooDeep = () => unreadable('Quotes, lists or emphasis are nested too deeply.')
  let html: string
  try {
    html = milliseconds === undefined ? render() : inTime(milliseconds, render)
  } catch (error) {
    // Not `instanceof`: the error may come from the other context.
    if (!isNativeError(error)) throw error
    if (error.name === 'RangeError') throw tooDeep()
    if ('code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
      throw unreadable(
        'This Markdown takes too long to render: too many open brackets, emphasis marks or table columns.',
      )
    throw error
  }
  if (isTooDeep(html)) throw tooDeep()
  return html
}

const CALL = new Script('render()')
let room: Context | undefined

/**
 * A timeout needs a context. V8 then stops whatever runs in it, wherever it is defined. One is made and kept, since a new
 * one takes milliseconds.
 */
function inTime(milliseconds: number, render: () => string): string {
  room ??= createContext()
  room.render = render
  try {
    return CALL.runInContext(room, { timeout: milliseconds })
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
