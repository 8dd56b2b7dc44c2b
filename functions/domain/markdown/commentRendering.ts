/**
 * Rendering a comment. The Markdown compiler is a fifth of what the commenter would load at a cold start; votes, reports
 * and pages need none of it, nor does a comment that is only words. Where one is needed, a post loads it while it waits
 * for its first answers from DynamoDB.
 */
import { renderPlainText } from './plainText.ts'

export async function renderComment(text: string): Promise<string> {
  const plain = renderPlainText(text)
  if (plain !== undefined) return plain
  const markdown = await import('./commentMarkdown.ts')
  return markdown.renderComment(text)
}
