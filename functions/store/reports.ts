/**
 * Filing reports. A report lies with the comment's private facts, one per reporter; the comment's record counts them;
 * and while the comment stands, a pointer in a queue of its own leads moderators to it.
 */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import type { CommentId, CommentRecord } from '../domain/comment.ts'
import { formatCommentId } from '../domain/comment.ts'
import { Busy, CommentNotFound } from '../domain/errors.ts'
import { type ReportReason, withReport } from '../domain/reports.ts'
import { getItems } from './batches.ts'
import { readRecord } from './commentItems.ts'
import { FORMAT, type Item, keyOf, n, s, type Table } from './dynamodb.ts'
import { placeKey, recordKey, reportedKey, reportKey } from './keys.ts'
import { recordWrite, withdrawal } from './transitions.ts'
import { expectStanding, type Guest, tryAs } from './voting.ts'

export type NewReport = {
  id: CommentId
  article: string
  reason: ReportReason
  detail: string | undefined
  /** How many reports make the comment wait for a moderator; 0 for none. */
  reportsToHold: number
}

/** How often a report is counted anew when the comment changed or another report came between. */
const ATTEMPTS = 8

/**
 * Stores a report, unless the reporter has reported this comment before; with the one that reaches the limit, the comment
 * leaves its place for the queue of held ones.
 *
 * BatchGetItem of place, record and report, strongly consistent, 1 read unit per 4 KB each. TransactWriteItems: bucket,
 * report and pointer 2 write units each, record 2 per KB; 2 more for a new voter. Reports of one comment collide, so that
 * the limit is met exactly; they are few.
 * @returns whether this report took the comment from its place, and how many there are
 * @throws CommentNotFound, CommentRemoved, TooManyRequests, Busy
 */
export async function fileReport(
  comments: Table,
  guest: Guest,
  report: NewReport,
): Promise<{ held: boolean; reports: number }> {
  const { id, article } = report
  const name = formatCommentId(id)
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const find = await getItems(comments, [placeKey(article, id), recordKey(name), reportKey(name, guest.voter)], true)
    const placed = expectStanding(find(placeKey(article, id)), article)
    const recordItem = find(recordKey(name))
    if (!recordItem) throw new CommentNotFound()
    const record = readRecord(recordItem)
    if (find(reportKey(name, guest.voter))) return { held: false, reports: record.reports.count }

    const reports = withReport(record.reports, report.reason, report.detail)
    const held = report.reportsToHold > 0 && reports.count >= report.reportsToHold
    const counted = held
      ? withdrawal(comments, record, { ...record, status: 'held', facts: placed.facts, reports }, guest.now)
      : [pointerPut(comments, record), recordWrite(comments, record, { reports })]
    if (await tryAs(comments, guest, [reportPut(comments, report, guest), ...counted])) {
      return { held, reports: reports.count }
    }
  }
  throw new Busy()
}

function reportPut(comments: Table, { id, reason }: NewReport, { voter, now }: Guest): TransactWriteItem {
  return {
    Put: {
      TableName: comments.name,
      Item: {
        ...keyOf(reportKey(formatCommentId(id), voter)),
        format: n(FORMAT),
        reason: s(reason),
        reportedAt: n(now),
      },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  }
}

/** The same whichever report puts it. */
function pointerPut(comments: Table, { id, article }: CommentRecord): TransactWriteItem {
  const Item: Item = { ...keyOf(reportedKey(id.own)), comment: s(formatCommentId(id)), article: s(article) }
  if (id.shard > 0) Item.shard = n(id.shard)
  return { Put: { TableName: comments.name, Item } }
}
