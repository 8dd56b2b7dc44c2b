/**
 * From the HTML of an old site to Markdown that is rendered here as what readers saw there. Nothing of the HTML itself is
 * kept: what is stored is Markdown, and goes through the same renderer as everything that is written here.
 */
import type { Root } from 'hast'
import rehypeParse from 'rehype-parse'
import rehypeRemark from 'rehype-remark'
import remarkGfm from 'remark-gfm'
import remarkStringify from 'remark-stringify'
import { unified } from 'unified'
import { removeActive } from './active.ts'
import { linkAddresses, linkLoneAddresses, mendAddresses } from './addresses.ts'
import { changeText, textIn } from './elements.ts'
import { asInComments } from './inComments.ts'
import { makeParagraphs } from './paragraphs.ts'
import { withoutShortcodes } from './shortcodes.ts'
import { tidy } from './tidy.ts'

/** Markdown, and the names of what could not be taken along. */
export type Converted = { markdown: string; lost: string[] }

type Choices = {
  /** Whether line ends mean what they mean to WordPress. */
  lineEnds: boolean
  /** The address of the page, for those in it that are relative. */
  base?: string | undefined
}

const parser = unified().use(rehypeParse, { fragment: true })
const writer = unified()
  .use(rehypeRemark)
  .use(remarkGfm, { singleTilde: false, tablePipeAlign: false })
  .use(remarkStringify, { bullet: '-', emphasis: '*', strong: '*', rule: '-', fences: true })

/**
 * A comment as Markdown.
 * @throws RangeError when its HTML is nested beyond reason
 */
export function commentMarkdown(html: string, { lineEnds, base }: Choices): Converted {
  const tree = parsed(html)
  const lost = removeActive(tree)
  if (lineEnds) makeParagraphs(tree)
  mendAddresses(tree, base)
  asInComments(tree)
  linkAddresses(tree)
  return { markdown: written(tree), lost }
}

/**
 * An article as Markdown. Line ends mean nothing in one that is made of blocks.
 * @throws RangeError when its HTML is nested beyond reason
 */
export function articleMarkdown(source: string, base: string | undefined): Converted {
  const { html, lost } = withoutShortcodes(source)
  const tree = parsed(html)
  const active = removeActive(tree)
  if (!/<!--\s*wp:/.test(source)) makeParagraphs(tree)
  linkLoneAddresses(tree)
  mendAddresses(tree, base)
  return { markdown: written(tree), lost: [...lost, ...active] }
}

/** The text of some HTML, in one line. */
export function plainText(html: string): string {
  const tree = parsed(html)
  removeActive(tree)
  return textIn(tree.children).replace(/\s+/g, ' ').trim()
}

/** What no text here may carry and nobody sees: controls, and marks that turn the direction of what follows. */
const INVISIBLE = /[^\P{Cc}\t\n]|[\u202D\u202E]/gu

function parsed(html: string): Root {
  const tree = parser.parse(html.replace(/\r\n?/g, '\n'))
  // In the tree, because they may have been written as references.
  changeText(tree, (text) =>
    text
      .toWellFormed()
      .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n')
      .replace(INVISIBLE, ''),
  )
  return tree
}

function written(tree: Root): string {
  tidy(tree)
  return writer.stringify(writer.runSync(tree)).trim()
}
