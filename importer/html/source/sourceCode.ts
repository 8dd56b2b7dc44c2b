/**
 * Escapes source code in a text before the text is parsed as HTML. Authors and plugins store code unescaped, with `<`
 * and `<?php`. An HTML parser reads these as elements or drops them.
 */
import { replaceBetween } from './between.ts'
import { ATTRIBUTES } from './shortcodes.ts'

/** The names that WordPress.com and the plugins SyntaxHighlighter and CodeColorer know. */
const LANGUAGES =
  'actionscript3|bash|clojure|coldfusion|cpp|csharp|css|delphi|diff|erlang|fsharp|go|groovy|html|java|javafx|javascript|js|latex|matlab|objc|perl|php|powershell|python|ruby|scala|sql|vb|xml'
const SHORTCODE = new RegExp(String.raw`(?<!\[)\[(sourcecode|source|code|cc|cci|${LANGUAGES})(${ATTRIBUTES})\]`, 'gi')

/** Code in shortcodes as preformatted text. */
export const codeShortcodesAsText = (source: string): string =>
  replaceBetween(
    source,
    SHORTCODE,
    (name) => [`[/${name}]`, ']'],
    ([, name = '', attributes = ''], text) => {
      const [, given] = /\b(?:lang|language)\s*=\s*["']?([\w+#-]+)/i.exec(attributes) ?? []
      const language = given ?? (/^(?:source)?code$|^source$|^cci?$/i.test(name) ? undefined : name)
      const named = language === undefined ? '' : ` class="language-${language.toLowerCase()}"`
      return `\n\n<pre><code${named}>${shortcodesAsText(asText(text.replace(/^\s*\n/, '').trimEnd()))}</code></pre>\n\n`
    },
  )

const CODE = /<(pre|code)\b[^>]*>/gi
/** Code that plugins highlight and show as it is written. */
const HIGHLIGHTED = /\slang\s*=|\bclass\s*=\s*["'][^"']*\b(?:brush|lang)\s*:/i
/** Elements that are markup inside code: highlighting, links, lines. Any other tag is part of the code. */
const MARKUP =
  /^<\/?(?:a|b|br|code|del|div|em|font|i|img|ins|kbd|li|mark|ol|p|pre|q|s|samp|small|span|strike|strong|sub|sup|table|tbody|td|th|thead|tr|tt|u|ul|var)(?:\s+[\w:-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>`=]+))?)*\s*\/?>/i

/** Escapes tags in code that are no markup. They would hide the text after them. */
export const codeAsText = (html: string): string =>
  replaceBetween(
    html,
    CODE,
    (name) => [`</${name}`, '>'],
    ([start], text, end) => start + (HIGHLIGHTED.test(start) ? asText(text) : withoutFalseTags(text)) + end,
  )

const withoutFalseTags = (text: string): string =>
  text.replace(/<(?=[^\s<])/g, (sign, at: number) => (MARKUP.test(text.slice(at, at + MOST)) ? sign : '&lt;'))

/** No tag in code is longer; looking further would take long in long code. */
const MOST = 2000

const asText = (text: string): string => text.replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** A bracket as a reference, so that no shortcode begins with it. */
const shortcodesAsText = (text: string): string => text.replaceAll('[', '&#91;')
