/**
 * Takes out what is not text: whatever acts, embeds or asks in a page. What it is called is told, so that whoever imports
 * knows where something is missing. Event handlers need no care: no attribute but an address gets into Markdown.
 */

import type { Root } from 'hast'
import { mediumOf } from './addresses.ts'
import { type Child, changeChildren, isElement, isNamed } from './elements.ts'

/** Gone with all that is in them. */
const ACTIVE = [
  ...['script', 'style', 'template', 'noscript', 'iframe', 'frame', 'frameset', 'object', 'embed', 'applet', 'portal'],
  ...[
    'svg',
    'math',
    'canvas',
    'head',
    'title',
    'meta',
    'link',
    'base',
    'param',
    'noembed',
    'noframes',
    'xmp',
    'plaintext',
  ],
  ...[
    'input',
    'button',
    'select',
    'textarea',
    'option',
    'datalist',
    'output',
    'progress',
    'meter',
    'dialog',
    'map',
    'area',
  ],
]
/** Of these nobody saw anything. */
const NEVER_SEEN = ['script', 'style', 'template', 'noscript', 'head', 'title', 'meta', 'link', 'base', 'param']

/** @returns the names of what was taken out and could be seen */
export function removeActive(tree: Root): string[] {
  const names = new Set<string>()
  changeChildren(tree, (children) =>
    children.filter((child: Child) => {
      if (!isElement(child)) return child.type === 'text'
      const isEmptyPlayer = isNamed(child, 'video', 'audio') && mediumOf(child) === ''
      if (!ACTIVE.includes(child.tagName) && !isEmptyPlayer) return true
      if (!NEVER_SEEN.includes(child.tagName)) names.add(child.tagName)
      return false
    }),
  )
  return [...names]
}
