/**
 * An article with the write shards of its comments.
 */
import { BatchGetItemCommand, GetItemCommand } from '@aws-sdk/client-dynamodb'
import type { Article } from '../../domain/articles/article.ts'
import { articleOfExternalPage, type ExternalPage, isPageKey } from '../../domain/articles/externalPage.ts'
import { isSlug } from '../../domain/articles/slug.ts'
import { MAP_AGE, type ShardMap, UNSHARDED } from '../../domain/comments/shards.ts'
import { ArticleNotFound } from '../../domain/errors.ts'
import { cached } from '../../running/cache.ts'
import { articleOf } from '../articles/articleItems.ts'
import { findArticle } from '../articles/articleLookup.ts'
import { type Item, keyOf, parsed, type Table } from '../client/dynamodb.ts'
import { articleKey, shardMapKey } from '../client/keys.ts'
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
 * BatchGetItem over both tables, `A#<slug>`/`A` and `H#<slug>`/`H`, eventually consistent: 1 read unit. An article
 * under a later slug takes three more requests. An external page takes two parallel GetItem: 1 read unit.
 */
async function findConversation({ articles, comments }: Tables, slug: string): Promise<Conversation | undefined> {
  if (isPageKey(slug)) {
    const [page, shards] = await Promise.all([findPage(comments, slug), getShardMap(comments, slug)])
    return page && { article: articleOfExternalPage(page), shards, page }
  }
  if (!isSlug(slug)) return undefined
  const { Responses = {}, UnprocessedKeys = {} } = await articles.client.send(
    new BatchGetItemCommand({
      RequestItems: {
        [articles.name]: { Keys: [keyOf(articleKey(slug))] },
        [comments.name]: { Keys: [keyOf(shardMapKey(slug))] },
      },
    }),
  )
  const found = Responses[articles.name]?.[0]
  const complete = Object.keys(UnprocessedKeys).length === 0
  if (found && complete) return { article: articleOf(found), shards: shardMapIn(Responses[comments.name]?.[0]) }
  const article = await findArticle(articles, slug)
  return article && { article, shards: await getShardMap(comments, article.key) }
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
