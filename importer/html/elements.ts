/**
 * HTML as a tree, and the few steps by which the other files of this folder walk and change it.
 */
import type { Element, ElementContent, Root, RootContent, Text } from 'hast'

export type Parent = Root | Element
export type Child = RootContent | ElementContent

export const isElement = (node: Child): node is Element => node.type === 'element'
/** Whether a node is an element with one of the names. */
export const isNamed = (node: Child, ...names: string[]): boolean => isElement(node) && names.includes(node.tagName)
export const isText = (node: Child | undefined): node is Text => node?.type === 'text'

export const textNode = (value: string): Text => ({ type: 'text', value })

export const element = (tagName: string, children: Child[], properties: Element['properties'] = {}): Element => ({
  type: 'element',
  tagName,
  properties,
  children: contentOf(children),
})

/** What may stand in an element: anything but a document type. */
export const contentOf = (children: readonly Child[]): ElementContent[] =>
  children.flatMap((child) => (child.type === 'doctype' ? [] : [child]))

/** The text in some nodes, as it stands there. */
export function textIn(nodes: readonly Child[]): string {
  return nodes.map((node) => (isText(node) ? node.value : 'children' in node ? textIn(node.children) : '')).join('')
}

/** Replaces the text of every node, and what pictures show. */
export function changeText(parent: Parent, change: (text: string) => string): void {
  for (const child of parent.children) {
    if (isText(child)) child.value = change(child.value)
    if (!isElement(child)) continue
    if (child.tagName === 'img') child.properties.alt = change(propertyOf(child, 'alt'))
    changeText(child, change)
  }
}

/**
 * Replaces the children of every node, those of the innermost first.
 * @param change the new children of a node
 */
export function changeChildren(parent: Parent, change: (children: Child[], parent: Parent) => Child[]): void {
  for (const child of parent.children) if (isElement(child)) changeChildren(child, change)
  parent.children = contentOf(change(parent.children, parent))
}

/** Replaces every element; what `change` returns stands in its place. Those inside come first. */
export function changeElements(parent: Parent, change: (element: Element) => Child[]): void {
  changeChildren(parent, (children) => children.flatMap((child) => (isElement(child) ? change(child) : [child])))
}

/** Whether an element contains a picture at any depth. */
export const holdsPicture = ({ children }: Element): boolean =>
  children.some((child) => isElement(child) && (isNamed(child, 'img') || holdsPicture(child)))

/** A property's value as text. */
export function propertyOf({ properties }: Element, name: string): string {
  const value = properties[name]
  return Array.isArray(value) ? value.join(' ') : value == null || typeof value === 'boolean' ? '' : String(value)
}
