/**
 * Rendering a comment. The Markdown compiler is a fifth of what this function would load at a cold start; votes, reports
 * and pages need none of it, and a post loads it while it waits for its first answers from DynamoDB.
 */
export async function renderComment(text: string): Promise<string> {
  const markdown = await import('../domain/commentMarkdown.ts')
  return markdown.renderComment(text)
}
