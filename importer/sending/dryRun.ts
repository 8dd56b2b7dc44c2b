/**
 * A dry run: reports what sending a conversation would do, as far as this is known without sending it.
 */
import type { OldConversation } from '../conversation.ts'
import type { Report } from '../report.ts'
import { faultOf, reportKnown } from './sending.ts'

/** Facts about the site. Undefined if the site was not asked. */
type Known = {
  /** The origins of other sites that are allowed. */
  allowed: ReadonlySet<string> | undefined
  /** Whether an article exists. */
  isThere: ((slug: string) => Promise<boolean>) | undefined
}

export async function dryRun(report: Report, known: Known, conversation: OldConversation): Promise<void> {
  reportKnown(report, conversation)
  const { article, comments } = conversation
  if (article) report.stored('articles')
  const fault = faultOf(conversation, known.allowed) ?? (await missing(conversation, known))
  for (const { ref } of comments) {
    if (fault === undefined) report.stored('comments')
    else report.refused('comments', { ref, reason: fault })
  }
}

async function missing({ place, article, comments }: OldConversation, { isThere }: Known): Promise<string | undefined> {
  if (!isThere || article || comments.length === 0 || place === undefined || 'page' in place) return undefined
  return (await isThere(place.article)) ? undefined : 'There is no article at this address.'
}
