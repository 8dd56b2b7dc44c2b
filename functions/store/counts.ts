/**
 * How many comments articles have, for lists of articles: many at once, found by whatever slugs a page knows.
 */
import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import { type Article, isPublic } from '../domain/article.ts'
import { isPageKey } from '../domain/elsewhere.ts'
import type { Change } from '../domain/projection.ts'
import { isSlug } from '../domain/slug.ts'
import { articleOf } from './articleItems.ts'
import { type Found, getItems } from './batches.ts'
import type { Tables } from './conversations.ts'
import { type Item, keyOf, n, number, type Table, text } from './dynamodb.ts'
import { articleKey, type Key, rootPartition, slugClaimKey, statisticsKeys } from './keys.ts'
import { transact } from './retry.ts'
import { countPublished, publishedIn } from './statistics.ts'

const totalKey = (article: string): Key => statisticsKeys(rootPartition(article, 0))[0]

/**
 * Published comments by slug; nought for what is not public or not there. A slug that an article had before counts for
 * the article.
 *
 * BatchGetItem of `A#<slug>`/`A` and, side by side, of `A#<slug>`/`S`: 0.5 read units each. Slugs under which no article
 * began take a BatchGetItem of their claims, and those that are claimed the two above once more. Articles that are spread
 * over write shards take a BatchGetItem each. Of pages elsewhere only the count is read.
 * @param slugs at most 100
 */
export async function countComments(
  { articles, comments }: Tables,
  slugs: readonly string[],
  now: number,
): Promise<Map<string, number>> {
  const possible = slugs.filter(isSlug)
  const [[named, counted], elsewhere] = await Promise.all([
    readBoth({ articles, comments }, possible),
    getItems(comments, slugs.filter(isPageKey).map(totalKey)),
  ])
  const others = possible.filter((slug) => !named(articleKey(slug)))
  const claims = await getItems(articles, others.map(slugClaimKey))
  const keys = new Map(
    others.flatMap((slug) => {
      const claim = claims(slugClaimKey(slug))
      return claim ? [[slug, text(claim, 'key')]] : []
    }),
  )
  const [claimed, countedToo] = await readBoth({ articles, comments }, [...keys.values()])

  const counts = slugs.map(async (slug): Promise<[string, number]> => {
    // What is elsewhere is always public, and what nobody commented on was never counted.
    if (isPageKey(slug)) return [slug, await totalOf(comments, slug, elsewhere(totalKey(slug)))]
    const key = keys.get(slug) ?? slug
    const article = named(articleKey(key)) ?? claimed(articleKey(key))
    if (!article || !isPublic(articleOf(article), now)) return [slug, 0]
    return [slug, await totalOf(comments, key, counted(totalKey(key)) ?? countedToo(totalKey(key)))]
  })
  return new Map(await Promise.all(counts))
}

/**
 * The same for articles that were just listed, so that only what is counted need be read: by slug.
 *
 * BatchGetItem of `A#<key>`/`S`: 0.5 read units each. Articles that are spread over write shards take another each.
 * @param articles at most 100
 */
export async function countOfListed(comments: Table, articles: readonly Article[]): Promise<Map<string, number>> {
  const counted = await getItems(
    comments,
    articles.map(({ key }) => totalKey(key)),
  )
  const counts = articles.map(
    async ({ key, slug }): Promise<[string, number]> => [slug, await totalOf(comments, key, counted(totalKey(key)))],
  )
  return new Map(await Promise.all(counts))
}

const readBoth = ({ articles, comments }: Tables, keys: readonly string[]): Promise<[Found, Found]> =>
  Promise.all([getItems(articles, keys.map(articleKey)), getItems(comments, keys.map(totalKey))])

async function totalOf(comments: Table, article: string, statistics: Item | undefined): Promise<number> {
  const shards = statistics ? number(statistics, 'shards', 1) : 1
  const others = Array.from({ length: shards - 1 }, (_, place) => place + 1)
  return publishedIn(statistics) + (await countPublished(comments, article, others))
}

/**
 * Sees to it that an article's statistics say over how many write shards its comments are spread, so that who counts many
 * articles need not look at each one's shard map.
 *
 * TransactWriteItems `A#<article>`/`S`, 2 write units, only when a shard is new to this process.
 * @param known the most shards seen so far, by article
 */
export async function noteShards(
  comments: Table,
  changes: readonly Change[],
  known: Map<string, number>,
): Promise<void> {
  const seen = new Map<string, number>()
  for (const { article, id } of changes) {
    if (id.shard > 0) seen.set(article, Math.max(seen.get(article) ?? 0, id.shard + 1))
  }
  for (const [article, shards] of seen) {
    if ((known.get(article) ?? 0) >= shards) continue
    await raiseShards(comments, article, shards)
    known.set(article, shards)
  }
}

/** In a transaction, because those are tried again when they meet one of those that count. */
async function raiseShards(comments: Table, article: string, shards: number): Promise<void> {
  const Update = {
    TableName: comments.name,
    Key: keyOf(totalKey(article)),
    UpdateExpression: 'SET shards = :shards',
    ConditionExpression: 'attribute_not_exists(shards) OR shards < :shards',
    ExpressionAttributeValues: { ':shards': n(shards) },
  }
  // Refused: there are as many already.
  await transact(() => comments.client.send(new TransactWriteItemsCommand({ TransactItems: [{ Update }] })))
}
