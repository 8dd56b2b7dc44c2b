/**
 * Whether a text shows anything once it is rendered. The Markdown alone is not enough: a rule is `---`, an empty quote
 * `>`.
 */
import type { Nodes } from 'mdast'
import { isVisible } from '../fields/lines.ts'

export function showsSomething(node: Nodes): boolean {
  // The mark of a footnote is a number.
  if (node.type === 'image' || node.type === 'footnoteReference') return true
  if ('value' in node) return isVisible(node.value)
  return 'children' in node && node.children.some(showsSomething)
}
