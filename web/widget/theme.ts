/**
 * Light or dark as the page shows itself behind the conversation: many pages have a dark class and say no `color-scheme`.
 */

/** The lightness of a colour from 0 to 1, and its alpha; of a notation that the browser can't convert it tells nothing. */
function lightnessOf(color: string, probe: HTMLElement): { lightness: number; alpha: number } {
  probe.style.color = `oklch(from ${color} l 0 0 / alpha)`
  const [lightness = 2, , , alpha = 1] = (getComputedStyle(probe).color.match(/[\d.]+/g) ?? []).map(Number)
  return { lightness, alpha }
}

/** Of the nearest background that can't be seen through; none where that is the browser's own. */
function schemeBehind(host: HTMLElement, probe: HTMLElement): '' | 'light' | 'dark' {
  let each: Element | null = host
  while (each) {
    const { lightness, alpha } = lightnessOf(getComputedStyle(each).backgroundColor, probe)
    if (alpha > 0.5 && lightness <= 1) return lightness < 0.5 ? 'dark' : 'light'
    const root: Node = each.getRootNode()
    each = each.assignedSlot ?? each.parentElement ?? (root instanceof ShadowRoot ? root.host : null)
  }
  return ''
}

/** Has what is within the border look as its page does, and go on doing so. The attribute `theme` has the last word. */
export function followTheme(host: HTMLElement, border: HTMLElement, signal: AbortSignal): void {
  const probe = document.createElement('i')
  probe.hidden = true
  const follow = () => {
    border.append(probe)
    // Empty, it is the page’s own (web/conversation.css).
    border.style.setProperty('--understory-scheme', host.hasAttribute('theme') ? '' : schemeBehind(host, probe))
    probe.remove()
  }
  follow()
  const observer = new MutationObserver(follow)
  for (const each of [host, document.body, document.documentElement]) observer.observe(each, { attributes: true })
  // A page may fade from one to the other, and may follow the reader's system.
  document.addEventListener('transitionend', follow, { signal })
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', follow, { signal })
  signal.addEventListener('abort', () => observer.disconnect())
}
