/**
 * What both systems' comments need: their HTML as Markdown that fits, or the reason why it does not.
 */
import type { OldComment, OldConversation, Remark } from './conversation.ts'
import { commentMarkdown } from './html/markdown.ts'
import { TEXT_LENGTH } from './limits.ts'
import { isVisible } from './lines.ts'

/** A comment as it was, before its text is looked at. */
export type RawComment = Omit<OldComment, 'text'> & { html: string; lineEnds: boolean; base: string | undefined }

/** Adds a comment to a conversation, or says there why it is not. */
export function addComment(
  conversation: Pick<OldConversation, 'comments' | 'leftOut' | 'refused' | 'remarks'>,
  { html, lineEnds, base, ...comment }: RawComment,
): void {
  const { ref } = comment
  const { text, fault, isEmpty, lost } = textOf(html, { lineEnds, base })
  if (fault !== undefined) conversation.refused.comments.push({ ref, reason: fault })
  else if (isEmpty) conversation.leftOut.comments.push({ ref, reason: 'they hold no text' })
  else conversation.comments.push({ ...comment, text })
  conversation.remarks.push(...lostRemarks(ref, lost))
}

function textOf(html: string, choices: { lineEnds: boolean; base: string | undefined }) {
  try {
    const { markdown: text, lost } = commentMarkdown(html, choices)
    const length = [...text].length
    const fault =
      length > TEXT_LENGTH
        ? `its text has ${length.toLocaleString('en')} characters as Markdown; ${TEXT_LENGTH.toLocaleString('en')} are allowed`
        : undefined
    return { text, lost, fault, isEmpty: !isVisible(text) }
  } catch (error) {
    // The only way to find out how deep a stack is.
    if (!(error instanceof RangeError)) throw error
    return { text: '', lost: [], fault: 'its HTML is nested too deeply', isEmpty: false }
  }
}

/** Says what could not be taken along. */
export const lostRemarks = (ref: string, lost: readonly string[]): Remark[] =>
  lost.map((name) => ({ ref, reason: `“${name}” was left out of its text` }))
