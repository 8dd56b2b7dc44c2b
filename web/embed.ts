/**
 * The widget for pages of other sites (docs/widget.md): `<understory-comments>`, and counts for lists of articles. The site
 * is wherever this script came from.
 */
import { countComments } from './widget/counts.ts'
import { commentsElement } from './widget/element.ts'

// A script that was put into a module or a bundle has no element; then its address is looked for.
const script = document.currentScript ?? document.querySelector('script[src$="/embed.js"]')
const site = script instanceof HTMLScriptElement ? new URL('.', script.src).href.slice(0, -1) : ''

// Two of these scripts on a page are one too many, but no fault.
if (!customElements.get('understory-comments')) {
  customElements.define('understory-comments', commentsElement(site))
  const count = () => void countComments(site)
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', count)
  else count()
  // For pages that add to their lists later.
  document.addEventListener('understory:count', count)
}
