/**
 * How many comments articles have, for lists of articles: many at once, found by whatever slugs a page knows.
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
 * Published comments by slug; nought for what is not public or not there. A slug that an article had before counts for
 * the article. What the request could not pay for is not among them.
 *
 * BatchGetItem of `A#<slug>`/`A`, 0.5 read units per 4 KB; then side by side `A#<slug>`/`S` of those that are there and the
 * claims of the others, 0.5 each; for what is claimed the first two once more. Articles that are spread over write shards
 * take a BatchGetItem each. Of external pages only the count is read.
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

/** Articles by their keys, null where there is none, as many as the request can pay for with what counting them takes. */
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
  const shown = [...articles].flatMap(([key, article]) => (article && isPublic(article, now) ? [key] : []))
  const totals = await totalsOf(comments, shown)
  // A slug without an article may be a former one: countComments looks for its claim.
  const hidden = [...articles.keys()].filter((key) => !shown.includes(key))
  return new Map([...hidden.map((key): [string, number] => [key, 0]), ...totals])
}

/**
 * The same for articles that were just listed, so that only what is counted need be read: by slug.
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

/** By the articles' keys; without those that are spread and for which the request can't pay. */
async function totalsOf(comments: Table, keys: readonly string[]): Promise<Map<string, number>> {
  const counted = await getItems(comments, keys.map(totalKey))
  const totals = new Map<string, number>()
  // One after the other, because each uses units that the others leave.
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
