/**
 * Replaces players and frames by links to what they show.
 */
import type { Element, Root } from 'hast'
import { webAddress } from './addresses.ts'
import { changeElements, element, isElement, isNamed, propertyOf, textNode } from './elements.ts'

const PLAYERS = ['video', 'audio', 'iframe', 'embed', 'object']

/** @param base the address of the page */
export function linkEmbedded(tree: Root, base: string | undefined): void {
  changeElements(tree, (node) => {
    if (!isNamed(node, ...PLAYERS)) return [node]
    const href = addressesOf(node)
      .map((address) => (address === '' ? undefined : webAddress(address, base)))
      .find((address) => address !== undefined)
    if (href === undefined) return isNamed(node, 'object') ? [...node.children, { ...node, children: [] }] : [node]
    const shown = watchAddress(href)
    return [element('p', [element('a', [textNode(shown)], { href: shown })])]
  })
}

/** The addresses in a player. Scripts for lazy loading keep the address in another attribute. */
function addressesOf(player: Element): string[] {
  const own = ['src', 'data', 'dataSrc', 'dataLazySrc'].map((name) => propertyOf(player, name))
  const inside = player.children.filter(isElement).map((child: Element) => {
    if (isNamed(child, 'source')) return propertyOf(child, 'src')
    return isNamed(child, 'param') && /^(?:movie|src)$/i.test(propertyOf(child, 'name'))
      ? propertyOf(child, 'value')
      : ''
  })
  return [...own, ...inside]
}

/** The page of a film, for the address of its player, which is made for frames. */
function watchAddress(address: string): string {
  const { hostname, pathname } = new URL(address)
  const [, youtube] = /(?:^|\.)youtube(?:-nocookie)?\.com$/.test(hostname)
    ? (/^\/(?:embed|v)\/([\w-]{11})/.exec(pathname) ?? [])
    : []
  if (youtube !== undefined) return `https://www.youtube.com/watch?v=${youtube}`
  const [, vimeo] = hostname === 'player.vimeo.com' ? (/^\/video\/(\d+)/.exec(pathname) ?? []) : []
  return vimeo === undefined ? address : `https://vimeo.com/${vimeo}`
}
