/**
 * Many pages at once. Each page is a document at its own address in a frame of an empty page with the same origin, so
 * that page can read all frames. A page in a frame uses half of Chromium's time for a page in a tab.
 */
import type { Page } from 'playwright-core'

/** The address of the empty page. None of our pages has this address. */
export const FRAMES = '/frames'
/** All frames are in view. The browser may not paint a frame out of view, and may not run its content. */
export const FRAMES_PAGE =
  '<!doctype html><html lang="en"><title>Frames</title><style>body{margin:0}iframe{width:240px;height:250px}</style><body></body></html>'
/** Frames in a tab. More frames are not faster. */
export const TOGETHER = 12

export const holdsFrames = (page: Page): boolean => URL.parse(page.url())?.pathname === FRAMES

/** Divides payloads into shares of one tab. */
export const inShares = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / TOGETHER) }, (_, share) =>
    all.slice(share * TOGETHER, (share + 1) * TOGETHER),
  )

/**
 * Opens each address in a frame and replaces its content. A frame with undefined is not changed.
 * @returns when all frames are loaded
 */
export async function openFrames(tab: Page, addresses: readonly (string | undefined)[]): Promise<void> {
  if (!holdsFrames(tab)) await tab.goto(FRAMES)
  await tab.evaluate(async (all) => {
    const before = [...document.querySelectorAll('iframe')]
    for (const frame of before.slice(all.length)) frame.remove()
    const loading = all.map((address, index) => {
      if (address === undefined) return undefined
      const frame = document.createElement('iframe')
      frame.src = address
      return new Promise<void>((loaded, failed) => {
        frame.onload = () => loaded()
        setTimeout(() => failed(new Error(`${address} did not load.`)), 60_000)
        const old = before[index]
        if (old) old.replaceWith(frame)
        else document.body.append(frame)
      })
    })
    await Promise.all(loading)
  }, addresses)
}

/** The values of a form's fields by name. */
export type Values = Record<string, string>

/**
 * Sends a form of the page in each frame as the browser does, with the current values of its other fields.
 * @param values for each frame. A frame with undefined is not changed.
 */
export const submitInFrames = (tab: Page, action: RegExp, values: readonly (Values | undefined)[]): Promise<void> =>
  tab.evaluate(
    async ({ pattern, filled }) => {
      const frames = document.querySelectorAll('iframe')
      const loading = [...frames].map((frame, index) => {
        const fields = filled[index]
        if (!fields) return undefined
        const form = [...(frame.contentDocument?.forms ?? [])].find((one) => new RegExp(pattern).test(one.action))
        if (!form) throw new Error(`No form leads to ${pattern}.`)
        for (const [name, value] of Object.entries(fields)) {
          const field = form.elements.namedItem(name)
          if (field && 'value' in field) field.value = value
        }
        return new Promise<void>((loaded, failed) => {
          frame.onload = () => loaded()
          setTimeout(() => failed(new Error(`${form.action} did not answer.`)), 60_000)
          form.submit()
        })
      })
      await Promise.all(loading)
    },
    { pattern: action.source, filled: values },
  )
