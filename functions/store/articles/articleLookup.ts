/**
 * Finds the article for the slug in an address. An article's key is its first slug, so most lookups take one read. A
 * slug that an article took later is found through its claim.
 */
import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import type { Article } from '../../domain/articles/article.ts'
import { isSlug } from '../../domain/articles/slug.ts'
import { type Item, keyOf, type Table, text } from '../client/dynamodb.ts'
import { articleKey, type Key, slugClaimKey } from '../client/keys.ts'
import { articleOf } from './articleItems.ts'

/**
 * Returns the article that has or had a slug, deleted or not. Undefined if no article ever had it.
 *
 * GetItem `A#<slug>`/`A`. If there is none, also `S#<slug>`/`S` and `A#<key>`/`A`. Eventually consistent: 0.5 read
 * units each.
 */
export async function findArticle(table: Table, slug: string): Promise<Article | undefined> {
  if (!isSlug(slug)) return undefined
  const named = await read(table, articleKey(slug))
  if (named) return articleOf(named)
  const claim = await read(table, slugClaimKey(slug))
  if (!claim) return undefined
  const claimed = await read(table, articleKey(text(claim, 'key')))
  return claimed && articleOf(claimed)
}

async function read(table: Table, key: Key): Promise<Item | undefined> {
  const { Item: item } = await table.client.send(new GetItemCommand({ TableName: table.name, Key: keyOf(key) }))
  return item
}
