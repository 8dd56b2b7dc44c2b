/**
 * What stands in a document that we did not put there, whether or not it has run: elements, attributes, addresses and ids
 * that none of our pages has, and anything but Markdown's own elements where readers' text stands.
 */
import type { Page } from 'playwright-core'
import { baseUrl } from '../../kit/http/target.ts'

type Rules = typeof RULES

/** All that our pages and the widget are made of. */
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
  /** What Chromium shows a text in. */
  viewer: 'html head meta body pre div'.split(' '),
  /** Languages whose elements a browser acts on, wherever in XML they stand. */
  acting: ['http://www.w3.org/1999/xhtml', 'http://www.w3.org/2000/svg', 'http://www.w3.org/1998/Math/MathML'],
  /** Of Markdown, by where it stands: an article may have more than a comment. */
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

/** What of each element in a document is not ours. @returns a line for each fault */
export const auditOf = async (page: Page): Promise<string[]> =>
  (await page.evaluate(faultsIn, { rules: RULES, site: site() })).flat()

/** The same of each page that is open in a frame. @returns the faults of each */
export const auditFrames = (page: Page): Promise<string[][]> =>
  page.evaluate(faultsIn, { rules: RULES, site: site(), inFrames: true })

/**
 * The same of HTML that stands in no page: what feeds carry. It is parsed here, so nothing in it runs.
 * @param within the class of what it will stand in: `body` where it is an article's or a comment's text
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

/** Runs in the browser, so it may use nothing of this file. */
function faultsIn({ rules, site, parts, inFrames }: Audited): string[][] {
  const ours = [site, location.origin]
  let faults: string[] = []
  const fault = (element: Element, what: string) =>
    faults.push(`${what}: ${element.outerHTML.slice(0, 160).replace(/\s+/g, ' ')}`)

  const checkAddress = (element: Element, name: string, value: string) => {
    const url = URL.parse(value, element.baseURI)
    // A host that is none makes no address at all.
    if (url === null) return
    if (!['http:', 'https:', 'mailto:'].includes(url.protocol)) fault(element, `an address that begins ${url.protocol}`)
    if (name === 'action' && !ours.includes(url.origin)) fault(element, 'a form that leads away')
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
        fault(script, 'data that is no JSON')
      }
    } else fault(script, 'a script in the page')
  }
  const checkWritten = (element: Element) => {
    const place = rules.written.find(({ within }) => element.parentElement?.closest(within))
    if (!place) return
    if (!place.elements.includes(element.localName)) fault(element, `an element in ${place.within}`)
    const { id } = element
    if (id !== '' && (place.within === '.text' || /^u_/.test(id) || !/^[\p{L}\p{N}]/u.test(id)))
      fault(element, 'an id that is ours')
    if (element.hasAttribute('name')) fault(element, 'a name in a text')
    if (
      place.within === '.text' &&
      element.localName === 'a' &&
      !/nofollow ugc/.test(element.getAttribute('rel') ?? '')
    )
      fault(element, 'a link that says nothing of who wrote it')
  }
  const check = (element: Element) => {
    if (element.namespaceURI !== 'http://www.w3.org/1999/xhtml') fault(element, 'an element of another language')
    else if (!rules.elements.includes(element.localName) && element.localName !== 'understory-comments')
      fault(element, 'an element that we have not')
    for (const { name, value } of element.attributes) {
      if (
        !rules.attributes.includes(name) &&
        !/^data-[a-z-]+$/.test(name) &&
        element.localName !== 'understory-comments'
      )
        fault(element, `an attribute ${name}`)
      if (['href', 'src', 'action', 'formaction'].includes(name)) checkAddress(element, name, value)
    }
    if (element.localName === 'meta' && element.hasAttribute('http-equiv')) fault(element, 'a meta that commands')
    if (element.localName === 'script') checkScript(element)
    checkWritten(element)
  }
  const visit = (root: Document | DocumentFragment) => {
    if ('contentType' in root && root.contentType !== 'text/html') return visitData(root)
    const ids = new Set<string>()
    for (const element of root.querySelectorAll('*')) {
      check(element)
      if (element.id !== '' && ids.has(element.id)) fault(element, 'an id that another has')
      ids.add(element.id)
      // A page in a frame has classes of its own.
      if (element.localName === 'template' && 'content' in element) visit(element.content as DocumentFragment)
      if (element.shadowRoot) visit(element.shadowRoot)
    }
  }
  /** XML has elements of its own; what is neither XML nor HTML, Chromium shows as text. */
  const visitData = (root: Document) => {
    const isXml = /\bxml$/.test(root.contentType)
    for (const element of root.querySelectorAll('*'))
      if (isXml ? rules.acting.includes(element.namespaceURI ?? '') : !rules.viewer.includes(element.localName))
        fault(element, 'an element in what is no page')
  }
  const faultsOf = (root: Document) => {
    faults = []
    visit(root)
    return faults
  }
  if (inFrames)
    return [...document.querySelectorAll('iframe')].map(({ contentDocument: page }) =>
      page === null ? ['the page went away'] : faultsOf(page),
    )
  if (parts === undefined) return [faultsOf(document)]
  return parts.map((part) => {
    const parsed = new DOMParser().parseFromString(part, 'text/html')
    faultsOf(parsed)
    if (parsed.body.childNodes.length !== 1) fault(parsed.body, 'a part that ends before its end')
    return faults
  })
}
