/**
 * Comments of an article.
 */

import { comments as contract } from '../contract/comments.ts'
import { cursorOfRank, rankIn, type ThreadQuery } from '../contract/schemas/commentQueries.ts'
import { cutToSize } from '../contract/schemas/paging.ts'
import { requirePublic } from '../domain/articles/article.ts'
import { liveFrom } from '../domain/comments/changeFeed.ts'
import { isRoot, parseCommentId } from '../domain/comments/comment.ts'
import type { ShardMap } from '../domain/comments/shards.ts'
import { claimedVoterId } from '../domain/comments/voter.ts'
import { CommentNotFound } from '../domain/errors.ts'
import { isUlid } from '../domain/ulid.ts'
import { implement } from '../http/implement.ts'
import { type HttpEvent, pathParameter } from '../http/input/request.ts'
import { voterClaim } from '../http/input/voterIdentity.ts'
import { RequestRefused } from '../http/refusals.ts'
import { commentView, threadView } from '../http/views/commentViews.ts'
import type { Table } from '../store/client/dynamodb.ts'
import { getPlaced, listReplies, listThreads, type Roots } from '../store/comments/comments.ts'
import type { Conversation } from '../store/comments/conversations.ts'
import { votesOf } from '../store/votes/ownVotes.ts'
import { listTop, type TopPosition } from '../store/votes/top.ts'

export type CommentReader = {
  comments: Table
  /** The conversation of the article that has or had a slug, in any state of the article. */
  conversation: (slug: string) => Promise<Conversation>
  clock: () => number
}

export const commentEndpoints = (reader: CommentReader) =>
  implement(contract, {
    'GET /v1/articles/{slug}/comments': async ({ event, query }) => {
      const from = liveFrom(reader.clock())
      const { key, shards } = await publicConversation(reader, event)
      const roots = { article: key, shards }
      const { items, next, total, cursorAfter } = await listPage(reader.comments, roots, query)
      const body = {
        ...(total !== undefined && { total }),
        ...cutToSize(items.map(threadView), next, ({ id }) => cursorAfter(id)),
      }
      // A header instead of a field: it changes every ten seconds, and must not change the ETag.
      const headers = query.cursor === undefined ? { 'understory-live-from': String(from) } : {}
      return { status: 200, body, headers }
    },
    'GET /v1/articles/{slug}/votes': async ({ event, query }) => {
      const { key } = await publicConversation(reader, event)
      const voter = claimedVoterId(voterClaim(event)?.token ?? '')
      const ids = [...new Set(query.id)]
      const votes =
        voter === undefined
          ? Object.fromEntries(ids.map((id) => [id, 0 as const]))
          : await votesOf(reader.comments, key, voter, ids)
      return { status: 200, body: { votes } }
    },
    'GET /v1/articles/{slug}/comments/{id}': async ({ event }) => {
      const { key, shards } = await publicConversation(reader, event)
      const id = parseCommentId(pathParameter(event, 'id'), shards)
      const comment = id && (await getPlaced(reader.comments, key, id))
      if (!comment) throw new CommentNotFound()
      return { status: 200, body: 'preview' in comment ? threadView(comment) : commentView(comment) }
    },
    'GET /v1/articles/{slug}/comments/{id}/replies': async ({ event, query }) => {
      const { key, shards } = await publicConversation(reader, event)
      const id = parseCommentId(pathParameter(event, 'id'), shards)
      if (!id) throw new CommentNotFound()
      if (!isRoot(id))
        throw new RequestRefused(
          'comment-not-found',
          `The replies of a conversation are listed under its root, ${id.root}.`,
        )
      const { items, next } = await listReplies(reader.comments, id.root, query.limit, query.cursor)
      // An id contains its partition but not its article. So an empty page, or one of another article, needs a check.
      const belongs = items[0] ? items[0].article === key : await getPlaced(reader.comments, key, id)
      if (!belongs) throw new CommentNotFound()
      return { status: 200, body: { items: items.map(commentView), nextCursor: next } }
    },
  })

/** A page of threads in the requested order, the cursor after it, and the cursors after each thread's replies. */
export async function listPage(comments: Table, roots: Roots, { sort, limit, cursor }: ThreadQuery) {
  if (sort !== 'top') {
    return { ...(await listThreads(comments, roots, sort, limit, cursor)), cursorAfter: (id: string) => id }
  }
  const position = cursor === undefined ? undefined : isUlid(cursor) ? { ulid: cursor } : { rank: rankIn(cursor) }
  const { items, next, total, after } = await listTop(comments, roots, limit, position)
  return { items, next: next && cursorOf(next), total, cursorAfter: (id: string) => cursorOf(after(id)) }
}

const cursorOf = (position: TopPosition): string => ('ulid' in position ? position.ulid : cursorOfRank(position.rank))

export async function publicConversation(
  reader: CommentReader,
  event: HttpEvent,
): Promise<{ key: string; shards: ShardMap }> {
  const slug = pathParameter(event, 'slug')
  const { article, shards } = await reader.conversation(slug)
  requirePublic(article, slug, reader.clock())
  return { key: article.key, shards }
}
