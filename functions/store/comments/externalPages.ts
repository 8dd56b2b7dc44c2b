/**
 * Pages of other sites that are commented on here. They live among the comments, because the first comment registers one,
 * and who writes comments may not write articles.
 */
import { GetItemCommand, type TransactWriteItem, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { canonicalPage, type ExternalPage } from '../../domain/articles/externalPage.ts'
import { Busy } from '../../domain/errors.ts'
import { FORMAT, type Item, jsonAttribute, keyOf, n, parsed, type Table, wasRefused } from '../client/dynamodb.ts'
import { externalPageKey } from '../client/keys.ts'

/** How often a change is tried where others change the same page. */
const ATTEMPTS = 5

/** A page that was commented on. GetItem `E#<key>`/`E`, eventually consistent, 0.5 read units. */
export async function findPage(comments: Table, key: string): Promise<ExternalPage | undefined> {
  const { Item } = await comments.client.send(
    new GetItemCommand({ TableName: comments.name, Key: keyOf(externalPageKey(key)) }),
  )
  return Item && pageOf(Item)
}

export const pageOf = (item: Item): ExternalPage => parsed<ExternalPage>(item, 'facts')

/**
 * Registers a page, for the transaction of its first comment: 2 write units. Of several first comments at once the first
 * decides what the page is called, and none is refused.
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
 * Gives a page the title that a comment brought, unless the page has been changed since it was read; then the next comment
 * may. UpdateItem `E#<key>`/`E`, 1 write unit.
 */
export async function retitlePage(comments: Table, read: ExternalPage, changed: ExternalPage): Promise<void> {
  try {
    await comments.client.send(replacement(comments, read, changed))
  } catch (error) {
    if (!wasRefused(error)) throw error
  }
}

/** Puts a page in the place of itself as it was read. */
const replacement = (comments: Table, read: ExternalPage, changed: ExternalPage): UpdateItemCommand =>
  new UpdateItemCommand({
    TableName: comments.name,
    Key: keyOf(externalPageKey(canonicalPage(read.url).key)),
    UpdateExpression: 'SET facts = :changed',
    ConditionExpression: 'facts = :read',
    // JSON.stringify writes what JSON.parse read in the same order, so this is the very text.
    ExpressionAttributeValues: { ':changed': jsonAttribute(changed), ':read': jsonAttribute(read) },
  })

/**
 * Changes a page that was commented on. GetItem, strongly consistent, 1 read unit, and UpdateItem on condition that it is
 * still as it was read, 1 write unit; both again where somebody was faster.
 * @returns undefined where nobody has commented
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
