/**
 * A dry run: what sending a conversation would do, as far as can be said without.
 */
import type { OldConversation } from './conversation.ts'
import type { Report } from './report.ts'
import { faultOf, sayBefore } from './sending.ts'
import { levelsOf, remarksOn } from './threads.ts'
import { isPast } from './times.ts'

/** @param allowed the origins that are allowed; undefined where nobody was asked */
export function foresee(report: Report, allowed: ReadonlySet<string> | undefined, conversation: OldConversation): void {
  sayBefore(report, conversation)
  const { article, comments, parents } = conversation
  if (article) report.stored('articles')
  const fault = faultOf(conversation, allowed)
  if (fault === undefined) for (const remark of remarksOn(levelsOf(comments, parents))) report.remark(remark)
  for (const { ref, createdAt } of comments) {
    if (fault !== undefined) report.refused('comments', { ref, reason: fault })
    else if (!isPast(createdAt))
      report.refused('comments', { ref, reason: 'its time is impossible', detail: createdAt })
    else report.stored('comments')
  }
}
