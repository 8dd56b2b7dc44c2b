/**
 * Renders an article, with footnote labels in its language. The Markdown compiler is loaded with the first rendering:
 * reading and listing do not need it, and most starts of the editor's function are cold.
 */
import { languageFor } from '../pages/languages/language.ts'
import { sayText } from '../pages/languages/wording.ts'

/** @param lang the language tag of the article; if it is missing or has no catalogue, the labels are English */
export async function renderArticle(source: string, lang: string | undefined): Promise<string> {
  const [markdown, { messages }] = await Promise.all([
    import('../domain/markdown/articleMarkdown.ts'),
    languageFor(lang, undefined),
  ])
  return markdown.renderArticle(source, {
    footnotes: messages.footnotes,
    backTo: (number) => sayText(messages.backToReference, { number }),
  })
}
