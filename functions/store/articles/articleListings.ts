/**
 * Lists of articles. Each list is a partition. Each entry holds the article's facts under a time, and is written in the
 * same transaction as the article.
 */
import type { Article } from '../../domain/articles/article.ts'
import { FORMAT, type Item, keyOf, n, packedAttribute, s, type Table, text } from '../client/dynamodb.ts'
import { type Key, listingKey, listingPartition, tagList } from '../client/keys.ts'
import { queryItems } from '../client/portions.ts'
import { DEAREST } from '../client/units.ts'
import { articleOf } from './articleItems.ts'

/**
 * `published` and the tags' lists also hold scheduled articles, under their future time. `all` holds all except the
 * deleted.
 */
export type List = 'published' | 'draft' | 'scheduled' | 'deleted' | 'all' | { tag: string }

/** Some articles, and the position after which the list continues: `<time>#<key>`, or null at its end. */
export type ArticlePage = { items: Article[]; next: string | null }

type Range = {
  limit: number
  /** Excludes entries after this time; milliseconds since 1970. */
  until?: number
  /** Excludes entries from this position on. */
  position?: string | undefined
}

/**
 * Returns a page of a list, latest first.
 *
 * Query `L#<list>`, backward, eventually consistent: 0.5 read units per 4 KB, about 1 KB per article. One article more
 * than requested is read, to detect the last page. A page that reaches the request's units ends before it is full.
 */
export async function listArticles(table: Table, list: List, { limit, until, position }: Range): Promise<ArticlePage> {
  // Entries are `<time>#<key>`. The next millisecond sorts after all entries of this one and before its own. `:` sorts
  // after digits.
  const bound = until === undefined ? ':' : new Date(until + 1).toISOString()
  // A position beyond the bound is ignored, so no cursor gives access to future articles.
  const before = position !== undefined && position < bound ? position : bound
  const range = {
    KeyConditionExpression: 'pk = :list AND sk < :before',
    ExpressionAttributeValues: {
      ':list': s(listingPartition(nameOf(list))),
      ':before': s(before),
    },
    ScanIndexForward: false,
  }
  const { items: found, more } = await queryItems(table, range, limit + 1, { dearest: DEAREST.article })
  const listed = found.slice(0, limit)
  const last = listed.at(-1)
  return { items: listed.map(articleOf), next: last && (found.length > limit || more) ? text(last, 'sk') : null }
}

/** The keys of an article's entries in the lists. */
export function listingKeys(article: Article): Key[] {
  const at = (list: List, time: string) => listingKey(nameOf(list), time, article.key)
  if (article.deletedAt !== null) return [at('deleted', article.deletedAt)]
  const all = at('all', article.createdAt)
  if (article.status === 'draft' || article.publishedAt === null) return [all, at('draft', article.createdAt)]
  const { publishedAt, status, tags } = article
  return [
    all,
    at('published', publishedAt),
    ...tags.map((tag) => at({ tag }, publishedAt)),
    ...(status === 'scheduled' ? [scheduledKey(article, publishedAt)] : []),
  ]
}

export const scheduledKey = (article: Article, publishedAt: string): Key =>
  listingKey('scheduled', publishedAt, article.key)

export const listingItem = (key: Key, article: Article): Item => ({
  ...keyOf(key),
  format: n(FORMAT),
  facts: packedAttribute(article),
})

const nameOf = (list: List): string => (typeof list === 'string' ? list : tagList(list.tag))
