/**
 * Makes addresses in old texts absolute, replaces redirects, and removes those that are not web addresses.
 */
import type { Element, Root } from 'hast'
import {
  type Child,
  changeElements,
  element,
  isElement,
  isNamed,
  isText,
  type Parent,
  propertyOf,
  textIn,
  textNode,
} from './elements.ts'

/** The longest address that is taken. */
const MAX_LENGTH = 2000

/**
 * An http or https address in the form that the API takes; undefined for anything else.
 * @param base the address of the page, for a relative one
 */
export function webAddress(text: string, base?: string): string | undefined {
  const trimmed = text.trim()
  // The protocol of the page, which is not always known.
  const address = withoutRedirect(
    URL.parse(trimmed.startsWith('//') && base === undefined ? `https:${trimmed}` : trimmed, base),
  )
  if (!address || !/^https?:$/.test(address.protocol) || address.username + address.password !== '') return undefined
  const written = address.href.replace(/[|^`\\{}"<>]/g, encodeURIComponent)
  return written.length <= MAX_LENGTH && !/[\s\p{C}]/u.test(written) ? written : undefined
}

/** Disqus links through a counter, `https://disq.us/url?url=<address>:<check>`. */
function withoutRedirect(address: URL | null): URL | null {
  if (!address || !/^(?:www\.)?disq\.us$/.test(address.hostname) || address.pathname !== '/url') return address
  return URL.parse((address.searchParams.get('url') ?? '').replace(/:[\w-]{10,}$/, ''))
}

/**
 * Makes the addresses of links and pictures absolute. A link without a web address becomes its text; a picture without
 * one becomes its alternative text.
 * @param lost called for each picture of which nothing is left
 */
export function normaliseAddresses(tree: Root, base: string | undefined, lost: (name: string) => void): void {
  changeElements(tree, (node) => {
    if (isNamed(node, 'a')) return normaliseLink(node, base)
    if (isNamed(node, 'img')) return normalisePicture(node, base, lost)
    return [node]
  })
}

function normaliseLink(link: Element, base: string | undefined): Child[] {
  const written = propertyOf(link, 'href')
  const mail = /^mailto:[^\s@\p{C}]+@[^\s@\p{C}?]+/iu.exec(written)?.[0]
  // An anchor of the old page does not exist in the new one.
  const href = mail ?? (written === '' || written.startsWith('#') ? undefined : webAddress(written, base))
  return href === undefined ? link.children : [element('a', link.children, { href })]
}

function normalisePicture(picture: Element, base: string | undefined, lost: (name: string) => void): Child[] {
  // Scripts for lazy loading keep the address in another attribute.
  const candidates = ['src', 'dataSrc', 'dataLazySrc', 'dataOriginal'].map((name) => propertyOf(picture, name))
  const src = candidates.map((candidate) => (candidate === '' ? undefined : webAddress(candidate, base))).find(Boolean)
  const alt = propertyOf(picture, 'alt').replace(/\s+/g, ' ').trim()
  if (src === undefined && alt === '') lost('img')
  return src === undefined ? [textNode(alt === '' ? '' : ` ${alt} `)] : [element('img', [], { src, alt })]
}

/**
 * Space, signs of full width, quotation marks, long dashes and ellipses are never in an address, in any script:
 * 见 https://example.org/a。 The rule is that of the renderer.
 */
const ADDRESS =
  /\b(?:https?:\/\/|www\.(?=[^\s.]+\.))[^\s<>"[\p{P}&&[\u3000-\u303F\uFF01-\uFFEF]]\uFF5C\uFF5E\u2014\u2015\u2026\u00AB\u00BB\u2039\u203A\u201C-\u201F]+/giv
/** Signs that are part of an address only when more of it follows. */
const ENDS = /^(?:[.,;:!?'*_~\]]|[\p{P}--\p{ASCII}])$/v

/** Makes links of bare addresses, as both systems do when they show comments. */
export function linkAddresses(parent: Parent): void {
  if (parent.type === 'element' && ['a', 'code', 'pre'].includes(parent.tagName)) return
  for (const child of parent.children) if (isElement(child)) linkAddresses(child)
  const children: Child[] = parent.children.flatMap((child) => (isText(child) ? linked(child.value) : [child]))
  parent.children = element('div', children).children
}

function linked(text: string): Child[] {
  const nodes: Child[] = []
  let from = 0
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const shown = withoutEnd(found)
    const href = webAddress(/^www/i.test(shown) ? `http://${shown}` : shown)
    if (href === undefined) continue
    nodes.push(textNode(text.slice(from, index)), element('a', [textNode(shown)], { href }))
    from = index + shown.length
  }
  return [...nodes, textNode(text.slice(from))].filter((node) => !isText(node) || node.value !== '')
}

/** Removes punctuation at the end, and a closing bracket that was opened before the address. */
function withoutEnd(address: string): string {
  let end = address.length
  for (;;) {
    const last = address.charAt(end - 1)
    const isOurs = ENDS.test(last) || (last === ')' && !isBalanced(address.slice(0, end)))
    if (!isOurs) return address.slice(0, end)
    end--
  }
}

const isBalanced = (text: string): boolean => text.split('(').length >= text.split(')').length

/** An address that stands alone is a link: WordPress embeds what it leads to. */
export function linkLoneAddresses(tree: Root): void {
  changeElements(tree, (node) => {
    if (!isNamed(node, 'p', 'div') || node.children.some((child) => !isText(child))) return [node]
    const text = textIn(node.children).trim()
    return /^https?:\/\/\S+$/i.test(text) ? [element('p', linked(text))] : [node]
  })
}
