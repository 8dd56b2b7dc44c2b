/**
 * Removes scripts, embedded content and forms. Reports what readers could see, so that the report of the import says
 * where something is missing. Event handlers need no treatment: Markdown has no attributes but addresses.
 */
import type { Root } from 'hast'
import { type Child, changeChildren, isElement, isNamed } from './elements.ts'

/** Removed without a remark. Readers never saw them. */
const INVISIBLE = [
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
/** Removed with their content. Frames and objects with an address are links already (embedded.ts). */
const VISIBLE = [
  ...['iframe', 'frame', 'frameset', 'object', 'embed', 'applet', 'portal', 'video', 'audio', 'svg', 'math', 'canvas'],
  ...['noembed', 'noframes', 'xmp', 'plaintext', 'map', 'area', 'dialog'],
  ...['input', 'button', 'select', 'textarea', 'option', 'datalist', 'output', 'progress', 'meter'],
]

/** @param lost called with the name of each removed element that readers could see */
export function removeActive(tree: Root, lost: (name: string) => void): void {
  changeChildren(tree, (children) =>
    children.filter((child: Child) => {
      if (!isElement(child)) return child.type === 'text'
      if (isNamed(child, ...VISIBLE)) lost(child.tagName)
      return !isNamed(child, ...VISIBLE, ...INVISIBLE)
    }),
  )
}
