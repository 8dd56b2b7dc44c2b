/**
 * Renders an article's Markdown to safe HTML. This happens once, when the article is saved.
 *
 * micromark writes no raw HTML and no dangerous protocols (https://github.com/micromark/micromark#security) and encodes
 * `<`, `>`, `"` and `&` everywhere else. So every tag in its output is its own, and the text replacements below are
 * safe.
 */
import { micromark } from 'micromark'
import { cjkFriendlyExtension } from 'micromark-extension-cjk-friendly'
import { gfmStrikethroughCjkFriendly } from 'micromark-extension-cjk-friendly-gfm-strikethrough'
import { gfmAutolinkLiteralHtml } from 'micromark-extension-gfm-autolink-literal'
import { gfmFootnote, gfmFootnoteHtml } from 'micromark-extension-gfm-footnote'
import { gfmStrikethroughHtml } from 'micromark-extension-gfm-strikethrough'
import { gfmTable, gfmTableHtml } from 'micromark-extension-gfm-table'
import { slugFrom } from '../articles/slug.ts'
import { InvalidInput, TooLarge } from '../errors.ts'
import { boundedConstructs } from './boundedConstructs.ts'
import { renderWithin } from './boundedRendering.ts'
import { nameHosts } from './links.ts'
import { decode, renderedFault } from './renderedText.ts'

/** Bytes. A DynamoDB item holds 400 KB. The rest is for the other attributes. */
const MAX_HTML = 350 * 1024
/**
 * Milliseconds of processor time for one text. 128 KiB of prose take about a tenth of this. 128 KiB of unclosed
 * emphasis would take minutes.
 */
const MAX_TIME = 2000

/** Ids of footnotes. Headings must not use them. The prefix has an underscore, which no slug has. */
const FOOTNOTE_HEADING = 'footnote-label'
const FOOTNOTE_PREFIX = 'note_'

/** Texts that the renderer adds. */
export type ArticleWords = {
  /** The heading of the footnotes, for screen readers. */
  footnotes: string
  /**
   * The label of a footnote's back link. `reference` is, for example, `2`, or `2-3` for the third reference to note 2.
   */
  backTo: (reference: string) => string
}

/**
 * Renders an article.
 * @param words in the article's language
 * @param maxTime milliseconds of processor time
 * @throws InvalidInput when the text is nested too deeply, takes too long to render, has nothing visible, or changes
 * its direction deceptively; TooLarge when the HTML is too large
 */
export function renderArticle(source: string, words: ArticleWords, maxTime = MAX_TIME): string {
  const html = renderWithin({ milliseconds: maxTime, path: ['body'] }, () => toHtml(source, words))
  const finished = identifyHeadings(finishTables(finishImages(finishLinks(nameHosts(html)))))
  const size = Buffer.byteLength(finished)
  if (size > MAX_HTML) throw new TooLarge('html-of-article', size, MAX_HTML)
  const fault = renderedFault(finished)
  if (fault !== undefined) throw new InvalidInput([{ path: ['body'], ...fault }])
  return finished
}

function toHtml(source: string, { footnotes, backTo }: ArticleWords): string {
  return micromark(source, {
    extensions: [
      gfmTable(),
      gfmFootnote(),
      cjkFriendlyExtension(),
      gfmStrikethroughCjkFriendly({ singleTilde: false }),
      boundedConstructs(source.length),
    ],
    htmlExtensions: [
      gfmTableHtml(),
      gfmFootnoteHtml({
        clobberPrefix: FOOTNOTE_PREFIX,
        label: footnotes,
        backLabel: (index, again) => backTo(`${index + 1}${again > 1 ? `-${again}` : ''}`),
      }),
      gfmStrikethroughHtml(),
      gfmAutolinkLiteralHtml(),
    ],
  })
}

/** Links to other sites get `rel="noopener"`, so the page that they open cannot access this one. */
function finishLinks(html: string): string {
  return html.replace(/<a href="(?=(?:https?:)?\/\/)/gi, '<a rel="noopener" href="')
}

/** Loads images lazily. An image whose address micromark refused becomes its description. */
function finishImages(html: string): string {
  return html.replace(
    /<img src="([^"]*)" alt="([^"]*)"( title="[^"]*")? \/>/g,
    (_, address: string, description: string, title = '') =>
      address === '' ? description : `<img src="${address}" alt="${description}"${title} loading="lazy" />`,
  )
}

const CLASSES: Record<string, string> = { left: 'start', center: 'center', right: 'end' }

/**
 * Replaces `align` in tables by a class. `align` is obsolete, is overridden by any style, and does not support
 * right-to-left text.
 */
function finishTables(html: string): string {
  return html.replace(
    /<(t[hd]) align="(\w+)">/g,
    (_, cell: string, side: string) => `<${cell} class="${CLASSES[side]}">`,
  )
}

/** Gives each heading an id made from its text. So the id stays the same when other headings are added or removed. */
function identifyHeadings(html: string): string {
  const taken = new Set([FOOTNOTE_HEADING])
  const counts = new Map<string, number>()
  return html.replace(/<h([1-6])>(.*?)<\/h\1>/gs, (_, level: string, content: string) => {
    const base = slugFrom(textOf(content), 'section')
    let id = base
    for (let count = counts.get(base) ?? 1; taken.has(id); id = `${base}-${count}`) counts.set(base, ++count)
    taken.add(id)
    return `<h${level} id="${id}">${content}</h${level}>`
  })
}

/** The text of micromark's HTML, without footnote marks. */
function textOf(html: string): string {
  return decode(html.replace(/<sup>.*?<\/sup>/g, '').replace(/<[^>]*>/g, ''))
}
