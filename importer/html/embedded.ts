/**
 * What was played or shown in a frame, as a link to it.
 */
import type { Element, Root } from 'hast'
import { webAddress } from './addresses.ts'
import { changeElements, element, isElement, isNamed, propertyOf, textNode } from './elements.ts'

const PLAYERS = ['video', 'audio', 'iframe', 'embed', 'object']

/** @param base where the page stood */
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

/** Where a player finds what it plays. Scripts that load frames late keep the address aside. */
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

/** The page of a film whose player has an address of its own, which shows little outside a frame. */
function watchAddress(address: string): string {
  const { hostname, pathname } = new URL(address)
  const [, youtube] = /(?:^|\.)youtube(?:-nocookie)?\.com$/.test(hostname)
    ? (/^\/(?:embed|v)\/([\w-]{11})/.exec(pathname) ?? [])
    : []
  if (youtube !== undefined) return `https://www.youtube.com/watch?v=${youtube}`
  const [, vimeo] = hostname === 'player.vimeo.com' ? (/^\/video\/(\d+)/.exec(pathname) ?? []) : []
  return vimeo === undefined ? address : `https://vimeo.com/${vimeo}`
}
