/**
 * The number of published articles of each month, and the time of the last change. With these, a sitemap lists its
 * files without reading their articles. Each change updates the count in its own transaction. The count is spread over
 * several items per month, so that simultaneous saves and imports rarely collide.
 */
import { hash } from 'node:crypto'
import { QueryCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb'
import type { Article } from '../../domain/articles/article.ts'
import { FORMAT, type Item, keyOf, n, number, s, type Table, text } from '../client/dynamodb.ts'
import { listingPartition, monthKey, monthOfKey, monthsPartition } from '../client/keys.ts'
import { queryItems } from '../client/portions.ts'
import { DEAREST } from '../client/units.ts'
import { articleOf } from './articleItems.ts'

/**
 * `2026-11`, with the number of its listed articles, future ones included, and the time of the last change in RFC 3339.
 */
export type Month = { month: string; articles: number; changedAt: string }

const SPREAD = 8

/**
 * The writes that update the months when an article changes: one or two updates, 2 write units each.
 * @param before undefined for a new article
 */
export function monthWrites(table: Table, before: Article | undefined, after: Article): TransactWriteItem[] {
  const [left, entered] = [before && monthOf(before), monthOf(after)]
  if (left === entered) return entered === undefined ? [] : [tally(table, entered, after, 0)]
  return [
    ...(left === undefined ? [] : [tally(table, left, after, -1)]),
    ...(entered === undefined ? [] : [tally(table, entered, after, 1)]),
  ]
}

/** The write for a scheduled article when its time comes, which readers see as a change. */
export const monthDue = (table: Table, article: Article, publishedAt: string): TransactWriteItem =>
  tally(table, publishedAt.slice(0, 7), { ...article, updatedAt: publishedAt }, 0)

const monthOf = ({ deletedAt, status, publishedAt }: Article): string | undefined =>
  deletedAt === null && status !== 'draft' ? publishedAt?.slice(0, 7) : undefined

function tally(table: Table, month: string, { key, updatedAt }: Article, difference: number): TransactWriteItem {
  const place = Number.parseInt(hash('sha256', key, 'hex').slice(0, 8), 16) % SPREAD
  return {
    Update: {
      TableName: table.name,
      Key: keyOf(monthKey(month, place)),
      UpdateExpression: 'SET changedAt = :at, #format = :format ADD articles :difference',
      ExpressionAttributeNames: { '#format': 'format' },
      ExpressionAttributeValues: { ':at': s(updatedAt), ':format': n(FORMAT), ':difference': n(difference) },
    },
  }
}

/**
 * Returns all months that have articles, latest first, or one month only.
 *
 * Query `L#months`, eventually consistent: 0.5 read units for about five months, or for one.
 */
export async function listMonths(table: Table, only = ''): Promise<Month[]> {
  const months = new Map<string, Month>()
  let start: Item | undefined
  do {
    const { Items = [], LastEvaluatedKey } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: only === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :only)',
        ExpressionAttributeValues: { ':pk': s(monthsPartition()), ...(only !== '' && { ':only': s(only) }) },
        ScanIndexForward: false,
        ExclusiveStartKey: start,
      }),
    )
    for (const item of Items) {
      const [month, changed] = [monthOfKey(text(item, 'sk')), text(item, 'changedAt')]
      const { articles, changedAt } = months.get(month) ?? { articles: 0, changedAt: '' }
      months.set(month, {
        month,
        articles: articles + number(item, 'articles'),
        changedAt: latest(changed, changedAt),
      })
    }
    start = LastEvaluatedKey
  } while (start)
  return [...months.values()].filter(({ articles }) => articles > 0)
}

const latest = (...times: string[]): string => times.toSorted().at(-1) ?? ''

/** Sorts after every entry of a month, whose days follow a hyphen. */
const endOf = (month: string): string => `${month}.`
/** Far above the number that a request's units cover. */
const MOST_LISTED = 10_000

/**
 * Counts the articles of a month that are not yet public. Query `L#published`, 0.5 read units per 4 KB. The count stops
 * where the request's units end.
 */
export async function countToCome(table: Table, month: string, now: number): Promise<number> {
  const from = new Date(now + 1).toISOString()
  if (from > endOf(month)) return 0
  return (await listed(table, from, endOf(month))).items.length
}

/**
 * Returns the public articles of a part of a month, oldest first. All parts have the same duration. Parts with the same
 * number of articles would require a read of all preceding articles.
 *
 * Query `L#published`, forward, eventually consistent: 0.5 read units per 4 KB, as far as the request's units reach.
 * @param part from 1 to `parts`
 * @param now milliseconds since 1970
 */
export async function listMonth(
  table: Table,
  month: string,
  { part, parts, now }: { part: number; parts: number; now: number },
): Promise<Article[]> {
  const begin = Date.parse(`${month}-01T00:00:00Z`)
  const end = Math.min(now + 1, new Date(begin).setUTCMonth(new Date(begin).getUTCMonth() + 1))
  const at = (place: number) => new Date(begin + Math.ceil(((end - begin) * place) / parts)).toISOString()
  // DynamoDB refuses a range that ends before it begins, which a future month would have.
  if (end <= begin) return []
  const { items, more } = await listed(table, at(part - 1), at(part))
  if (more) console.warn({ message: 'A sitemap file cannot hold all articles of its period', month, part, parts })
  return items.map(articleOf)
}

/** From one time up to another. No entry equals the end, because an entry is its time and more. */
function listed(table: Table, from: string, to: string): Promise<{ items: Item[]; more: boolean }> {
  const range = {
    KeyConditionExpression: 'pk = :list AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: { ':list': s(listingPartition('published')), ':from': s(from), ':to': s(to) },
  }
  return queryItems(table, range, MOST_LISTED, { dearest: DEAREST.article })
}
