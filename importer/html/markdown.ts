/**
 * Converts the HTML of an old site to Markdown that shows the same. No HTML is stored. The Markdown goes through the
 * same renderer as all other texts.
 */
import type { Element, Root } from 'hast'
import type { Root as Markdown } from 'mdast'
import rehypeParse from 'rehype-parse'
import rehypeRemark from 'rehype-remark'
import remarkGfm from 'remark-gfm'
import remarkStringify from 'remark-stringify'
import { unified } from 'unified'
import { VFile } from 'vfile'
import { removeActive } from './active.ts'
import { linkAddresses, linkLoneAddresses, normaliseAddresses } from './addresses.ts'
import { linesIn } from './blocks/blocks.ts'
import { liftBlocks } from './blocks/lift.ts'
import { makeParagraphs } from './blocks/paragraphs.ts'
import { settleBlocks } from './blocks/settle.ts'
import { settleTables } from './blocks/tables.ts'
import { changeText, element, isElement, isNamed, textNode } from './elements.ts'
import { linkEmbedded } from './embedded.ts'
import { asInComments } from './inComments.ts'
import { isBlockOfNote, markNotes, NOTE, noteHandler, notesIn } from './notes.ts'
import { falseMarkupAsText } from './source/falseMarkup.ts'
import { withoutShortcodes } from './source/shortcodes.ts'
import { codeAsText, codeShortcodesAsText } from './source/sourceCode.ts'
import { tidy, unnest } from './tidy.ts'
import { showsSomething } from './visible.ts'
import { reduce } from './vocabulary.ts'

/** Markdown, empty if it would show nothing, and what was changed: `“iframe” was left out of its text`. */
export type Converted = { markdown: string; remarks: string[] }

type Choices = {
  /** Whether shortcodes of WordPress are applied. */
  isWordPress?: boolean
  /** Whether line ends make paragraphs and breaks, as in WordPress. */
  lineEnds: boolean
  /** The address of the page, for those in it that are relative. */
  base?: string | undefined
}

const parser = unified().use(rehypeParse, { emitParseErrors: true })
const writer = unified()
  .use(rehypeRemark, { handlers: { [NOTE]: noteHandler } })
  .use(remarkGfm, { singleTilde: false, tablePipeAlign: false })
  .use(remarkStringify, { bullet: '-', emphasis: '*', strong: '*', rule: '-', fences: true })

/**
 * A comment as Markdown.
 * @throws RangeError if its HTML is nested too deeply
 */
export function commentMarkdown(source: string, { isWordPress = false, lineEnds, base }: Choices): Converted {
  const remarks = new Set<string>()
  const remark = (reason: string) => void remarks.add(reason)
  const tree = reduced(codeAsText(isWordPress ? codeShortcodesAsText(source) : source), base, remark)
  if (lineEnds) makeParagraphs(tree)
  settleBlocks(tree)
  settleTables(tree, remark)
  asInComments(tree)
  linkAddresses(tree)
  return { markdown: written(tree), remarks: [...remarks] }
}

/**
 * An article as Markdown. Line ends mean nothing in one that is made of blocks.
 * @throws RangeError if its HTML is nested too deeply
 */
export function articleMarkdown(
  source: string,
  base: string | undefined,
  footnotes: ReadonlyMap<string, string> = new Map(),
): Converted {
  const remarks = new Set<string>()
  const remark = (reason: string) => void remarks.add(reason)
  const html = withoutShortcodes(codeShortcodesAsText(source), (name) => remark(leftOut(name)))
  const tree = reduced(codeAsText(html), base, remark, footnotes)
  if (!/<!--\s*wp:/.test(source)) makeParagraphs(tree)
  settleBlocks(tree)
  settleTables(tree, remark)
  linkLoneAddresses(tree)
  const notes = [...notesIn(tree)].map(([name, mark]): [string, Root] => {
    const note = reduced(footnotes.get(name) ?? '', base, remark)
    settleBlocks(note)
    return [mark, note]
  })
  return { markdown: written(tree, notes), remarks: [...remarks] }
}

