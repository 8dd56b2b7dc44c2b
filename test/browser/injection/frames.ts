/**
 * Many pages at once. Each is a document of its own, at its own address, in a frame of an empty page of the same origin,
 * which can look into all of them. In a frame a page costs Chromium half of what it costs in a tab.
 */
import type { Page } from 'playwright-core'

/** Where the empty page is; none of ours has this address. */
export const FRAMES = '/frames'
/** All frames are in view: what is out of view may not be painted, and what is not painted may not run. */
export const FRAMES_PAGE =
  '<!doctype html><html lang="en"><title>Frames</title><style>body{margin:0}iframe{width:240px;height:250px}</style><body></body></html>'
/** Frames in a tab. More gain nothing. */
export const TOGETHER = 12

export const holdsFrames = (page: Page): boolean => URL.parse(page.url())?.pathname === FRAMES

/** In shares of what one tab opens at once. */
export const inShares = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / TOGETHER) }, (_, share) =>
    all.slice(share * TOGETHER, (share + 1) * TOGETHER),
  )

/**
 * Opens each address in a frame, in place of what stands there; undefined leaves a frame alone.
 * @returns once all are loaded
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

/** The fields of a form by name. */
export type Values = Record<string, string>

/**
 * Sends a form of the page in each frame as a browser does by itself, with whatever stands in it.
 * @param values for each frame; undefined leaves a frame alone
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
