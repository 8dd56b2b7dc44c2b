/**
 * From the Comments table's stream to changes of comments.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html
 */
import type { DynamoDBRecord, AttributeValue as StreamValue } from 'aws-lambda'
import type { PlacedComment } from '../domain/comment.ts'
import { type Change, concernsReaders } from '../domain/projection.ts'
import { readPlaced } from './commentItems.ts'
import type { Item } from './dynamodb.ts'
import { isCommentSortKey } from './keys.ts'

type Image = { [name: string]: StreamValue } | undefined

/**
 * The change that a stream record tells of, or undefined when it is none that readers would notice.
 * @throws Error when the record is not one of this table's
 */
export function changeOf(record: DynamoDBRecord): Change | undefined {
  const { eventID, dynamodb } = record
  if (!eventID || !dynamodb?.Keys) throw new Error('The stream record has no id or no keys.')
  if (!isCommentSortKey(dynamodb.Keys.sk?.S ?? '')) return undefined
  const [before, after] = [commentIn(dynamodb.OldImage), commentIn(dynamodb.NewImage)]
  const comment = after ?? before
  if (!comment) throw new Error(`The stream record ${eventID} carries no image; the stream must have both.`)
  const change = { eventId: eventID, id: comment.id, article: comment.article, before, after }
  return concernsReaders(change) ? change : undefined
}

function commentIn(image: Image): PlacedComment | undefined {
  if (!image) return undefined
  // Lambda's and the SDK's types differ only in binary values, of which comments have none.
  const item = image as Item
  return readPlaced(item)
}
