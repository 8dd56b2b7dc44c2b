/**
 * Source code in a text, before it is read as HTML. Authors and plugins put it there as it is, with `<` and `<?php`, of
 * which a browser makes elements, or nothing.
 */

/** Quoted values may hold brackets. */
const ATTRIBUTES = String.raw`(?:\s(?:"[^"]*"|'[^']*'|[^\]"'])*)?`
/** The names that WordPress.com and the plugins SyntaxHighlighter and CodeColorer know. */
const LANGUAGES =
  'actionscript3|bash|clojure|coldfusion|cpp|csharp|css|delphi|diff|erlang|fsharp|go|groovy|html|java|javafx|javascript|js|latex|matlab|objc|perl|php|powershell|python|ruby|scala|sql|vb|xml'
const SHORTCODE = new RegExp(
  String.raw`(?<!\[)\[(sourcecode|source|code|cc|cci|${LANGUAGES})(${ATTRIBUTES})\]([\s\S]*?)\[/\1\]`,
  'gi',
)

/** Code in shortcodes as preformatted text. */
export function codeShortcodesAsText(source: string): string {
  return source.replace(SHORTCODE, (_, name: string, attributes: string, text: string) => {
    const [, given] = /\b(?:lang|language)\s*=\s*["']?([\w+#-]+)/i.exec(attributes) ?? []
    const language = given ?? (/^(?:source)?code$|^source$|^cci?$/i.test(name) ? undefined : name)
    const named = language === undefined ? '' : ` class="language-${language.toLowerCase()}"`
    // A line end at the beginning of <pre> is none (HTML, 13.1.2.5).
    return `\n\n<pre><code${named}>${asText(text.replace(/^\s*\n|\s+$/g, ''))}</code></pre>\n\n`
  })
}

const CODE = /(<(pre|code)\b[^>]*>)([\s\S]*?)(<\/\2\s*>)/gi
/** What plugins highlight, and show as it is written. */
const HIGHLIGHTED = /\slang\s*=|\bclass\s*=\s*["'][^"']*\b(?:brush|lang)\s*:/i
/** Elements that stand in code to be seen as such: highlighting, links, lines. Anything else is a part of the code. */
const MARKUP =
  /^<\/?(?:a|b|br|code|del|div|em|font|i|img|ins|kbd|li|mark|ol|p|pre|q|s|samp|small|span|strike|strong|sub|sup|table|tbody|td|th|thead|tr|tt|u|ul|var)(?:\s+[\w:-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>`=]+))?)*\s*\/?>/i

/** In code, what is no markup as text: it would hide what follows it. */
export function codeAsText(html: string): string {
  return html.replace(CODE, (_, start: string, __, text: string, end: string) => {
    if (HIGHLIGHTED.test(start)) return `${start}${asText(text)}${end}`
    return (
      start +
      text.replace(/<(?=[^\s<])/g, (sign, at: number) => (MARKUP.test(text.slice(at, at + MOST)) ? sign : '&lt;')) +
      end
    )
  })
}

/** No tag in code is longer; looking further would take long in long code. */
const MOST = 2000

const asText = (text: string): string => text.replaceAll('<', '&lt;').replaceAll('>', '&gt;')
