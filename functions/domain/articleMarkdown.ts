/**
 * From an article's Markdown to HTML that is safe to show, once, when it is saved.
 *
 * micromark writes no raw HTML and no dangerous protocols (https://github.com/micromark/micromark#security) and encodes
 * `<`, `>`, `"` and `&` everywhere else, so every tag in its output is one that it wrote itself. That is what makes the
 * small textual changes below sound.
 */
import { isNativeError } from 'node:util/types'
import { runInNewContext } from 'node:vm'
import { micromark } from 'micromark'
import { gfmAutolinkLiteral, gfmAutolinkLiteralHtml } from 'micromark-extension-gfm-autolink-literal'
import { gfmFootnote, gfmFootnoteHtml } from 'micromark-extension-gfm-footnote'
import { gfmStrikethrough, gfmStrikethroughHtml } from 'micromark-extension-gfm-strikethrough'
import { gfmTable, gfmTableHtml } from 'micromark-extension-gfm-table'
import { BodyTooLarge, InvalidInput } from './errors.ts'
import { slugFrom } from './slug.ts'

/** A DynamoDB item holds 400 KB; this leaves room for what stands beside the HTML. */
const MAX_HTML = 350 * 1024
/** Elements inside elements. Sixteen lists in each other make about forty; thousands hurt readers' browsers. */
const MAX_DEPTH = 100
/**
 * Milliseconds for one text. 128 KiB of prose take about a tenth of this; but micromark is quadratic in unclosed
 * emphasis and nested brackets, where 128 KiB would take minutes.
 */
const MAX_TIME = 2000

/** Ids that the text's headings must not take; footnotes have an underscore, which no slug has. */
const FOOTNOTE_HEADING = 'footnote-label'
const FOOTNOTE_PREFIX = 'note_'

/**
 * Renders an article.
 * @throws InvalidInput when the text is nested too deeply or takes too long to render, BodyTooLarge when its HTML is
 */
export function renderArticle(source: string): string {
  const html = bareHtml(source)
  if (isTooDeep(html)) throw unreadable('Quotes, lists or emphasis are nested too deeply.')
  const finished = identifyHeadings(finishImages(finishLinks(html)))
  const size = Buffer.byteLength(finished)
  if (size > MAX_HTML)
    throw new BodyTooLarge(`The article becomes ${size} bytes of HTML; ${MAX_HTML} are allowed. Divide it into parts.`)
  return finished
}

function bareHtml(source: string): string {
  try {
    // A timeout needs a context, which costs a millisecond; V8 then stops whatever runs in it, wherever it is defined.
    return runInNewContext('render()', { render: () => toHtml(source) }, { timeout: MAX_TIME })
  } catch (error) {
    // Not `instanceof`: the error may come from the other context.
    if (!isNativeError(error)) throw error
    if (error.name === 'RangeError') throw unreadable('Quotes, lists or emphasis are nested too deeply.')
    if ('code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
      throw unreadable(
        'This Markdown takes too long to render: too many open brackets, emphasis marks or table columns.',
      )
    throw error
  }
}

const unreadable = (detail: string) => new InvalidInput([{ pointer: '#/body', detail }])

function toHtml(source: string): string {
  return micromark(source, {
    extensions: [gfmTable(), gfmFootnote(), gfmStrikethrough({ singleTilde: false }), gfmAutolinkLiteral()],
    htmlExtensions: [
      gfmTableHtml(),
      gfmFootnoteHtml({ clobberPrefix: FOOTNOTE_PREFIX }),
      gfmStrikethroughHtml(),
      gfmAutolinkLiteralHtml(),
    ],
  })
}

function isTooDeep(html: string): boolean {
  let depth = 0
  for (const [tag] of html.matchAll(/<[^>]*>/g)) {
    if (tag.endsWith('/>')) continue
    depth += tag.startsWith('</') ? -1 : 1
    if (depth > MAX_DEPTH) return true
  }
  return false
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

const CHARACTERS: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' }

/** The text of HTML that micromark wrote; a footnote's mark is no part of a heading. */
function textOf(html: string): string {
  return html
    .replace(/<sup>.*?<\/sup>/g, '')
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:lt|gt|quot|amp);/g, (entity) => CHARACTERS[entity] ?? entity)
}
