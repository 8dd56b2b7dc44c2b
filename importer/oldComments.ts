/**
 * What both systems' comments need: their HTML as Markdown that fits, or the reason why it does not.
 */
import type { OldComment, OldConversation } from './conversation.ts'
import { commentMarkdown } from './html/markdown.ts'
import { TEXT_LENGTH } from './limits.ts'
import { isVisible } from './lines.ts'

/** A comment as it was, before its text is looked at. */
export type RawComment = Omit<OldComment, 'text'> & {
  html: string
  /** Whether shortcodes mean something in it. */
  isWordPress: boolean
  lineEnds: boolean
  base: string | undefined
}

/** Adds a comment to a conversation, or says there why it is not. */
export function addComment(
  conversation: Pick<OldConversation, 'comments' | 'leftOut' | 'refused' | 'remarks'>,
  { html, isWordPress, lineEnds, base, ...comment }: RawComment,
): void {
  const { ref } = comment
  const { text, fault, isEmpty, remarks } = textOf(html, { isWordPress, lineEnds, base })
  if (fault !== undefined) conversation.refused.comments.push({ ref, reason: fault })
  else if (isEmpty) conversation.leftOut.comments.push({ ref, reason: 'they hold no text' })
  else conversation.comments.push({ ...comment, text })
  conversation.remarks.push(...remarks.map((reason) => ({ ref, reason })))
}

function textOf(html: string, choices: Parameters<typeof commentMarkdown>[1]) {
  try {
    const { markdown: text, remarks } = commentMarkdown(html, choices)
    const length = [...text].length
    const fault =
      length > TEXT_LENGTH
        ? `its text has ${length.toLocaleString('en')} characters as Markdown; ${TEXT_LENGTH.toLocaleString('en')} are allowed`
        : undefined
    return { text, remarks, fault, isEmpty: !isVisible(text) }
  } catch (error) {
    // The only way to find out how deep a stack is.
    if (!(error instanceof RangeError)) throw error
    return { text: '', remarks: [], fault: 'its HTML is nested too deeply', isEmpty: false }
  }
}
