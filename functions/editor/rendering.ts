/**
 * Rendering an article, with the words of its language. Reading and listing need none of it, and an editor's function is
 * nearly always cold, so the Markdown compiler is only loaded when something is saved.
 */
import { languageFor } from '../pages/languages/language.ts'
import { sayText } from '../pages/languages/wording.ts'

/** @param lang the language tag of the article; without one, or with one that no catalogue has, it is read as English */
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
