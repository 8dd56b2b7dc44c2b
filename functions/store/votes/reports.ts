/**
 * Stores reports. A report is stored with the comment's private facts, once for its voter and once for its address. The
 * comment's record counts the reports. While the comment is published, a pointer in a separate queue lists it for
 * moderators.
 */
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import type { CommentId, CommentRecord } from '../../domain/comments/comment.ts'
import { formatCommentId } from '../../domain/comments/comment.ts'
import { type ReportReason, withReport } from '../../domain/comments/reports.ts'
import { Busy, CommentNotFound } from '../../domain/errors.ts'
import { getItems } from '../client/batches.ts'
import { DAY, expiry, FORMAT, type Item, keyOf, n, repeatable, s, type Table } from '../client/dynamodb.ts'
import { addressReportKey, type Key, placeKey, recordKey, reportedKey, reportKey } from '../client/keys.ts'
import { transact } from '../client/retry.ts'
import { readRecord } from '../comments/commentItems.ts'
import { recordWrite, withdrawal } from '../comments/transitions.ts'
import { expectStanding } from './voting.ts'

export type NewReport = {
  id: CommentId
  article: string
  voter: string
  addressHash: string
  /** Days after which the address's report of the comment is deleted. */
  privateFactsDays: number
  reason: ReportReason
  detail: string | undefined
  /** Number of reports that hold the comment for a moderator; 0 for never. */
  reportsToHold: number
  /** Milliseconds since 1970. */
  now: number
}

/** `counted` is false if the voter or the address had reported the comment before. */
export type Filed = { counted: boolean; held: boolean; reports: number }

/** Maximum attempts while the comment changes or other reports arrive. */
const ATTEMPTS = 8

/**
 * Stores a report, unless the same voter or address has reported this comment before. The report that reaches the limit
 * moves the comment to the queue of held comments. If a moderator has approved the current version, the comment stays.
 *
 * BatchGetItem of place, record and both reports, strongly consistent, 1 read unit per 4 KB each. TransactWriteItems:
 * the reports of voter and address, and pointer, 2 write units each; record, 2 per KB. Reports of one comment collide,
 * so the limit is exact. A comment has few reports.
 * @param admit called once, before any write; throws if the address has reached its limit of reports
 * @throws CommentNotFound, CommentRemoved, Busy, and the errors of `admit`
 */
export async function fileReport(comments: Table, report: NewReport, admit: () => Promise<void>): Promise<Filed> {
  const { id, article, now } = report
  const name = formatCommentId(id)
  const [ofVoter, ofAddress] = [reportKey(name, report.voter), addressReportKey(name, report.addressHash)]
  const marks = [ofVoter, ofAddress]
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const find = await getItems(comments, [placeKey(article, id), recordKey(name), ...marks], true)
    const placed = expectStanding(find(placeKey(article, id)), article)
    const recordItem = find(recordKey(name))
    if (!recordItem) throw new CommentNotFound()
    const record = readRecord(recordItem)
    if (marks.some(find)) return { counted: false, held: false, reports: record.reports.count }
    if (attempt === 1) await admit()

    const reports = withReport(record.reports, report.reason, report.detail)
    const isHeld =
      report.reportsToHold > 0 && reports.count >= report.reportsToHold && record.approved !== record.version
    const command = repeatable([
      reportPut(comments, ofVoter, report),
      reportPut(comments, ofAddress, report, { expiresAt: expiry(now, report.privateFactsDays * DAY) }),
      ...(isHeld
        ? unlessApproved(withdrawal(comments, record, { ...record, status: 'held', facts: placed.facts, reports }, now))
        : [pointerPut(comments, record), recordWrite(comments, record, { reports })]),
    ])
    // If this is refused, the next attempt may find that the report is already stored.
    const outcome = await transact(() => comments.client.send(command()))
    if (outcome === 'done') return { counted: true, held: isHeld, reports: reports.count }
  }
  throw new Busy()
}

/**
 * Refuses the writes if a moderator approved the version meanwhile. The report is then counted again. The record must
 * be the last write.
 */
function unlessApproved(writes: TransactWriteItem[]): TransactWriteItem[] {
  const { Update } = writes.at(-1) ?? {}
  if (!Update) throw new Error('The last write of a withdrawal must be the record.')
  const ConditionExpression = `${Update.ConditionExpression} AND (attribute_not_exists(approved) OR approved <> :had)`
  return [...writes.slice(0, -1), { Update: { ...Update, ConditionExpression } }]
}

function reportPut(comments: Table, key: Key, { reason, now }: NewReport, more: Item = {}): TransactWriteItem {
  return {
    Put: {
      TableName: comments.name,
      Item: { ...keyOf(key), format: n(FORMAT), reason: s(reason), reportedAt: n(now), ...more },
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  }
}

/** All reports of a comment write the same pointer. */
function pointerPut(comments: Table, { id, article }: CommentRecord): TransactWriteItem {
  const Item: Item = { ...keyOf(reportedKey(id.own)), comment: s(formatCommentId(id)), article: s(article) }
  if (id.shard > 0) Item.shard = n(id.shard)
  return { Put: { TableName: comments.name, Item } }
}
