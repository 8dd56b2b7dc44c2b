/**
 * Renders a comment's Markdown to safe HTML, and shortens the HTML for previews.
 *
 * micromark writes no raw HTML and no dangerous protocols (https://github.com/micromark/micromark#security). So every
 * tag in its output is its own, and the text replacements below are safe.
 */
import { deflateRawSync } from 'node:zlib'
import { micromark } from 'micromark'
import { cjkFriendlyExtension } from 'micromark-extension-cjk-friendly'
import { gfmStrikethroughCjkFriendly } from 'micromark-extension-cjk-friendly-gfm-strikethrough'
import { gfmAutolinkLiteralHtml } from 'micromark-extension-gfm-autolink-literal'
import { gfmStrikethroughHtml } from 'micromark-extension-gfm-strikethrough'
import { InvalidInput } from '../errors.ts'
import type { Cause } from '../faults.ts'
import { boundedConstructs } from './boundedConstructs.ts'
import { renderWithin } from './boundedRendering.ts'
import { dropRelative, nameHosts } from './links.ts'
import { markupFault } from './markupLimits.ts'
import { decode, encode, renderedFault } from './renderedText.ts'

/**
 * Constructs that comments do not have. Images would reveal readers to third parties. Headings would break the outline
 * of the page. With definitions, 8,000 characters could become megabytes: an address is defined once and linked to a
 * thousand times. A comment of only definitions would show nothing. A block of raw HTML is normal text and keeps its
 * line ends.
 */
const NOT_IN_COMMENTS = {
  disable: { null: ['labelStartImage', 'headingAtx', 'setextUnderline', 'definition', 'htmlFlow'] },
}

/** The length of a reply's preview, in characters. */
export const PREVIEW_LENGTH = 280

/**
 * Milliseconds of processor time for one text, in case {@link markupFault} accepts a slow one. 8,000 characters of
 * prose with much Markdown take 18. The slowest text that a search found takes 100 to 150 (`npm run bench --
 * markdown`). The first text of a process takes three times as long as it does later.
 */
const MAX_TIME = 200
/** Characters. The slowest text of this length takes 20 ms, so shorter ones are not timed. */
const TIMED_FROM = 1000

/**
 * Bytes of HTML. Text of 8,000 characters stays below this in every script (quotation marks grow sixfold). The limit
 * for an answer of a Lambda function is 6 MB (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).
 * A page of a hundred such comments, with names, addresses, previews and escapes, may exceed it:
 * contract/schemas/paging.ts shortens the page.
 */
const MAX_HTML = 48 * 1024

/**
 * Bytes of compressed HTML, as it is stored (store/client/dynamodb.ts). With this limit, a page of 25 of the longest
 * comments is one Query that a request can pay for (store/client/units.ts). 8,000 random characters take 20,800. Normal
 * text takes half. Only links take more, because their addresses repeat their text in escapes.
 */
const MAX_COMPRESSED = 21_000

/**
 * Renders a comment.
 * @throws InvalidInput when the text takes too long to render, is nested too deeply, makes too much HTML, has nothing
 * visible, or changes its direction deceptively
 */
export function renderComment(text: string): string {
  refuseFor(markupFault(text))
  const html = renderWithin({ path: ['text'], ...(text.length > TIMED_FROM && { milliseconds: MAX_TIME }) }, () =>
    toHtml(text),
  )
  const linked = dropRelative(nameHosts(keepLineBreaks(html)))
  // Google asks that links in comments be marked `ugc`:
  // https://developers.google.com/search/docs/crawling-indexing/qualify-outbound-links
  const marked = linked.replaceAll('<a href="', '<a rel="nofollow ugc noopener" href="')
  refuseFor(isTooLarge(marked) ? { code: 'too-much-markup' } : renderedFault(marked))
  return marked
}

function isTooLarge(html: string): boolean {
  const size = Buffer.byteLength(html)
  return size > MAX_HTML || (size > MAX_COMPRESSED && deflateRawSync(html).length > MAX_COMPRESSED)
}

function refuseFor(cause: Cause | undefined): void {
  if (cause !== undefined) throw new InvalidInput([{ path: ['text'], ...cause }])
}

function toHtml(text: string): string {
  return micromark(text, {
    extensions: [
      boundedConstructs(text.length),
      // Emphasis beside Chinese and Japanese punctuation, which CommonMark takes for the end of a word.
      cjkFriendlyExtension(),
      gfmStrikethroughCjkFriendly({ singleTilde: false }),
      NOT_IN_COMMENTS,
    ],
    htmlExtensions: [gfmAutolinkLiteralHtml(), gfmStrikethroughHtml()],
  })
}

/**
 * Line ends inside a paragraph or a list item become line breaks. The other matches stay: code, tags, and the line ends
 * that micromark writes beside the tags of blocks. Attributes have no unencoded `>`, so `<[^>]*>` matches whole tags.
 */
const OWN_LINE_END =
  /(?:<pre>[\s\S]*?<\/pre>|<\/?(?:p|ul|ol|li|blockquote)\b[^>]*>|<[bh]r \/>)\n?|<[^>]*>|\n(?!<\/?(?:p|ul|ol|li|blockquote|pre|hr)\b)/g

const keepLineBreaks = (html: string): string =>
  html.replace(OWN_LINE_END, (part) => (part === '\n' ? '<br />\n' : part))

/** The text of HTML from {@link renderComment}. */
export function textOf(html: string): string {
  const bare = html.replace(/<(?:br|\/p|\/li|\/pre|\/blockquote|hr)[^>]*>/g, ' ').replace(/<[^>]*>/g, '')
  return decode(bare).replace(/\s+/g, ' ').trim()
}

/** The HTML itself if it is short, otherwise its first words as one paragraph. */
export function shorten(html: string): { html: string; shortened: boolean } {
  if (html.length <= PREVIEW_LENGTH) return { html, shortened: false }
  const characters = [...textOf(html)]
  if (characters.length <= PREVIEW_LENGTH - 1) return { html: `<p>${encode(characters.join(''))}</p>`, shortened: true }
  const cut = characters.slice(0, PREVIEW_LENGTH - 1).join('')
  const lastSpace = cut.lastIndexOf(' ')
  const words = lastSpace > PREVIEW_LENGTH - 60 ? cut.slice(0, lastSpace) : cut
  return { html: `<p>${encode(words)}…</p>`, shortened: true }
}
