/**
 * Writes an article: facts, body, source, revision, slug and lists, all in one transaction.
 */
import { type TransactWriteItem, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import type { Article } from '../../domain/articles/article.ts'
import { SlugTaken, VersionChanged } from '../../domain/errors.ts'
import { FORMAT, keyOf, n, s, type Table } from '../client/dynamodb.ts'
import { articleKey, type Key, slugClaimKey } from '../client/keys.ts'
import { transact } from '../client/retry.ts'
import { articleItem, bodyItem, type Deed, revisionItem, sourceItem } from './articleItems.ts'
import { listingItem, listingKeys, scheduledKey } from './articleListings.ts'
import { monthDue, monthWrites } from './articleMonths.ts'
import type { WholeArticle } from './articles.ts'

/**
 * Stores a new article.
 *
 * TransactWriteItems: `A`, a check that no article claims its slug, `B`, `T`, `R#…`, one entry per list and the tally
 * of its month: 2 write units per KB of each.
 * @throws SlugTaken when another article has or had its slug; Busy
 */
export async function createArticle(table: Table, whole: WholeArticle, deed: Deed): Promise<void> {
  const { article } = whole
  const outcome = await write(table, [
    { Put: { TableName: table.name, Item: articleItem(article), ConditionExpression: 'attribute_not_exists(pk)' } },
    unused(table, slugClaimKey(article.slug)),
    ...textWrites(table, whole, deed),
    ...listingKeys(article).map((key) => listed(table, key, article)),
    ...monthWrites(table, undefined, article),
  ])
  if (outcome !== 'done') throw new SlugTaken(article.slug)
}

/**
 * Stores the next version of an article.
 *
 * TransactWriteItems as for a new article, on condition of the version. A new slug is claimed, after a check that no
 * article has it as its first slug. Entries in lists that the article leaves are deleted.
 * @param before the article as it was read
 * @throws VersionChanged when another request changed the article first, SlugTaken, Busy
 */
export async function changeArticle(table: Table, before: Article, after: WholeArticle, deed: Deed): Promise<void> {
  const { article } = after
  const keys = listingKeys(article)
  const left = listingKeys(before).filter((key) => !keys.some(({ pk, sk }) => pk === key.pk && sk === key.sk))
  const outcome = await write(table, [
    {
      Put: {
        TableName: table.name,
        Item: articleItem(article),
        ConditionExpression: 'version = :before',
        ExpressionAttributeValues: { ':before': n(before.version) },
      },
    },
    ...textWrites(table, after, deed),
    ...keys.map((key) => listed(table, key, article)),
    ...left.map((key) => ({ Delete: { TableName: table.name, Key: keyOf(key) } })),
    ...monthWrites(table, before, article),
    ...(article.slug === before.slug ? [] : claimWrites(table, article)),
  ])
  if (outcome === 'done') return
  throw outcome.refusedBy.includes(0) ? new VersionChanged() : new SlugTaken(article.slug)
}

/**
 * Marks a scheduled article as published once its time has come. Readers have seen it as published since that second,
 * so its version stays the same. The write sets its status and removes it from the list of scheduled articles.
 *
 * TransactWriteItems: `A` on condition of version and status, the entry in `L#scheduled`, the time in its month's
 * tally.
 * @returns false when an editor changed it meanwhile
 */
export async function finalise(table: Table, article: Article, publishedAt: string): Promise<boolean> {
  const outcome = await write(table, [
    {
      Put: {
        TableName: table.name,
        Item: articleItem({ ...article, status: 'published' }),
        ConditionExpression: 'version = :version AND #status = :scheduled',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':version': n(article.version), ':scheduled': s('scheduled') },
      },
    },
    { Delete: { TableName: table.name, Key: keyOf(scheduledKey(article, publishedAt)) } },
    monthDue(table, article, publishedAt),
  ])
  return outcome === 'done'
}

/**
 * The article gets a later slug if no other article claims it or has it as its first slug. The article may return to
 * its own first slug.
 */
function claimWrites(table: Table, { key, slug }: Article): TransactWriteItem[] {
  if (slug === key) return []
  return [
    unused(table, articleKey(slug)),
    {
      Put: {
        TableName: table.name,
        Item: { ...keyOf(slugClaimKey(slug)), format: n(FORMAT), key: s(key) },
        ConditionExpression: 'attribute_not_exists(pk) OR #key = :key',
        ExpressionAttributeNames: { '#key': 'key' },
        ExpressionAttributeValues: { ':key': s(key) },
      },
    },
  ]
}

const unused = (table: Table, key: Key): TransactWriteItem => ({
  ConditionCheck: { TableName: table.name, Key: keyOf(key), ConditionExpression: 'attribute_not_exists(pk)' },
})

const textWrites = (table: Table, { article, html, source }: WholeArticle, deed: Deed): TransactWriteItem[] =>
  [bodyItem(article, html), sourceItem(article, source), revisionItem(article, source, deed)].map((item) => ({
    Put: { TableName: table.name, Item: item },
  }))

const listed = (table: Table, key: Key, article: Article): TransactWriteItem => ({
  Put: { TableName: table.name, Item: listingItem(key, article) },
})

const write = (table: Table, writes: TransactWriteItem[]) =>
  transact(() => table.client.send(new TransactWriteItemsCommand({ TransactItems: writes })))
