/**
 * Comments of both systems: converts their HTML to Markdown, or gives the reason why it cannot be imported.
 */
import type { OldComment, OldConversation } from './conversation.ts'
import { isPast } from './fields/times.ts'
import { commentMarkdown } from './html/markdown.ts'
import { isNestedTooDeep, MAX_CONTAINERS, TEXT_LENGTH } from './limits.ts'

/** A comment with its original HTML. */
export type RawComment = Omit<OldComment, 'text'> & {
  html: string
  /** Whether shortcodes are applied. */
  isWordPress: boolean
  lineEnds: boolean
  base: string | undefined
}

/** Adds a comment to a conversation, or the reason why it is left out or refused. */
export function addComment(
  conversation: Pick<OldConversation, 'comments' | 'leftOut' | 'refused' | 'remarks'>,
  { html, isWordPress, lineEnds, base, ...comment }: RawComment,
): void {
  const { ref } = comment
  const { text, fault, isEmpty, remarks } = textOf(html, { isWordPress, lineEnds, base })
  if (fault !== undefined) conversation.refused.comments.push({ ref, ...fault })
  else if (isEmpty) conversation.leftOut.comments.push({ ref, reason: 'they have no text' })
  else if (!isPast(comment.createdAt))
    conversation.refused.comments.push({ ref, reason: 'its time is impossible', detail: `“${comment.createdAt}”` })
  else conversation.comments.push({ ...comment, text })
  conversation.remarks.push(...remarks.map((reason) => ({ ref, reason })))
}

function textOf(html: string, choices: Parameters<typeof commentMarkdown>[1]) {
  try {
    const { markdown: text, remarks } = commentMarkdown(html, choices)
    const fault = faultOf(text)
    return { text, remarks, fault, isEmpty: text === '' }
  } catch (error) {
    // The depth of the stack cannot be asked for.
    if (!(error instanceof RangeError)) throw error
    return { text: '', remarks: [], fault: { reason: 'its HTML is nested too deeply' }, isEmpty: false }
  }
}

/** Why the API would refuse a text. */
function faultOf(text: string): { reason: string; detail?: string } | undefined {
  const { length } = [...text]
  if (length > TEXT_LENGTH) {
    const reason = `its text has more than ${TEXT_LENGTH.toLocaleString('en')} characters as Markdown`
    return { reason, detail: length.toLocaleString('en') }
  }
  return isNestedTooDeep(text)
    ? { reason: `its quotes and lists are nested more than ${MAX_CONTAINERS} deep` }
    : undefined
}
