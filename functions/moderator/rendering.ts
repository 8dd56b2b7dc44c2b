/**
 * Renders the texts of many comments in one request. Each may take 200 ms of processor time. The remaining time is not
 * checked during that.
 */

import { Busy } from '../domain/errors.ts'
import { renderComment } from '../domain/markdown/commentRendering.ts'
import { timeLeft } from '../running/deadline.ts'

/** Milliseconds to render a text on a busy machine (domain/markdown/boundedRendering.ts) and to store it. */
const TIME_FOR_ONE = 1000

/**
 * Renders texts in sequence, while the request has time for another.
 * @returns a function that renders a text; it throws Busy if no time is left, and InvalidInput as renderComment does
 */
export function rendererInTime(): (text: string) => Promise<string> {
  let before: Promise<unknown> = Promise.resolve()
  return (text) => {
    const html = before.then(() => {
      if (timeLeft() < TIME_FOR_ONE) throw new Busy()
      return renderComment(text)
    })
    before = html.catch(() => undefined)
    return html
  }
}
