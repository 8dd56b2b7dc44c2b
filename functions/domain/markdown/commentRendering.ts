/**
 * Renders a comment, and loads the Markdown compiler only if needed. The compiler is a fifth of the code that the
 * commenter would load at a cold start. Votes, reports, pages and plain-text comments do not need it. A post that needs
 * it loads it while it waits for the first answers from DynamoDB.
 */
import { renderPlainText } from './plainText.ts'

export async function renderComment(text: string): Promise<string> {
  const plain = renderPlainText(text)
  if (plain !== undefined) return plain
  const markdown = await import('./commentMarkdown.ts')
  return markdown.renderComment(text)
}
