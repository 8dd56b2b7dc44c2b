/**
 * Converts records of the Comments table's stream to changes of comments and votes.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html
 */
import type { DynamoDBRecord, AttributeValue as StreamValue } from 'aws-lambda'
import type { PlacedComment } from '../../domain/comments/comment.ts'
import { type Change, concernsReaders, type VoteChange } from '../../domain/comments/projection.ts'
import { areSame, changeOfMind, NO_VOTES } from '../../domain/comments/votes.ts'
import type { Item } from '../client/dynamodb.ts'
import { isCommentSortKey, voteTargetOf } from '../client/keys.ts'
import { readPlaced } from '../comments/commentItems.ts'
import { readVote } from '../votes/voteItems.ts'

type Image = { [name: string]: StreamValue } | undefined

/**
 * The change in a stream record. Undefined if readers would not see a difference.
 * @throws Error when the record is not one of this table
 */
export function changeOf(record: DynamoDBRecord): Change | VoteChange | undefined {
  const { eventID, dynamodb } = record
  if (!eventID || !dynamodb?.Keys) throw new Error('The stream record has no id or no keys.')
  if (voteTargetOf(dynamodb.Keys.pk?.S ?? '') !== undefined) return voteChangeOf(eventID, dynamodb)
  if (!isCommentSortKey(dynamodb.Keys.sk?.S ?? '')) return undefined
  const [before, after] = [commentIn(dynamodb.OldImage), commentIn(dynamodb.NewImage)]
  const comment = after ?? before
  if (!comment)
    throw new Error(`The stream record ${eventID} has no image; the stream must include old and new images.`)
  const change = { eventId: eventID, id: comment.id, article: comment.article, before, after }
  return concernsReaders(change) ? change : undefined
}

function voteChangeOf(eventId: string, { OldImage, NewImage }: NonNullable<DynamoDBRecord['dynamodb']>) {
  const [before, after] = [OldImage, NewImage].map((image) => image && readVote(asItem(image)))
  const vote = after ?? before
  if (!vote) throw new Error(`The stream record ${eventId} has no image; the stream must include old and new images.`)
  const votes = changeOfMind(before?.value ?? 0, after?.value ?? 0)
  return areSame(votes, NO_VOTES) ? undefined : { eventId, id: vote.id, article: vote.article, votes }
}

const commentIn = (image: Image): PlacedComment | undefined => image && readPlaced(asItem(image))

/** Lambda's and the SDK's types differ only in binary values, which `parsed` reads in both forms. */
const asItem = (image: NonNullable<Image>): Item => image as Item
