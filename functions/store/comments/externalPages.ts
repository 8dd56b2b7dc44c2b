/**
 * Pages of other sites that have comments here. They are in the Comments table, because the first comment registers a
 * page, and the function that writes comments has no permission to write articles.
 */
import { GetItemCommand, type TransactWriteItem, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { canonicalPage, type ExternalPage } from '../../domain/articles/externalPage.ts'
import { Busy } from '../../domain/errors.ts'
import { FORMAT, type Item, jsonAttribute, keyOf, n, parsed, type Table, wasRefused } from '../client/dynamodb.ts'
import { externalPageKey } from '../client/keys.ts'

/** Maximum attempts at a change while others change the same page. */
const ATTEMPTS = 5

/** Returns a page that has comments. GetItem `E#<key>`/`E`, eventually consistent, 0.5 read units. */
export async function findPage(comments: Table, key: string): Promise<ExternalPage | undefined> {
  const { Item } = await comments.client.send(
    new GetItemCommand({ TableName: comments.name, Key: keyOf(externalPageKey(key)) }),
  )
  return Item && pageOf(Item)
}

export const pageOf = (item: Item): ExternalPage => parsed<ExternalPage>(item, 'facts')

/**
 * Registers a page, for the transaction of its first comment: 2 write units. If several first comments arrive at once,
 * the first one sets the title, and none is refused.
 */
export const registration = (comments: Table, page: ExternalPage): TransactWriteItem => ({
  Update: {
    TableName: comments.name,
    Key: keyOf(externalPageKey(canonicalPage(page.url).key)),
    UpdateExpression: 'SET facts = if_not_exists(facts, :facts), #format = if_not_exists(#format, :format)',
    ExpressionAttributeNames: { '#format': 'format' },
    ExpressionAttributeValues: { ':facts': jsonAttribute(page), ':format': n(FORMAT) },
  },
})

/**
 * Gives a page the title from a comment, unless the page has been changed since it was read. In that case the next
 * comment may update it. UpdateItem `E#<key>`/`E`, 1 write unit.
 */
export async function retitlePage(comments: Table, read: ExternalPage, changed: ExternalPage): Promise<void> {
  try {
    await comments.client.send(replacement(comments, read, changed))
  } catch (error) {
    if (!wasRefused(error)) throw error
  }
}

/** Replaces a page, on condition that it is unchanged since it was read. */
const replacement = (comments: Table, read: ExternalPage, changed: ExternalPage): UpdateItemCommand =>
  new UpdateItemCommand({
    TableName: comments.name,
    Key: keyOf(externalPageKey(canonicalPage(read.url).key)),
    UpdateExpression: 'SET facts = :changed',
    ConditionExpression: 'facts = :read',
    // JSON.stringify keeps the order that JSON.parse read, so this text equals the stored one.
    ExpressionAttributeValues: { ':changed': jsonAttribute(changed), ':read': jsonAttribute(read) },
  })

/**
 * Changes a page that has comments. GetItem, strongly consistent, 1 read unit. UpdateItem on condition that the page is
 * unchanged since it was read, 1 write unit. Both are repeated if another change came first.
 * @returns undefined if the page has no comments
 * @throws Busy
 */
export async function changePage(
  comments: Table,
  key: string,
  change: (page: ExternalPage) => ExternalPage,
): Promise<ExternalPage | undefined> {
  const place = { TableName: comments.name, Key: keyOf(externalPageKey(key)) }
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { Item } = await comments.client.send(new GetItemCommand({ ...place, ConsistentRead: true }))
    if (!Item?.facts) return undefined
    const read = pageOf(Item)
    const changed = change(read)
    try {
      await comments.client.send(replacement(comments, read, changed))
      return changed
    } catch (error) {
      if (!wasRefused(error)) throw error
    }
  }
  throw new Busy()
}
