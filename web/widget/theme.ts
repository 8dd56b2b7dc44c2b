/**
 * The theme of the page behind the conversation, light or dark. Many pages have a dark class and declare no `color-scheme`.
 */

/**
 * A colour's lightness from 0 to 1, and its alpha. Undefined where the browser cannot convert it: Firefox before 128 and
 * Safari before 18 know no relative colours. A refused value would leave the probe's own colour, which is no background.
 */
function lightnessOf(color: string, probe: HTMLElement): { lightness: number; alpha: number } | undefined {
  const converted = `oklch(from ${color} l 0 0 / alpha)`
  if (!CSS.supports('color', converted)) return undefined
  probe.style.color = converted
  const [lightness = 0, , , alpha = 1] = (getComputedStyle(probe).color.match(/[\d.]+/g) ?? []).map(Number)
  return { lightness, alpha }
}

/** The theme of the nearest opaque background. Empty where no element has one, or the browser cannot tell. */
function schemeBehind(host: HTMLElement, probe: HTMLElement): '' | 'light' | 'dark' {
  let each: Element | null = host
  while (each) {
    const behind = lightnessOf(getComputedStyle(each).backgroundColor, probe)
    if (behind && behind.alpha > 0.5) return behind.lightness < 0.5 ? 'dark' : 'light'
    const root: Node = each.getRootNode()
    each = each.assignedSlot ?? each.parentElement ?? (root instanceof ShadowRoot ? root.host : null)
  }
  return ''
}

/** Sets the theme of what is within the border, and follows its changes. The attribute `theme` overrides the page. */
export function followTheme(host: HTMLElement, border: HTMLElement, signal: AbortSignal): void {
  const probe = document.createElement('i')
  probe.hidden = true
  const follow = () => {
    border.append(probe)
    // Empty means the page’s own `color-scheme` (web/conversation.css).
    border.style.setProperty('--understory-scheme', host.hasAttribute('theme') ? '' : schemeBehind(host, probe))
    probe.remove()
  }
  follow()
  const observer = new MutationObserver(follow)
  for (const each of [host, document.body, document.documentElement]) observer.observe(each, { attributes: true })
  // A page may change its background in a transition, and may follow the reader's system.
  document.addEventListener('transitionend', follow, { signal })
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', follow, { signal })
  signal.addEventListener('abort', () => observer.disconnect())
}
