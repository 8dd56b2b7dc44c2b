/**
 * Pages of other sites that are commented on here. They live among the comments, because the first comment registers one,
 * and who writes comments may not write articles.
 */
import { GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb'
import type { Article } from '../domain/article.ts'
import { articleOfPage, type PageElsewhere, whereabouts } from '../domain/elsewhere.ts'
import { FORMAT, type Item, jsonAttribute, keyOf, n, parsed, type Table } from './dynamodb.ts'
import { pageElsewhereKey } from './keys.ts'

/** A page that was commented on. GetItem `E#<key>`/`E`, eventually consistent, 0.5 read units. */
export async function findPage(comments: Table, key: string): Promise<Article | undefined> {
  const { Item } = await comments.client.send(
    new GetItemCommand({ TableName: comments.name, Key: keyOf(pageElsewhereKey(key)) }),
  )
  return Item && pageOf(Item)
}

export const pageOf = (item: Item): Article => articleOfPage(parsed<PageElsewhere>(item, 'facts'))

/**
 * Registers a page, for the transaction of its first comment: 2 write units. Of several first comments at once the first
 * decides what the page is called, and none is refused.
 */
export const registration = (comments: Table, page: PageElsewhere): TransactWriteItem => ({
  Update: {
    TableName: comments.name,
    Key: keyOf(pageElsewhereKey(whereabouts(page.url).key)),
    UpdateExpression: 'SET facts = if_not_exists(facts, :facts), #format = if_not_exists(#format, :format)',
    ExpressionAttributeNames: { '#format': 'format' },
    ExpressionAttributeValues: { ':facts': jsonAttribute(page), ':format': n(FORMAT) },
  },
})
