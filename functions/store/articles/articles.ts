/**
 * Reads one article with its text.
 */
import { GetItemCommand, QueryCommand, TransactGetItemsCommand } from '@aws-sdk/client-dynamodb'
import { type Article, requirePublic } from '../../domain/articles/article.ts'
import { isSlug } from '../../domain/articles/slug.ts'
import { ArticleNotFound, Busy } from '../../domain/errors.ts'
import type { Found } from '../client/batches.ts'
import { type Item, keyOf, s, type Table, text } from '../client/dynamodb.ts'
import { articleBodyKey, articleKey, articlePartition, articleSourceKey, slugClaimKey } from '../client/keys.ts'
import { getInPortions } from '../client/portions.ts'
import { transact } from '../client/retry.ts'
import { DEAREST, measured, unitsLeft } from '../client/units.ts'
import { articleOf, bodyOf, sourceOf } from './articleItems.ts'

/** An article with its text as readers receive it. */
export type ArticleWithBody = { article: Article; html: string }
/** An article with everything that editors edit. */
export type WholeArticle = ArticleWithBody & { source: string }

/**
 * Returns the article that readers see under a slug.
 *
 * Query `A#<slug>`, `A` to `B`, eventually consistent: 0.5 read units per 4 KB of HTML. A renamed article takes a
 * GetItem of the claim `S#<slug>` and another Query.
 * @param now milliseconds since 1970
 * @throws ArticleNotFound, ArticleGone, ArticleMoved
 */
export async function readArticle(table: Table, slug: string, now: number): Promise<ArticleWithBody> {
  const found = isSlug(slug) ? ((await withBody(table, slug)) ?? (await claimed(table, slug, withBody))) : undefined
  if (!found) throw new ArticleNotFound()
  requirePublic(found.article, slug, now)
  return found
}

/**
 * Returns the whole current article that has or had a slug, deleted or not.
 *
 * TransactGetItems `A#<slug>`: `A`, `B`, `T`: 2 read units per 4 KB. A renamed article takes a GetItem of the claim and
 * another TransactGetItems.
 * @throws ArticleNotFound
 */
export async function readWhole(table: Table, slug: string): Promise<WholeArticle> {
  const found = isSlug(slug) ? ((await whole(table, slug)) ?? (await claimed(table, slug, whole))) : undefined
  if (!found) throw new ArticleNotFound()
  return found
}

/**
 * Returns the current article with a key, whether or not readers may see it. Undefined if it never existed.
 *
 * Query `A#<key>`, `A` to `B`, strongly consistent: 1 read unit per 4 KB.
 */
export const readByKey = (table: Table, key: string): Promise<ArticleWithBody | undefined> => withBody(table, key, true)

/**
 * Returns the texts of listed articles by their keys. Omits articles that have changed since they were listed, because
 * they may not be public any more.
 *
 * BatchGetItem of `A#<key>`/`B`, eventually consistent: 0.5 read units per 4 KB of HTML each. A text of another version
 * than its article, such as an older one from a replica, is read again, strongly consistent. Texts that exceed the
 * request's units are omitted.
 */
export async function readBodies(table: Table, articles: readonly Article[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>()
  const keep = (some: readonly Article[], find: Found) => {
    for (const { key, version } of some) {
      const item = find(articleBodyKey(key))
      if (item?.version?.N === String(version)) texts.set(key, bodyOf(item))
    }
  }
  const keysOf = (some: readonly Article[]) => some.map(({ key }) => articleBodyKey(key))
  const { find, count } = await getInPortions(table, keysOf(articles), { dearest: DEAREST.text, fewest: 0 })
  const read = articles.slice(0, count)
  keep(read, find)
  const changed = read.filter(({ key }) => !texts.has(key))
  if (changed.length > 0 && unitsLeft() >= 2 * DEAREST.text) {
    const again = await getInPortions(table, keysOf(changed), { dearest: DEAREST.text, consistent: true })
    keep(changed, again.find)
  }
  return texts
}

type Read<T> = (table: Table, key: string) => Promise<T | undefined>

async function claimed<T>(table: Table, slug: string, read: Read<T>): Promise<T | undefined> {
  const { Item: claim } = await table.client.send(
    new GetItemCommand({ TableName: table.name, Key: keyOf(slugClaimKey(slug)) }),
  )
  return claim && read(table, text(claim, 'key'))
}

async function withBody(table: Table, key: string, consistent = false): Promise<ArticleWithBody | undefined> {
  // A Query may see part of a transaction. In this rare case the versions of the parts differ, and the Query is
  // repeated.
  for (let attempt = 0; attempt < 5; attempt++) {
    const query = () =>
      table.client.send(
        new QueryCommand({
          TableName: table.name,
          KeyConditionExpression: 'pk = :article AND sk BETWEEN :facts AND :body',
          ExpressionAttributeValues: {
            ':article': s(articlePartition(key)),
            ':facts': s(articleKey(key).sk),
            ':body': s(articleBodyKey(key).sk),
          },
          ConsistentRead: consistent || attempt > 0,
        }),
      )
    const {
      result: { Items: items = [] },
      taken,
    } = await measured(query)
    const [facts, body] = items
    if (!facts) return undefined
    if (body && areOfOneVersion(facts, body)) return { article: articleOf(facts), html: bodyOf(body) }
    // A strongly consistent read takes twice as many units. The request may not have that many left.
    if (unitsLeft() < 2 * taken) break
  }
  throw new Busy()
}

async function whole(table: Table, key: string): Promise<WholeArticle | undefined> {
  const keys = [articleKey(key), articleBodyKey(key), articleSourceKey(key)]
  let items: (Item | undefined)[] = []
  await transact(async () => {
    const { Responses: responses = [] } = await table.client.send(
      new TransactGetItemsCommand({
        TransactItems: keys.map((each) => ({ Get: { TableName: table.name, Key: keyOf(each) } })),
      }),
    )
    items = responses.map((response) => response.Item)
  })
  const [facts, body, source] = items
  return facts && body && source && { article: articleOf(facts), html: bodyOf(body), source: sourceOf(source) }
}

const areOfOneVersion = (one: Item, other: Item): boolean => one.version?.N === other.version?.N
