/**
 * Rendering the texts of many comments within one request. Each may take 200 ms of the processor, during which the time left
 * is not checked.
 */

import { Busy } from '../domain/errors.ts'
import { renderComment } from '../domain/markdown/commentRendering.ts'
import { timeLeft } from '../running/deadline.ts'

/** Milliseconds that a text may take on a busy machine (domain/markdown/boundedRendering.ts), and then some in which to store it. */
const TIME_FOR_ONE = 1000

/**
 * Renders one text after another, as long as the request has time for one more.
 * @returns what renders; it throws Busy once there is no time left, and InvalidInput as renderComment does
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
