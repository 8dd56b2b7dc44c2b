/**
 * Checks of a document for injected content, whether or not it ran. A fault is an element, attribute, address or id
 * that our pages do not have. In readers' text, any element that Markdown does not produce is also a fault.
 */
import type { Page } from 'playwright-core'
import { baseUrl } from '../../kit/http/target.ts'

type Rules = typeof RULES

/** Elements and attributes of our pages and the widget. */
const RULES = {
  elements: (
    'html head meta title link script body template a header footer main nav section article form label input textarea select ' +
    'option button fieldset legend h1 h2 h3 h4 h5 h6 p div span bdi time ul ol li details summary img br hr em strong code pre blockquote del ' +
    'sup table thead tbody tr th td'
  ).split(' '),
  attributes: (
    'accept-charset action align alt async aria-current aria-describedby aria-disabled aria-hidden aria-invalid aria-keyshortcuts aria-label aria-labelledby ' +
    'aria-live aria-busy aria-expanded aria-pressed autocomplete charset checked class content crossorigin datetime dir disabled ' +
    'enctype fetchpriority for height hidden href hreflang id lang loading maxlength media method name novalidate open property ' +
    'referrerpolicy rel required role rows selected sizes src start tabindex title type value width'
  ).split(' '),
  /** Elements with which Chromium shows a text document. */
  viewer: 'html head meta body pre div'.split(' '),
  /** Namespaces whose elements have effects in a browser, anywhere in XML. */
  acting: ['http://www.w3.org/1999/xhtml', 'http://www.w3.org/2000/svg', 'http://www.w3.org/1998/Math/MathML'],
  /** Elements from Markdown, by their container. Articles may have more elements than comments. */
  written: [
    { within: '.text', elements: 'a p br em strong code pre blockquote ul ol li hr del'.split(' ') },
    {
      within: '.body',
      elements:
        'a p br em strong code pre blockquote ul ol li hr del img h1 h2 h3 h4 h5 h6 sup table thead tbody tr th td section input'.split(
          ' ',
        ),
    },
  ],
}

const site = (): string => new URL(baseUrl()).origin

/** Audits a page. @returns a line for each fault */
export const auditOf = async (page: Page): Promise<string[]> =>
  (await page.evaluate(faultsIn, { rules: RULES, site: site() })).flat()

/** Audits each page that is open in a frame. @returns the faults of each page */
export const auditFrames = (page: Page): Promise<string[][]> =>
  page.evaluate(faultsIn, { rules: RULES, site: site(), inFrames: true })

/**
 * Audits HTML from feeds, which is not part of a page. Parsing does not run it.
 * @param within the class of its container: `body` for the text of an article or a comment
 */
export const auditParts = async (
  page: Page,
  parts: readonly string[],
  within: 'body' | 'page' = 'body',
): Promise<string[]> => {
  const wrapped = parts.map((part) => `<div class="${within}">${part}</div>`)
  return (await page.evaluate(faultsIn, { rules: RULES, site: site(), parts: wrapped })).flat()
}

type Audited = { rules: Rules; site: string; parts?: string[]; inFrames?: boolean }