/** A line of text as Markdown that shows the same. */
export const asMarkdown = (line: string): string =>
  written({ type: 'root', children: [element('p', [textNode(line)])] })

/** The text of some HTML, in one line. */
export function plainText(html: string): string {
  const tree = parsed(html, () => undefined)
  removeActive(tree, () => undefined)
  reduce(tree, () => undefined)
  return linesIn(tree.children).replace(/\s+/g, ' ').trim()
}

/**
 * Invisible characters: controls, and directional embeddings, overrides and isolates with their ends. The API refuses
 * those that a paragraph leaves open, and paragraphs may end elsewhere here than on the old site.
 */
const INVISIBLE = /[^\P{Cc}\t\n]|[\u202A-\u202E\u2066-\u2069]/gu

/** The parser's messages for markup that is not closed. Everything after it is lost. */
const UNCLOSED: Record<string, string> = {
  'eof-in-comment': 'a comment (<!--)',
  'eof-in-tag': 'a tag',
  'eof-in-cdata': 'a CDATA section',
}
/** Elements whose content is parsed as text up to the end tag. */
const RAW = ['script', 'style', 'title', 'textarea', 'iframe', 'xmp', 'noembed', 'noframes', 'plaintext']

/** Markup that is not closed. Everything after it is lost. */
function unclosedIn(html: string, messages: VFile['messages']): string[] {
  const text = html.toLowerCase()
  const elements = RAW.filter((name) => text.lastIndexOf(`<${name}`) > text.lastIndexOf(`</${name}`))
  const others = messages.flatMap(({ ruleId }) => UNCLOSED[ruleId ?? ''] ?? [])
  return [...elements.map((name) => `“${name}”`), ...others]
}

const leftOut = (name: string): string => `“${name}” was left out of its text`

/** HTML as a tree of elements that Markdown has a form for, with absolute addresses. */
function reduced(
  html: string,
  base: string | undefined,
  remark: (reason: string) => void,
  footnotes: ReadonlyMap<string, string> = new Map(),
): Root {
  const tree = parsed(html, remark)
  markNotes(tree, footnotes)
  linkEmbedded(tree, base)
  const lost = (name: string) => remark(leftOut(name))
  removeActive(tree, lost)
  normaliseAddresses(tree, base, lost)
  reduce(tree, remark)
  unnest(tree)
  liftBlocks(tree)
  return tree
}

function parsed(html: string, remark: (reason: string) => void): Root {
  const file = new VFile(`<!doctype html><body>${falseMarkupAsText(html.replace(/\r\n?/g, '\n'))}`)
  const tree: Root = { type: 'root', children: bodyOf(parser.parse(file)) }
  for (const what of unclosedIn(html, file.messages))
    remark(`${what} in its text is not closed; what follows it was left out`)
  if (file.messages.some(({ ruleId }) => ruleId === 'cdata-in-html-content')) remark(leftOut('CDATA'))
  // In the tree, because they may have been written as references.
  changeText(tree, (text) =>
    text
      .toWellFormed()
      .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n')
      .replace(INVISIBLE, ''),
  )
  return tree
}

/** The children of the body. Without one, a cell that stands alone would be taken for a part of a table. */
function bodyOf({ children }: Root): Element['children'] {
  const html = children.find((child) => isNamed(child, 'html'))
  const body = html && isElement(html) ? html.children.find((child) => isNamed(child, 'body')) : undefined
  return body && isElement(body) ? body.children : []
}

/** @param notes the footnotes by their marks */
function written(tree: Root, notes: readonly [string, Root][] = []): string {
  const markdown = mdastOf(tree)
  for (const [mark, note] of notes)
    markdown.children.push({
      type: 'footnoteDefinition',
      identifier: mark,
      label: mark,
      children: mdastOf(note).children.filter(isBlockOfNote),
    })
  // The language of code comes from an attribute.
  return showsSomething(markdown) ? writer.stringify(markdown).replace(INVISIBLE, '').trim() : ''
}

function mdastOf(tree: Root): Markdown {
  tidy(tree)
  // rehype-remark makes this of any tree.
  return writer.runSync(tree) as Markdown
}
