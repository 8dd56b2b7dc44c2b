/**
 * Writing an article: facts, body, source, revision, slug and lists, all in one transaction or not at all.
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
 * TransactWriteItems: `A`, a check that nobody claims its slug, `B`, `T`, `R#…`, one entry per list and the tally of its
 * month: 2 write units per KB of each.
 * @throws SlugTaken when its slug is or was another article's; Busy
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
 * TransactWriteItems as for a new one, on condition of the version; a new slug is claimed and its use as a first slug
 * ruled out; entries in lists that it leaves are deleted.
 * @param before the article as it was read
 * @throws VersionChanged when somebody was faster, SlugTaken, Busy
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
 * Notes that a scheduled article's time has come. Readers have seen it as published since that second, so this is no new
 * version; it only takes it off the list of what is to be done.
 *
 * TransactWriteItems: `A` on condition of version and status, the entry in `L#scheduled`, the time in its month's tally.
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

/** A slug after the first is the article's when no other claims it and none began with it. It may return to its first. */
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
