/**
 * An article's revisions: one item per version, including the newest. A revision is written with the change itself and
 * never altered.
 */
import { GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { keyOf, s, type Table } from '../client/dynamodb.ts'
import { articlePartition, revisionKey } from '../client/keys.ts'
import { type Revision, revisionOf, sourceOf } from './articleItems.ts'

/** The highest version number that a key can hold. */
const LAST_VERSION = 9_999_999_999

/**
 * Returns the revisions of an article, newest first, without their text.
 *
 * Query `A#<key>`, `R#…`, backward, eventually consistent: 0.5 read units per 4 KB. The units include the source, which
 * is not returned. A page may be shorter than requested if the sources are long (1 MB is read at most).
 * @param before excludes this version and newer ones
 */
export async function listRevisions(
  table: Table,
  key: string,
  limit: number,
  before = LAST_VERSION + 1,
): Promise<{ items: Revision[]; next: number | null }> {
  const { Items: found = [], LastEvaluatedKey: more } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      KeyConditionExpression: 'pk = :article AND sk BETWEEN :first AND :last',
      ProjectionExpression: 'pk, sk, facts, #by, #action',
      ExpressionAttributeNames: { '#by': 'by', '#action': 'action' },
      ExpressionAttributeValues: {
        ':article': s(articlePartition(key)),
        ':first': s(revisionKey(key, 0).sk),
        ':last': s(revisionKey(key, Math.max(before - 1, 0)).sk),
      },
      ScanIndexForward: false,
      Limit: limit + 1,
    }),
  )
  const items = found.slice(0, limit).map(revisionOf)
  const last = items.at(-1)
  return { items, next: last && (found.length > limit || more) ? last.article.version : null }
}

/** Returns one revision with its source. GetItem `A#<key>` / `R#<version>`, strongly consistent. */
export async function getRevision(
  table: Table,
  key: string,
  version: number,
): Promise<(Revision & { source: string }) | undefined> {
  const { Item: item } = await table.client.send(
    new GetItemCommand({ TableName: table.name, Key: keyOf(revisionKey(key, version)), ConsistentRead: true }),
  )
  return item && { ...revisionOf(item), source: sourceOf(item) }
}
