/**
 * Lists of articles: each list a partition, each entry the article's facts under a time, written in the same transaction
 * as the article itself.
 */
import type { Article } from '../../domain/articles/article.ts'
import { FORMAT, type Item, keyOf, n, packedAttribute, s, type Table, text } from '../client/dynamodb.ts'
import { type Key, listingKey, listingPartition, tagList } from '../client/keys.ts'
import { queryItems } from '../client/portions.ts'
import { DEAREST } from '../client/units.ts'
import { articleOf } from './articleItems.ts'

/** `published` and the tags' lists hold scheduled articles too, under their future time; `all` holds all but the deleted. */
export type List = 'published' | 'draft' | 'scheduled' | 'deleted' | 'all' | { tag: string }

/** Some articles, and the position after which the list goes on: `<time>#<key>`, or null at its end. */
export type ArticlePage = { items: Article[]; next: string | null }

type Range = {
  limit: number
  /** Only what stands under a time up to this one; milliseconds since 1970. */
  until?: number
  /** Only what stands before this position. */
  position?: string | undefined
}

/**
 * A page of a list, latest first.
 *
 * Query `L#<list>`, backward, eventually consistent: 0.5 read units per 4 KB, about 1 KB an article. One article more than
 * asked for is read, so that the last page knows that it is the last. A page that takes as much as a request may take ends
 * before it is full.
 */
export async function listArticles(table: Table, list: List, { limit, until, position }: Range): Promise<ArticlePage> {
  // Entries are `<time>#<key>`: the next millisecond sorts after all of this one and before its own. `:` sorts after digits.
  const bound = until === undefined ? ':' : new Date(until + 1).toISOString()
  // A position is only believed as far as the bound: no cursor opens the future.
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
  const shown = found.slice(0, limit)
  const last = shown.at(-1)
  return { items: shown.map(articleOf), next: last && (found.length > limit || more) ? text(last, 'sk') : null }
}

/** The entries that an article has in the lists, by their keys. */
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
