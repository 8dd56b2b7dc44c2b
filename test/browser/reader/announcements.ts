/**
 * Screen reader announcements: the texts of live regions in order, on pages and inside the widget.
 */
import type { BrowserContext, Page } from 'playwright-core'

declare global {
  interface Window {
    /** Filled by the recorder below. */
    announced?: string[]
  }
}

export async function recordAnnouncements(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const announced: string[] = []
    window.announced = announced
    const LIVE = '[role="status"], [role="alert"], [aria-live]'
    const observe = (root: Node) => {
      new MutationObserver((records) => {
        for (const { target, addedNodes } of records) {
          const element = target instanceof Element ? target : target.parentElement
          // An alert is announced when it is added. Other live regions are announced when their content changes.
          const added = [...addedNodes].filter((node) => node instanceof Element)
          const alerts = added.flatMap((node) => [
            ...(node.matches('[role="alert"]') ? [node] : []),
            ...node.querySelectorAll('[role="alert"]'),
          ])
          for (const region of [element?.closest(LIVE), ...alerts]) {
            const text = region?.textContent?.trim()
            if (text) announced.push(text)
          }
        }
      }).observe(root, { childList: true, characterData: true, subtree: true })
    }
    observe(document)
    const attach = Element.prototype.attachShadow
    Element.prototype.attachShadow = function (init) {
      const root = attach.call(this, init)
      observe(root)
      return root
    }
  })
}

/** The announcements since the page was opened. */
export const announcedOn = (page: Page): Promise<string[]> => page.evaluate(() => [...(window.announced ?? [])])
