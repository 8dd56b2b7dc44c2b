/**
 * Which articles are to be filed: those that a batch of the Articles stream names, or all, page by page.
 */

import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda'
import { defect } from '../log.ts'
import { listArticles } from '../store/articles/articleListings.ts'
import type { Table } from '../store/client/dynamodb.ts'
import { articleKeyOf } from '../store/client/keys.ts'
import { fileArticle } from '../store/search/searchIndex.ts'

/** So many take seconds, far less than whoever calls the function waits. */
const FILED_AT_ONCE = 25

/**
 * Files what changed. A record only says which article: several for one article cost one look at it, and any order will do.
 * The first that could not be filed is reported, so that Lambda delivers the batch again from there.
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

/** How many were filed and how many could not be, and from where to go on; null at the end. */
export type Filed = { filed: number; failed: number; next: string | null }

/**
 * Files every article anew, some at a time: those from before there was an index, or all after a restored table.
 * @param from where the call before ended
 */
export async function fileAll(articles: Table, from: string | null): Promise<Filed> {
  const { items, next } = await listArticles(articles, 'all', { limit: FILED_AT_ONCE, position: from ?? undefined })
  let filed = 0
  for (const { key } of items) if (await tryFiling(articles, key, true)) filed++
  return { filed, failed: items.length - filed, next }
}

/** An article that can't be filed holds up no other. */
async function tryFiling(articles: Table, key: string, anew = false): Promise<boolean> {
  try {
    await fileArticle(articles, key, anew)
    return true
  } catch (error) {
    defect('An article could not be filed for search', error, { article: key })
    return false
  }
}
