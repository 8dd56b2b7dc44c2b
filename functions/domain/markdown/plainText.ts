/**
 * Renders comments without Markdown. Most comments have none. This takes a hundredth of the time of the Markdown
 * compiler, and a function that has just started need not load the compiler.
 */

/** Characters without a meaning in Markdown, except at the start of a line or in an address. */
const WORDS = /^[\p{L}\p{M}\p{Nd} ,.;:?!'"()…–—“”„‘’«»¿¡\n-]+$/u
/** A line that does not begin a list, a rule or code, and does not end with a space, which could be a line break. */
const LINE = /^(?:[\p{L}"'(“„‘«¿¡…]|\p{Nd}+[\p{L} ,:]).*(?<!\s)$/u
/** The compiler makes links of these. All other links have a slash or an at sign. */
const ADDRESS = /www\./i

/**
 * Renders a comment without Markdown. The HTML is the same as that of the Markdown compiler (commentMarkdown.ts).
 * @returns undefined if the text may have Markdown
 */
export function renderPlainText(text: string): string | undefined {
  if (!WORDS.test(text) || ADDRESS.test(text)) return undefined
  const paragraphs = text.split(/\n{2,}/)
  if (!paragraphs.flatMap((paragraph) => paragraph.split('\n')).every((line) => LINE.test(line))) return undefined
  return paragraphs
    .map((paragraph) => `<p>${paragraph.replaceAll('"', '&quot;').replaceAll('\n', '<br />\n')}</p>`)
    .join('\n')
}
