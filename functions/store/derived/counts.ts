/**
 * Counts the comments of many articles at once, for lists of articles. The slugs may be current or former ones.
 */
import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import { type Article, isPublic } from '../../domain/articles/article.ts'
import { isPageKey } from '../../domain/articles/externalPage.ts'
import { isSlug } from '../../domain/articles/slug.ts'
import type { Change } from '../../domain/comments/projection.ts'
import { articleOf } from '../articles/articleItems.ts'
import { getItems } from '../client/batches.ts'
import { type Item, keyOf, n, number, type Table, text } from '../client/dynamodb.ts'
import { articleKey, type Key, rootPartition, slugClaimKey, statisticsKeys } from '../client/keys.ts'
import { getInPortions } from '../client/portions.ts'
import { transact } from '../client/retry.ts'
import { DEAREST, setAside } from '../client/units.ts'
import type { Tables } from '../comments/conversations.ts'
import { countAll, publishedIn } from './statistics.ts'

const totalKey = (article: string): Key => statisticsKeys(rootPartition(article, 0))[0]

/**
 * Counts published comments by slug. The count is 0 for articles that do not exist or are not public. A former slug
 * counts for its article. Slugs that exceed the request's units are omitted.
 *
 * BatchGetItem of `A#<slug>`/`A`, 0.5 read units per 4 KB. Then in parallel `A#<slug>`/`S` of the articles found and
 * the claims of the other slugs, 0.5 each. For claimed slugs, the first two reads are repeated. Articles that are
 * spread over write shards take a BatchGetItem each. For external pages, only the count is read.
 * @param slugs at most 50
 */
export async function countComments(
  { articles, comments }: Tables,
  slugs: readonly string[],
  now: number,
): Promise<Map<string, number>> {
  const [pages, possible] = [slugs.filter(isPageKey), slugs.filter(isSlug)]
  const totalsOfPages = await getItems(comments, pages.map(totalKey))
  const named = await readArticles(articles, possible)
  const others = possible.filter((slug) => named.get(slug) === null)
  const [own, claims] = await Promise.all([
    countArticles(comments, named, now),
    getItems(articles, others.map(slugClaimKey)),
  ])
  const keys = new Map(
    others.flatMap((slug) => {
      const claim = claims(slugClaimKey(slug))
      return claim ? [[slug, text(claim, 'key')] as const] : []
    }),
  )
  const claimed = await countArticles(comments, await readArticles(articles, [...keys.values()]), now)

  const counts: [string, number | undefined][] = []
  for (const slug of slugs) {
    const key = keys.get(slug)
    // An external page is always public. One without comments has no count.
    if (isPageKey(slug)) counts.push([slug, await totalOf(comments, slug, totalsOfPages(totalKey(slug)))])
    else if (!isSlug(slug)) counts.push([slug, 0])
    else counts.push([slug, key === undefined ? own.get(slug) : claimed.get(key)])
  }
  return new Map(counts.flatMap(([slug, count]) => (count === undefined ? [] : [[slug, count]])))
}

/**
 * Reads articles by their keys, null if there is none, as many as the request's units cover together with their counts.
 */
async function readArticles(articles: Table, keys: readonly string[]): Promise<Map<string, Article | null>> {
  const giveBack = setAside(keys.length * 0.5)
  const { find, count } = await getInPortions(articles, keys.map(articleKey), {
    dearest: DEAREST.article,
    fewest: 0,
  }).finally(giveBack)
  return new Map(
    keys.slice(0, count).map((key) => {
      const item = find(articleKey(key))
      return [key, item ? articleOf(item) : null]
    }),
  )
}

async function countArticles(
  comments: Table,
  articles: ReadonlyMap<string, Article | null>,
  now: number,
): Promise<Map<string, number>> {
  const visible = [...articles].flatMap(([key, article]) => (article && isPublic(article, now) ? [key] : []))
  const totals = await totalsOf(comments, visible)
  // A slug without an article may be a former one: countComments looks for its claim.
  const hidden = [...articles.keys()].filter((key) => !visible.includes(key))
  return new Map([...hidden.map((key): [string, number] => [key, 0]), ...totals])
}

/**
 * Counts by slug for articles that were just listed, so only the counts are read.
 *
 * BatchGetItem of `A#<key>`/`S`: 0.5 read units each. Articles that are spread over write shards take another each.
 * @param articles at most 100
 */
export async function countOfListed(comments: Table, articles: readonly Article[]): Promise<Map<string, number>> {
  const totals = await totalsOf(
    comments,
    articles.map(({ key }) => key),
  )
  return new Map(
    articles.flatMap(({ key, slug }) => {
      const total = totals.get(key)
      return total === undefined ? [] : [[slug, total]]
    }),
  )
}

/** Totals by the articles' keys. Omits spread articles that exceed the request's units. */
async function totalsOf(comments: Table, keys: readonly string[]): Promise<Map<string, number>> {
  const counted = await getItems(comments, keys.map(totalKey))
  const totals = new Map<string, number>()
  // Sequential, because each count uses units that the previous ones left.
  for (const key of keys) {
    const total = await totalOf(comments, key, counted(totalKey(key)))
    if (total !== undefined) totals.set(key, total)
  }
  return totals
}

async function totalOf(comments: Table, article: string, statistics: Item | undefined): Promise<number | undefined> {
  const shards = statistics ? number(statistics, 'shards', 1) : 1
  return shards > 1 ? countAll(comments, article, shards, 0) : publishedIn(statistics)
}

/**
 * Stores the number of write shards in an article's statistics. A count of many articles then need not read each shard
 * map.
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

/** Uses a transaction, because transactions are retried when they collide with the counting transactions. */
async function raiseShards(comments: Table, article: string, shards: number): Promise<void> {
  const Update = {
    TableName: comments.name,
    Key: keyOf(totalKey(article)),
    UpdateExpression: 'SET shards = :shards',
    ConditionExpression: 'attribute_not_exists(shards) OR shards < :shards',
    ExpressionAttributeValues: { ':shards': n(shards) },
  }
  // A refusal means that the item already has as many shards.
  await transact(() => comments.client.send(new TransactWriteItemsCommand({ TransactItems: [{ Update }] })))
}