/** Runs in the browser, so it cannot use variables of this file. */
function faultsIn({ rules, site, parts, inFrames }: Audited): string[][] {
  const ours = [site, location.origin]
  let faults: string[] = []
  const fault = (element: Element, what: string) =>
    faults.push(`${what}: ${element.outerHTML.slice(0, 160).replace(/\s+/g, ' ')}`)

  const checkAddress = (element: Element, name: string, value: string) => {
    const url = URL.parse(value, element.baseURI)
    // The URL is invalid, so the browser does not fetch it.
    if (url === null) return
    if (!['http:', 'https:', 'mailto:'].includes(url.protocol))
      fault(element, `an address with the scheme ${url.protocol}`)
    if (name === 'action' && !ours.includes(url.origin)) fault(element, 'a form that submits to another site')
  }
  const checkScript = (script: Element) => {
    const source = script.getAttribute('src')
    const type = script.getAttribute('type') ?? ''
    if (source !== null) {
      const { origin, pathname } = new URL(source, script.baseURI)
      const isOurs = /^\/(assets\/[\w.-]+|embed\.js)$/.test(pathname)
      if (!isOurs || (origin !== location.origin && pathname !== '/embed.js'))
        fault(script, 'a script that is not ours')
    } else if (/^application\/(ld\+)?json$/.test(type)) {
      try {
        JSON.parse(script.textContent)
      } catch {
        fault(script, 'data that is not JSON')
      }
    } else fault(script, 'a script in the page')
  }
  const checkWritten = (element: Element) => {
    const place = rules.written.find(({ within }) => element.parentElement?.closest(within))
    if (!place) return
    if (!place.elements.includes(element.localName)) fault(element, `an element in ${place.within}`)
    const { id } = element
    if (id !== '' && (place.within === '.text' || /^u_/.test(id) || !/^[\p{L}\p{N}]/u.test(id)))
      fault(element, 'an id reserved for our pages')
    if (element.hasAttribute('name')) fault(element, 'a name in a text')
    if (
      place.within === '.text' &&
      element.localName === 'a' &&
      !/nofollow ugc/.test(element.getAttribute('rel') ?? '')
    )
      fault(element, 'a link without rel="nofollow ugc"')
  }
  const check = (element: Element) => {
    if (element.namespaceURI !== 'http://www.w3.org/1999/xhtml') fault(element, 'an element outside the HTML namespace')
    else if (!rules.elements.includes(element.localName) && element.localName !== 'understory-comments')
      fault(element, 'an element that our pages do not have')
    for (const { name, value } of element.attributes) {
      if (
        !rules.attributes.includes(name) &&
        !/^data-[a-z-]+$/.test(name) &&
        element.localName !== 'understory-comments'
      )
        fault(element, `an attribute ${name}`)
      if (['href', 'src', 'action', 'formaction'].includes(name)) checkAddress(element, name, value)
    }
    if (element.localName === 'meta' && element.hasAttribute('http-equiv'))
      fault(element, 'a meta element with http-equiv')
    if (element.localName === 'script') checkScript(element)
    checkWritten(element)
  }
  const visit = (root: Document | DocumentFragment) => {
    if ('contentType' in root && root.contentType !== 'text/html') return visitData(root)
    const ids = new Set<string>()
    for (const element of root.querySelectorAll('*')) {
      check(element)
      if (element.id !== '' && ids.has(element.id)) fault(element, 'a duplicate id')
      ids.add(element.id)
      // A page in a frame has its own classes, so `instanceof` does not work.
      if (element.localName === 'template' && 'content' in element) visit(element.content as DocumentFragment)
      if (element.shadowRoot) visit(element.shadowRoot)
    }
  }
  /** Audits an XML document. Chromium shows a document that is neither XML nor HTML as text. */
  const visitData = (root: Document) => {
    const isXml = /\bxml$/.test(root.contentType)
    for (const element of root.querySelectorAll('*'))
      if (isXml ? rules.acting.includes(element.namespaceURI ?? '') : !rules.viewer.includes(element.localName))
        fault(element, 'an active element in XML or text')
  }
  const faultsOf = (root: Document) => {
    faults = []
    visit(root)
    return faults
  }
  if (inFrames)
    return [...document.querySelectorAll('iframe')].map(({ contentDocument: page }) =>
      page === null ? ['the page is not accessible'] : faultsOf(page),
    )
  if (parts === undefined) return [faultsOf(document)]
  return parts.map((part) => {
    const parsed = new DOMParser().parseFromString(part, 'text/html')
    faultsOf(parsed)
    if (parsed.body.childNodes.length !== 1) fault(parsed.body, 'HTML that closes its container')
    return faults
  })
}
