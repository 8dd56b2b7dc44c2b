/**
 * Rendering an article. Reading and listing need none of it, and an editor's function is nearly always cold, so the
 * Markdown compiler is only loaded when something is saved.
 */
export async function renderArticle(source: string): Promise<string> {
  const markdown = await import('../domain/articleMarkdown.ts')
  return markdown.renderArticle(source)
}
