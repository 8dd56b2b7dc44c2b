/**
 * `<` that begins no tag, of which a browser makes a comment up to the next `>`, or up to the end where there is none:
 * `<?php`, `<!words`, `</3`. It is text here, so that nothing after it is lost.
 * Source: https://html.spec.whatwg.org/multipage/parsing.html#bogus-comment-state
 */

const BEGINS = /<(?:\?|!(?!--)|\/[^a-z>])/gi
/** Declarations, comments and tags with a slip in them. Nobody saw them: Word's `<?xml:namespace …>`, `<![endif]-->`. */
const MARKUP = /^<(?:\?xml\b|!\[|!doctype\b|!\s*-|\/\s+[a-z][\w:-]*\s*>)/i
/** No beginning of {@link MARKUP} is longer. */
const MOST = 40
/** The parser names these itself. */
const CDATA = /^<!\[CDATA\[/i

export function falseMarkupAsText(html: string): string {
  const lastEnd = html.lastIndexOf('>')
  return html.replace(BEGINS, (found: string, at: number) => {
    const beginning = html.slice(at, at + MOST)
    const isMarkup = CDATA.test(beginning) || (at < lastEnd && MARKUP.test(beginning))
    return isMarkup ? found : `&lt;${found.slice(1)}`
  })
}
