/**
 * The script of the widget for pages of other sites (docs/widget.md): `<understory-comments>`, and counts for lists of
 * articles. It is loaded with the page. The conversation is loaded when the reader comes near it.
 */
import { watchAddress } from './widget/address.ts'
import { countComments } from './widget/counts.ts'
import { commentsElement, followPage } from './widget/element.ts'
import { siteOfScript } from './widget/site.ts'

const COUNT = 'understory:count'

// A site that replaces its pages may run this script again with each. Then only new entries are counted.
if (customElements.get('understory-comments')) document.dispatchEvent(new CustomEvent(COUNT, { detail: 'new' }))
else {
  const site = siteOfScript()
  customElements.define('understory-comments', commentsElement(site))
  const count = (isAgain: boolean) => {
    // Before that, the page is not complete.
    if (document.readyState !== 'loading') void countComments(site, isAgain)
  }
  count(false)
  document.addEventListener('DOMContentLoaded', () => count(false))
  // For pages that add entries later.
  document.addEventListener(COUNT, (event) => count(!(event instanceof CustomEvent && event.detail === 'new')))
  watchAddress(() => {
    followPage()
    count(false)
  })
}
