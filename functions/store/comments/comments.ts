/**
 * Reading what stands under an article. Every page is one Query, whatever the size of the thread: a cursor is only a
 * position (a ULID), and the partition comes from the address.
 */
import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import type { CommentId, PlacedComment, Thread } from '../../domain/comments/comment.ts'
import { isRoot, rootOf } from '../../domain/comments/comment.ts'
import { mostShards, type ShardMap } from '../../domain/comments/shards.ts'
import { getItems } from '../client/batches.ts'
import { type Item, keyOf, s, type Table, text } from '../client/dynamodb.ts'
import { commentSortKey, isCommentSortKey, ownOf, placeKey, replyPartition, rootPartition } from '../client/keys.ts'
import { queryItems } from '../client/portions.ts'
import { DEAREST } from '../client/units.ts'
import { publishedIn } from '../derived/statistics.ts'
import { readPlaced, readThread } from './commentItems.ts'
import { mergeThreads } from './shardedThreads.ts'

export type Order = 'newest' | 'oldest'

export type Page<T> = { items: T[] /** Where to go on: the last item's ULID; null at the end. */; next: string | null }

/** Where an article's root comments lie: under its key, in its write shards. */
export type Roots = { article: string; shards: ShardMap }

/**
 * A page of an article's root comments, with the article's total on a first page.
 *
 * Query `A#<article>`, either direction, eventually consistent. On a first page the statistics item lies at the near end,
 * so it costs no request of its own. About 0.5 read units per 4 KB; 25 comments of 500 characters: see docs/data-model.md.
 * Where an article is or was spread over write shards, what {@link mergeThreads} says.
 * @param after the ULID after which to go on; undefined for the first page
 */
export async function listThreads(
  comments: Table,
  { article, shards }: Roots,
  order: Order,
  limit: number,
  after: string | undefined,
): Promise<Page<Thread> & { total: number | undefined }> {
  if (mostShards(shards) > 1) {
    const { items, next, total } = await mergeThreads(comments, article, shards, { order, limit, after })
    return { items: items.map(readThread), next, total }
  }
  const { items, next } = await queryComments(comments, rootPartition(article, 0), order, limit, after)
  return {
    items: items.filter(isComment).map(readThread),
    next,
    total: after === undefined ? publishedIn(items.find((item) => !isComment(item))) : undefined,
  }
}

/**
 * A page of a root's replies, oldest first: children always follow their parents.
 *
 * Query `R#<root>` forward, eventually consistent.
 */
export async function listReplies(
  comments: Table,
  root: string,
  limit: number,
  after: string | undefined,
): Promise<Page<PlacedComment>> {
  const { items, next } = await queryComments(comments, replyPartition(root), 'oldest', limit, after)
  return { items: items.map(readPlaced), next }
}

/**
 * The newest replies to a root, the newest first.
 *
 * Query `R#<root>` backward, eventually consistent: about 0.5 read units for five of 500 characters.
 */
export async function newestReplies(comments: Table, root: string, limit: number): Promise<PlacedComment[]> {
  const { items } = await queryComments(comments, replyPartition(root), 'newest', limit, undefined)
  return items.map(readPlaced)
}

/** One comment in its place. GetItem, eventually consistent, 0.5 read units per 4 KB. */
export async function getPlaced(
  comments: Table,
  article: string,
  id: CommentId,
): Promise<PlacedComment | Thread | undefined> {
  const { Item } = await comments.client.send(
    new GetItemCommand({ TableName: comments.name, Key: keyOf(placeKey(article, id)) }),
  )
  if (!Item || text(Item, 'article') !== article) return undefined
  return isRoot(id) ? readThread(Item) : readPlaced(Item)
}

/**
 * What a reply needs to know before it is stored: its root and what it answers, as they are now.
 *
 * BatchGetItem of one or two items, strongly consistent, 1 read unit per 4 KB each.
 */
export async function getRootAndParent(
  comments: Table,
  article: string,
  parent: CommentId,
): Promise<{ root: PlacedComment; parent: PlacedComment } | undefined> {
  const rootKey = placeKey(article, rootOf(parent))
  const keys = isRoot(parent) ? [rootKey] : [rootKey, placeKey(article, parent)]
  const found = await getItems(comments, keys, true)
  const read = (id: CommentId): PlacedComment | undefined => {
    const item = found(placeKey(article, id))
    return item && text(item, 'article') === article ? readPlaced(item) : undefined
  }
  const [rootComment, parentComment] = [read(rootOf(parent)), read(parent)]
  return rootComment && parentComment ? { root: rootComment, parent: parentComment } : undefined
}

const isComment = (item: Item): boolean => isCommentSortKey(text(item, 'sk'))

/**
 * One Query for a page of 25, however long its comments are; a longer one is read in portions. One comment more than wanted
 * tells whether there is a next page; one place is for the statistics.
 */
async function queryComments(
  comments: Table,
  partition: string,
  order: Order,
  limit: number,
  after: string | undefined,
): Promise<{ items: Item[]; next: string | null }> {
  const isFirst = after === undefined
  const most = limit + (isFirst ? 2 : 1)
  const range = {
    KeyConditionExpression: isFirst ? 'pk = :pk' : `pk = :pk AND sk ${order === 'newest' ? '<' : '>'} :after`,
    ExpressionAttributeValues: {
      ':pk': s(partition),
      ...(!isFirst && { ':after': s(commentSortKey(after)) }),
    },
    ScanIndexForward: order === 'oldest',
  }
  const { items: read, more: goesOn } = await queryItems(comments, range, most, {
    // The statistics take next to nothing.
    dearest: (DEAREST.comment * (limit + 1)) / most,
    // The statistics come before the first comment: a portion of one would show none.
    fewest: 2,
  })
  const found = read.filter(isComment)
  const items = found.slice(0, limit)
  const last = items.at(-1)
  // A page that takes as much as a request may take ends before it is full.
  const more = found.length > limit || (goesOn && read.length < most)
  return {
    items: [...read.filter((item) => !isComment(item)), ...items],
    next: more && last ? ownOf(text(last, 'sk')) : null,
  }
}
