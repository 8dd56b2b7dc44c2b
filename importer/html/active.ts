/**
 * Takes out what is not text: whatever acts, embeds or asks in a page. What it is called is told, so that whoever imports
 * knows where something is missing. Event handlers need no care: no attribute but an address gets into Markdown.
 */
import type { Root } from 'hast'
import { type Child, changeChildren, isElement, isNamed } from './elements.ts'

/** Of these nobody saw anything. */
const NEVER_SEEN = [
  'script',
  'style',
  'template',
  'noscript',
  'head',
  'title',
  'meta',
  'link',
  'base',
  'param',
  'source',
]
/** Gone with all that is in them. Frames and objects with an address are links by now (embedded.ts). */
const SEEN = [
  ...['iframe', 'frame', 'frameset', 'object', 'embed', 'applet', 'portal', 'video', 'audio', 'svg', 'math', 'canvas'],
  ...['noembed', 'noframes', 'xmp', 'plaintext', 'map', 'area', 'dialog'],
  ...['input', 'button', 'select', 'textarea', 'option', 'datalist', 'output', 'progress', 'meter'],
]

/** @param lost is told the names of what was taken out and could be seen */
export function removeActive(tree: Root, lost: (name: string) => void): void {
  changeChildren(tree, (children) =>
    children.filter((child: Child) => {
      if (!isElement(child)) return child.type === 'text'
      if (isNamed(child, ...SEEN)) lost(child.tagName)
      return !isNamed(child, ...SEEN, ...NEVER_SEEN)
    }),
  )
}
