/**
 * Reads the comments of an article. Every page is one Query, whatever the size of the thread. A cursor is only a
 * position (a ULID). The partition follows from the address.
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

export type Page<T> = {
  items: T[] /** The last item's ULID, after which to continue; null at the end. */
  next: string | null
}

/** The location of an article's root comments: under its key, in its write shards. */
export type Roots = { article: string; shards: ShardMap }

/**
 * Returns a page of an article's root comments. A first page has the article's total.
 *
 * Query `A#<article>`, either direction, eventually consistent. The statistics item is at both ends, so a first page
 * includes it without another request. About 0.5 read units per 4 KB; 25 comments of 500 characters: see
 * docs/data-model.md. If an article is or was spread over write shards, see {@link mergeThreads}.
 * @param after the ULID after which to continue; undefined for the first page
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
 * Returns a page of a root's replies, oldest first. Children always follow their parents.
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
 * Returns the newest replies to a root, newest first.
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
 * Reads the current root and parent of a reply before it is stored.
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
 * A page of 25 takes one Query, whatever the length of its comments. A longer page is read in portions. One comment
 * more than wanted shows whether there is a next page. One more item allows for the statistics.
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
    // The statistics take almost no units.
    dearest: (DEAREST.comment * (limit + 1)) / most,
    // The statistics come before the first comment. A portion of one item would hold no comment.
    fewest: 2,
  })
  const found = read.filter(isComment)
  const items = found.slice(0, limit)
  const last = items.at(-1)
  // A page that reaches the request's units ends before it is full.
  const more = found.length > limit || (goesOn && read.length < most)
  return {
    items: [...read.filter((item) => !isComment(item)), ...items],
    next: more && last ? ownOf(text(last, 'sk')) : null,
  }
}
