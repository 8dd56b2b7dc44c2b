/**
 * Files articles in the search index: those in a batch of the Articles stream, or all, page by page.
 */

import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda'
import { defect } from '../log.ts'
import { listArticles } from '../store/articles/articleListings.ts'
import type { Table } from '../store/client/dynamodb.ts'
import { articleKeyOf } from '../store/client/keys.ts'
import { fileArticle } from '../store/search/searchIndex.ts'

/** Articles in one call. They take seconds, far less than the caller's timeout. */
const FILED_AT_ONCE = 25

/**
 * Files the changed articles. A record only names the article, so each article is read once for all of its records, and
 * their order does not matter. The first failure is reported, so that Lambda delivers the batch again from there.
 */
export async function fileChanged(articles: Table, records: readonly DynamoDBRecord[]): Promise<DynamoDBBatchResponse> {
  const firsts = new Map<string, string>()
  for (const { dynamodb } of records) {
    const key = articleKeyOf(dynamodb?.Keys?.pk?.S ?? '')
    if (key !== undefined && !firsts.has(key)) firsts.set(key, dynamodb?.SequenceNumber ?? '')
  }
  const failed: string[] = []
  for (const [key, sequenceNumber] of firsts) if (!(await tryFiling(articles, key))) failed.push(sequenceNumber)
  return { batchItemFailures: failed.slice(0, 1).map((itemIdentifier) => ({ itemIdentifier })) }
}

/** The numbers of filed and failed articles, and the position of the next page; null at the end. */
export type Filed = { filed: number; failed: number; next: string | null }

/**
 * Files one page of all articles again. Needed for articles that are older than the index, and after a table is
 * restored.
 * @param from the end of the previous call
 */
export async function fileAll(articles: Table, from: string | null): Promise<Filed> {
  const { items, next } = await listArticles(articles, 'all', { limit: FILED_AT_ONCE, position: from ?? undefined })
  let filed = 0
  for (const { key } of items) if (await tryFiling(articles, key, true)) filed++
  return { filed, failed: items.length - filed, next }
}

/** Returns false for an article that cannot be filed, so that the others are filed. */
async function tryFiling(articles: Table, key: string, anew = false): Promise<boolean> {
  try {
    await fileArticle(articles, key, anew)
    return true
  } catch (error) {
    defect('An article could not be filed for search', error, { article: key })
    return false
  }
}
