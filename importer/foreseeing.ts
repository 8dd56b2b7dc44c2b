/**
 * A dry run: what sending a conversation would do, as far as can be said without.
 */
import type { OldConversation } from './conversation.ts'
import type { Report } from './report.ts'
import { faultOf, sayBefore } from './sending.ts'
import { levelsOf, remarksOn } from './threads.ts'

/** @param allowed the origins that are allowed; undefined where nobody was asked */
export function foresee(report: Report, allowed: ReadonlySet<string> | undefined, conversation: OldConversation): void {
  sayBefore(report, conversation)
  const { article, comments, parents } = conversation
  if (article) report.stored('articles')
  const fault = faultOf(conversation, allowed)
  if (fault === undefined) for (const remark of remarksOn(levelsOf(comments, parents))) report.remark(remark)
  for (const { ref } of comments) {
    if (fault === undefined) report.stored('comments')
    else report.refused('comments', { ref, reason: fault })
  }
}
