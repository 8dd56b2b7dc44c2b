/**
 * The comment that is only words: the most frequent by far, and its Markdown is itself. Written out here, it costs a
 * hundredth of what the Markdown compiler takes, and a function that has just started need not load the compiler.
 */

/** Nothing here means anything to Markdown, except at the start of a line or in an address. */
const WORDS = /^[\p{L}\p{M}\p{Nd} ,.;:?!'"()…–—“”„‘’«»¿¡\n-]+$/u
/** A line that begins no list, no rule and no code, and ends in no space, which could be a line break. */
const LINE = /^(?:[\p{L}"'(“„‘«¿¡…]|\p{Nd}+[\p{L} ,:]).*(?<!\s)$/u
/** The compiler makes links of these; of anything else only with a slash or an at sign. */
const ADDRESS = /www\./i

/**
 * The HTML that the Markdown compiler (commentMarkdown.ts) would make of a comment, where that needs no compiler.
 * @returns undefined where the text may hold Markdown
 */
export function renderPlainText(text: string): string | undefined {
  if (!WORDS.test(text) || ADDRESS.test(text)) return undefined
  const paragraphs = text.split(/\n{2,}/)
  if (!paragraphs.flatMap((paragraph) => paragraph.split('\n')).every((line) => LINE.test(line))) return undefined
  return paragraphs
    .map((paragraph) => `<p>${paragraph.replaceAll('"', '&quot;').replaceAll('\n', '<br />\n')}</p>`)
    .join('\n')
}
