/**
 * An article with the write shards of its comments.
 */
import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import type { Article } from '../../domain/articles/article.ts'
import { articleOfExternalPage, type ExternalPage, isPageKey } from '../../domain/articles/externalPage.ts'
import { isSlug } from '../../domain/articles/slug.ts'
import { MAP_AGE, type ShardMap, UNSHARDED } from '../../domain/comments/shards.ts'
import { ArticleNotFound } from '../../domain/errors.ts'
import { cached } from '../../running/cache.ts'
import { findArticle } from '../articles/articleLookup.ts'
import { type Item, keyOf, parsed, type Table } from '../client/dynamodb.ts'
import { shardMapKey } from '../client/keys.ts'
import { findPage } from './externalPages.ts'

export type Conversation = {
  article: Article
  shards: ShardMap
  /** The page of another site that the conversation is about. */
  page?: ExternalPage
}

/** The two tables of a site. */
export type Tables = { articles: Table; comments: Table }

/**
 * Returns the conversation of the article that has or had a slug, in any state of the article.
 *
 * Two parallel GetItem, `A#<slug>`/`A` and `H#<slug>`/`H`, eventually consistent: 1 read unit. An article under a later
 * slug takes three more, 1.5 read units. An external page takes two: 1 read unit. Not one BatchGetItem over both
 * tables: it costs the same, and IAM may judge its keys together (infra/grants.ts).
 */
async function findConversation({ articles, comments }: Tables, slug: string): Promise<Conversation | undefined> {
  if (isPageKey(slug)) {
    const [page, shards] = await Promise.all([findPage(comments, slug), getShardMap(comments, slug)])
    return page && { article: articleOfExternalPage(page), shards, page }
  }
  if (!isSlug(slug)) return undefined
  const [article, shards] = await Promise.all([findArticle(articles, slug), getShardMap(comments, slug)])
  if (!article) return undefined
  return { article, shards: article.key === slug ? shards : await getShardMap(comments, article.key) }
}

/**
 * Returns the conversation of the article that has or had a slug. The caller decides whether the article is visible and
 * where it is now, because cached data must not depend on the time.
 * @throws ArticleNotFound
 */
export async function resolveConversation(tables: Tables, slug: string): Promise<Conversation> {
  const found = await findConversation(tables, slug)
  if (!found) throw new ArticleNotFound()
  return found
}

/**
 * Looks up conversations by slug and caches each for the maximum age of a shard map.
 * @param clock milliseconds since 1970
 */
export const cachedConversations = (tables: Tables, clock: () => number): ((slug: string) => Promise<Conversation>) =>
  cached({ maxAge: MAP_AGE, size: 1000, clock }, (slug) => resolveConversation(tables, slug))

/** The write shards of an article. GetItem `H#<article>`, eventually consistent, 0.5 read units. */
export async function getShardMap(comments: Table, article: string): Promise<ShardMap> {
  const { Item } = await comments.client.send(
    new GetItemCommand({ TableName: comments.name, Key: keyOf(shardMapKey(article)) }),
  )
  return shardMapIn(Item)
}

export const shardMapIn = (item: Item | undefined): ShardMap => (item ? parsed<ShardMap>(item, 'epochs') : UNSHARDED)
