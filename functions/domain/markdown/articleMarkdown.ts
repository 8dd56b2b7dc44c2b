/**
 * From an article's Markdown to HTML that is safe to show, once, when it is saved.
 *
 * micromark writes no raw HTML and no dangerous protocols (https://github.com/micromark/micromark#security) and encodes
 * `<`, `>`, `"` and `&` everywhere else, so every tag in its output is one that it wrote itself. That is what makes the
 * small textual changes below sound.
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

/** A DynamoDB item holds 400 KB; this leaves room for what stands beside the HTML. */
const MAX_HTML = 350 * 1024
/** Milliseconds of the processor for one text. 128 KiB of prose take about a tenth of this; of unclosed emphasis they would take minutes. */
const MAX_TIME = 2000

/** Ids that the text's headings must not take; footnotes have an underscore, which no slug has. */
const FOOTNOTE_HEADING = 'footnote-label'
const FOOTNOTE_PREFIX = 'note_'

/** What the renderer itself says. */
export type ArticleWords = {
  /** The heading of the footnotes, for screen readers. */
  footnotes: string
  /** What the arrow back from a footnote is called; `reference` is such as `2`, or `2-3` for a third one of the same note. */
  backTo: (reference: string) => string
}

/**
 * Renders an article.
 * @param words in the article's language
 * @param maxTime milliseconds of the processor
 * @throws InvalidInput when the text is nested too deeply, takes too long to render, shows nothing or deceives, TooLarge
 * when its HTML is too large
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

/** A page that a link opens gets no hold of the page it was opened from. */
function finishLinks(html: string): string {
  return html.replace(/<a href="(?=(?:https?:)?\/\/)/gi, '<a rel="noopener" href="')
}

/** An image whose address was refused leaves its description behind. */
function finishImages(html: string): string {
  return html.replace(
    /<img src="([^"]*)" alt="([^"]*)"( title="[^"]*")? \/>/g,
    (_, address: string, description: string, title = '') =>
      address === '' ? description : `<img src="${address}" alt="${description}"${title} loading="lazy" />`,
  )
}

const CLASSES: Record<string, string> = { left: 'start', center: 'center', right: 'end' }

/** How a column is set, as a class: `align` is obsolete, gives way to any style, and knows no right-to-left. */
function finishTables(html: string): string {
  return html.replace(
    /<(t[hd]) align="(\w+)">/g,
    (_, cell: string, side: string) => `<${cell} class="${CLASSES[side]}">`,
  )
}

/** Headings can be linked to: each gets an id made from its words, so that it stays when others come and go. */
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

/** The text of HTML that micromark wrote; a footnote's mark is no part of a heading. */
function textOf(html: string): string {
  return decode(html.replace(/<sup>.*?<\/sup>/g, '').replace(/<[^>]*>/g, ''))
}
