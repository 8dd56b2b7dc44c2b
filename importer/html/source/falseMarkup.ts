/**
 * Escapes each `<` that begins no tag, such as in `<?php`, `<!words` and `</3`. An HTML parser makes a comment of the
 * text up to the next `>`, or up to the end, and that text would be lost.
 * Source: https://html.spec.whatwg.org/multipage/parsing.html#bogus-comment-state
 */

const BEGINS = /<(?:\?|!(?!--)|\/[^a-z>])/gi
/** Declarations, comments and mistyped tags, which no reader saw: Word's `<?xml:namespace …>`, `<![endif]-->`. */
const MARKUP = /^<(?:\?xml\b|!\[|!doctype\b|!\s*-|\/\s+[a-z][\w:-]*\s*>)/i
/** No beginning of {@link MARKUP} is longer. */
const MOST = 40
/** The parser reports these. */
const CDATA = /^<!\[CDATA\[/i

export function falseMarkupAsText(html: string): string {
  const lastEnd = html.lastIndexOf('>')
  return html.replace(BEGINS, (found: string, at: number) => {
    const beginning = html.slice(at, at + MOST)
    const isMarkup = CDATA.test(beginning) || (at < lastEnd && MARKUP.test(beginning))
    return isMarkup ? found : `&lt;${found.slice(1)}`
  })
}
