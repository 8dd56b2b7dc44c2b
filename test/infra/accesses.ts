/**
 * What IAM judges of a request to DynamoDB: each action on each table or index, with its partition keys.
 * Sources: infra/grants.ts.
 */
import { z } from 'zod'

export type Access = {
  action: string
  /** A table, or an index of it, such as `Comments/index/top`. */
  resource: string
  /** Keys of both tables if a batch or a transaction has both, because AWS documents no separation. */
  keys: string[]
}

const item = z.looseObject({ pk: z.object({ S: z.string() }) })
const keyed = z.object({ TableName: z.string(), Key: item })
const put = z.object({ TableName: z.string(), Item: item })
const query = z.object({
  TableName: z.string(),
  IndexName: z.string().optional(),
  KeyConditionExpression: z.string(),
  ExpressionAttributeValues: z.record(z.string(), z.unknown()),
})
const batchGet = z.object({ RequestItems: z.record(z.string(), z.object({ Keys: z.array(item) })) })
const batchWrite = z.object({
  RequestItems: z.record(
    z.string(),
    z.array(
      z.union([
        z.strictObject({ PutRequest: z.object({ Item: item }) }).transform(({ PutRequest }) => PutRequest.Item),
        z.strictObject({ DeleteRequest: z.object({ Key: item }) }).transform(({ DeleteRequest }) => DeleteRequest.Key),
      ]),
    ),
  ),
})
const transaction = z.object({
  TransactItems: z.array(
    z.strictObject({
      Get: keyed.optional(),
      Put: put.optional(),
      Update: keyed.optional(),
      Delete: keyed.optional(),
      ConditionCheck: keyed.optional(),
    }),
  ),
})

type Single = { action: string; resource: string; key: string }

/**
 * @param command such as `BatchGetItem`
 * @throws Error for a command that no function sends
 */
export function accessesIn(command: string, input: unknown): Access[] {
  const accesses: Access[] = []
  for (const [action, items] of Map.groupBy(singlesIn(command, input), (single) => single.action)) {
    const keys = [...new Set(items.map(({ key }) => key))]
    for (const resource of new Set(items.map((single) => single.resource))) accesses.push({ action, resource, keys })
  }
  return accesses
}

function singlesIn(command: string, input: unknown): Single[] {
  switch (command) {
    case 'GetItem':
    case 'UpdateItem':
    case 'DeleteItem': {
      const { TableName, Key } = keyed.parse(input)
      return [{ action: command, resource: TableName, key: Key.pk.S }]
    }
    case 'PutItem': {
      const { TableName, Item } = put.parse(input)
      return [{ action: command, resource: TableName, key: Item.pk.S }]
    }
    case 'Query':
      return [queried(query.parse(input))]
    case 'BatchGetItem':
      return Object.entries(batchGet.parse(input).RequestItems).flatMap(([resource, { Keys }]) =>
        Keys.map(({ pk }) => ({ action: command, resource, key: pk.S })),
      )
    case 'BatchWriteItem':
      return Object.entries(batchWrite.parse(input).RequestItems).flatMap(([resource, items]) =>
        items.map(({ pk }) => ({ action: command, resource, key: pk.S })),
      )
    case 'TransactGetItems':
    case 'TransactWriteItems':
      return transaction
        .parse(input)
        .TransactItems.flatMap(({ Put, ...others }) => [
          ...(Put ? singlesIn('PutItem', Put) : []),
          ...Object.entries(others).flatMap(([kind, one]) =>
            one ? [{ action: `${kind}Item`, resource: one.TableName, key: one.Key.pk.S }] : [],
          ),
        ])
    default:
      throw new Error(`It is not known what IAM judges of ${command}.`)
  }
}

/** The partition key of a Query is the first value of its condition. */
function queried({ TableName, IndexName, KeyConditionExpression, ExpressionAttributeValues }: z.infer<typeof query>) {
  const [, name = ''] = /^(?:pk|ranked) = (:\w+)/.exec(KeyConditionExpression) ?? []
  const { S: key } = z.object({ S: z.string() }).parse(ExpressionAttributeValues[name])
  return { action: 'Query', resource: IndexName === undefined ? TableName : `${TableName}/index/${IndexName}`, key }
}
