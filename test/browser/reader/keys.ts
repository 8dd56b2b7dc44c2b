/**
 * A reader who has no mouse: goes from stop to stop with Tab, and sees at each where they are.
 */
import { expect } from '@jest/globals'
import type { Locator, Page } from 'playwright-core'

/** Where the focus is, as far as a test of the way there cares. */
export type Stop = {
  /** What it is and says, for a failing test to name. */
  label: string
  /** Whether something is drawn around it. */
  isMarked: boolean
  /** Whether it is within the window, with nothing in front of it. */
  isInView: boolean
  /** Whether it comes after the stop before it in the document. */
  isInOrder: boolean
}

declare global {
  interface Window {
    lastStop?: Element | undefined
  }
}

/** @returns undefined where the focus has left the page */
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
      // A page elsewhere may leave it to the browser, whose own ring is `auto`.
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

/** The next stop, which must be marked, in view and in order. */
export async function nextStop(page: Page): Promise<Stop | undefined> {
  await page.keyboard.press('Tab')
  const stop = await stopOn(page)
  if (stop) expect({ ...stop }).toEqual({ label: stop.label, isMarked: true, isInView: true, isInOrder: true })
  return stop
}

const MOST_STOPS = 400

/** Tab until the focus is there. @throws Error when it never gets there */
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

/** Tab from the first stop of the page to its end. */
export async function allStops(page: Page): Promise<string[]> {
  const labels: string[] = []
  for (let count = 0; count < MOST_STOPS; count++) {
    const stop = await nextStop(page)
    if (!stop) return labels
    labels.push(stop.label)
  }
  throw new Error(`The focus is trapped after ${labels.slice(-3).join(', ')}.`)
}
