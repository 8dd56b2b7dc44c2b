/**
 * Footnotes of the block editor: a mark in the text, `<sup data-fn="…">`, and a note that is stored separately.
 */
import type { Element, Root } from 'hast'
import type { FootnoteDefinition, FootnoteReference, RootContent } from 'mdast'
import { changeElements, element, isElement, isNamed, type Parent, propertyOf } from './elements.ts'

/** The mark of a note in the tree. No HTML has such an element. */
export const NOTE = 'footnote-mark'

/** Replaces the marks of existing notes. A mark without a note stays a number. */
export function markNotes(tree: Root, footnotes: ReadonlyMap<string, string>): void {
  const numbers = new Map<string, string>()
  changeElements(tree, (node) => {
    const name = propertyOf(node, 'dataFn')
    if (!isNamed(node, 'sup') || !footnotes.has(name)) return [node]
    numbers.set(name, numbers.get(name) ?? `${numbers.size + 1}`)
    return [element(NOTE, [], { name, mark: numbers.get(name) ?? '' })]
  })
}

/** The notes that are marked in a tree, and their marks. */
export const notesIn = (parent: Parent): Map<string, string> =>
  new Map(
    parent.children.flatMap((child): [string, string][] => {
      if (!isElement(child)) return []
      return isNamed(child, NOTE) ? [[propertyOf(child, 'name'), propertyOf(child, 'mark')]] : [...notesIn(child)]
    }),
  )

export function noteHandler(_: unknown, node: Element): FootnoteReference {
  const mark = propertyOf(node, 'mark')
  return { type: 'footnoteReference', identifier: mark, label: mark }
}

type Block = FootnoteDefinition['children'][number]

/** Whether a note may contain a node. */
export const isBlockOfNote = (node: RootContent): node is Block =>
  ['paragraph', 'list', 'blockquote', 'code', 'heading', 'table', 'thematicBreak'].includes(node.type)
