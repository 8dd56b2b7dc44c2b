/**
 * A reader without a mouse. Tab moves the focus from stop to stop, and each stop is checked.
 */
import { expect } from '@jest/globals'
import type { Locator, Page } from 'playwright-core'

/** The focused element. */
export type Stop = {
  /** Its element and text, for failure messages. */
  label: string
  /** Whether it has a visible focus indicator. */
  isMarked: boolean
  /** Whether it is inside the window and not covered. */
  isInView: boolean
  /** Whether it follows the previous stop in the document. */
  isInOrder: boolean
}

declare global {
  interface Window {
    lastStop?: Element | undefined
  }
}

/** @returns undefined if nothing on the page has the focus */
const stopOn = (page: Page): Promise<Stop | undefined> =>
  page.evaluate(() => {
    let here = document.activeElement
    while (here?.shadowRoot?.activeElement) here = here.shadowRoot.activeElement
    if (!here || here === document.body) {
      window.lastStop = undefined
      return undefined
    }
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(here)
    const { top, bottom, left, right, width, height } = here.getBoundingClientRect()
    const root = here.getRootNode() as Document | ShadowRoot
    const [x, y] = [left + Math.min(width / 2, 5), top + Math.min(height / 2, 5)]
    const front = root.elementFromPoint(x, y)
    const before = window.lastStop
    window.lastStop = here
    const label = here.getAttribute('aria-label') ?? here.textContent?.trim().slice(0, 40) ?? ''
    return {
      label: `${here.localName}${here.id && `#${here.id}`} “${label}”`,
      // A host page may use the browser's own focus ring, which is `auto`.
      isMarked:
        outlineStyle === 'auto' ||
        (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2) ||
        boxShadow !== 'none',
      isInView:
        bottom > 0 &&
        top < innerHeight &&
        right > 0 &&
        left < innerWidth &&
        (front === null || here.contains(front) || front.contains(here)),
      isInOrder:
        !before?.isConnected ||
        before.getRootNode() !== root ||
        (before.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0,
    }
  })

/** Presses Tab. The next stop must be marked, in view and in order. */
export async function nextStop(page: Page): Promise<Stop | undefined> {
  await page.keyboard.press('Tab')
  const stop = await stopOn(page)
  if (stop) expect({ ...stop }).toEqual({ label: stop.label, isMarked: true, isInView: true, isInOrder: true })
  return stop
}

const MOST_STOPS = 400

/** Presses Tab until the target has the focus. @throws Error if it never does */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.first().waitFor({ state: 'attached' })
  // Scripts may have moved the focus since the last stop.
  await page.evaluate(() => {
    window.lastStop = undefined
  })
  for (let count = 0, wraps = 0; count < MOST_STOPS && wraps < 2; count++) {
    if (!(await nextStop(page))) wraps++
    else if (await target.first().evaluate((one) => (one.getRootNode() as Document | ShadowRoot).activeElement === one))
      return
  }
  throw new Error(`The focus never comes to ${target}.`)
}

/** Presses Tab from the first stop of the page to the last. */
export async function allStops(page: Page): Promise<string[]> {
  const labels: string[] = []
  for (let count = 0; count < MOST_STOPS; count++) {
    const stop = await nextStop(page)
    if (!stop) return labels
    labels.push(stop.label)
  }
  throw new Error(`The focus is trapped after ${labels.slice(-3).join(', ')}.`)
}
