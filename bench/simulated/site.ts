/**
 * A site over the simulated DynamoDB: as many commenters as Lambda runs, each with its own memory, a reader, and the
 * projector behind the stream. The code is the deployed code. Only its surroundings are simulated.
 */
import { randomBytes } from 'node:crypto'
import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { commenterEndpoints } from '../../functions/commenter/http/endpoints.ts'
import { limitsOver } from '../../functions/commenter/limits.ts'
import { spreader } from '../../functions/commenter/spread.ts'
import { grown, MAX_SHARDS } from '../../functions/domain/comments/shards.ts'
import { DEFAULT_SETTINGS } from '../../functions/domain/site/settings.ts'
import { api, type Endpoint } from '../../functions/http/api.ts'
import { newMemory } from '../../functions/projector/memory.ts'
import { project } from '../../functions/projector/project.ts'
import { commentEndpoints } from '../../functions/reader/comments.ts'
import { withDeadline } from '../../functions/running/deadline.ts'
import { articleItem } from '../../functions/store/articles/articleItems.ts'
import { cachedConversations, getShardMap } from '../../functions/store/comments/conversations.ts'
import { grow } from '../../functions/store/comments/shardGrowth.ts'
import { shrinkCalmArticles } from '../../functions/store/comments/shardShrinking.ts'
import { countPublished } from '../../functions/store/derived/statistics.ts'
import { publishedArticle } from '../../test/kit/site/article.ts'
import { eventFor } from '../../test/kit/site/events.ts'
import { type Limits, partitionOf } from './capacity.ts'
import { SimulatedDynamoDB } from './database.ts'
import { SimulatedStream } from './stream.ts'

type Options = {
  limits: Limits
  /** The most commenters that run at once. */
  concurrency: number
  /** The factor by which each growth multiplies the shards. @default the deployed code's */
  growth: number | undefined
  random: () => number
}

// biome-ignore lint/suspicious/noExplicitAny: the bench looks into answers as JavaScript would
export type Answer = { status: number; body: any }
type Parts = NonNullable<Parameters<typeof eventFor>[1]>

export type SimulatedSite = ReturnType<typeof simulatedSite>

export function simulatedSite({ limits, concurrency, growth, random }: Options) {
  const clock = Date.now
  const projectorFor = () => {
    const projector = { comments, clock, memory: newMemory() }
    return (records: Parameters<typeof project>[1]) => project(projector, records)
  }
  const stream = new SimulatedStream({
    batchSize: 100,
    batchWindow: 1000,
    shardOf: (pk) => partitionOf(pk, limits),
    now: clock,
    projectorFor,
  })
  const database = new SimulatedDynamoDB({ limits, random, now: clock, onChange: (change) => stream.add(change) })
  const client = database.client()
  const [articles, comments] = [
    { client, name: 'Articles' },
    { client, name: 'Comments' },
  ]
  const growArticle: typeof grow | undefined =
    growth === undefined
      ? undefined
      : (table, article, now) => grow(table, article, now, (map, at) => grown(map, at, growth))

  const conversationOf = () => cachedConversations({ articles, comments }, clock)
  const newCommenter = () =>
    functionOf(
      commenterEndpoints({
        comments,
        conversation: conversationOf(),
        settings: async () => DEFAULT_SETTINGS,
        secret: async () => 'a secret for the bench',
        limits: limitsOver(comments, clock),
        spread: spreader(comments, clock, growArticle),
        clock,
        randomBytes,
      }),
    )
  const reader = functionOf(commentEndpoints({ comments, conversation: conversationOf(), clock }))
  /** Idle commenters. The last one to finish is called first, as Lambda does. */
  const idle: ReturnType<typeof functionOf>[] = []
  let commenters = 0

  return {
    stream,
    database,
    /** Posts through the gateway, which answers 503 when Lambda's concurrency is used up. */
    post: async (parts: Parts): Promise<Answer> => {
      if (idle.length === 0 && commenters < concurrency) {
        commenters++
        idle.push(newCommenter())
      }
      const commenter = idle.pop()
      if (!commenter) return { status: 503, body: { type: 'no room' } }
      try {
        return await commenter('POST /v1/articles/{slug}/comments', parts)
      } finally {
        idle.push(commenter)
      }
    },
    read: (parts: Parts) => reader('GET /v1/articles/{slug}/comments', parts),
    replies: (parts: Parts) => reader('GET /v1/articles/{slug}/comments/{id}/replies', parts),
    shrinkCalmArticles: () => shrinkCalmArticles(comments, clock()),
    shards: (article: string) => getShardMap(comments, article),
    /** The sum of all write shards' statistics. A page estimates from some of them. */
    published: (article: string) => countPublished(comments, article, [...Array(MAX_SHARDS).keys()]),
    publish: (slug: string) =>
      client.send(new PutItemCommand({ TableName: articles.name, Item: articleItem(publishedArticle(slug)) })),
  }
}

function functionOf(endpoints: Record<string, Endpoint>) {
  const handle = withDeadline(api(endpoints))
  return async (routeKey: string, parts: Parts): Promise<Answer> => {
    const { statusCode = 200, body } = await handle(eventFor(routeKey, parts))
    return { status: statusCode, body: body ? JSON.parse(body) : undefined }
  }
}
