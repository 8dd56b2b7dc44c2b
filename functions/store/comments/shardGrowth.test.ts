import { randomBytes } from 'node:crypto'
import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { jest } from '@jest/globals'
import { freshSite } from '../../../test/kit/site/freshSite.ts'
import { siteOver } from '../../../test/kit/site/site.ts'
import { AT_MAXIMUM, AT_MAXIMUM_MESSAGE, type Fault, injectFaults } from '../../../test/kit/tables/faults.ts'
import { clientFor } from '../../../test/kit/tables/tables.ts'
import { ulid } from '../../domain/ulid.ts'
import { keyOf, n } from '../client/dynamodb.ts'
import { rootPartition, statisticsKeys } from '../client/keys.ts'
import { getShardMap } from './conversations.ts'
import { grow, shrink } from './shardGrowth.ts'
import { shrinkCalmArticles } from './shardShrinking.ts'

const MINUTE = 60_000

const { tables, site } = await freshSite()

const shardsOf = async (article: string): Promise<number[]> =>
  (await getShardMap(tables.comments, article)).map(({ shards }) => shards)

/** Counts comments as the projector would. */
async function count(article: string, shard: number, comments: number): Promise<void> {
  await tables.comments.client.send(
    new UpdateItemCommand({
      TableName: 'Comments',
      Key: keyOf(statisticsKeys(rootPartition(article, shard))[0]),
      UpdateExpression: 'ADD published :comments',
      ExpressionAttributeValues: { ':comments': n(comments) },
    }),
  )
}

/** Stores a root comment in the shard that is checked in this minute. */
async function stand(article: string, time: number): Promise<void> {
  const shard = Math.floor(site.clock() / MINUTE) % 4
  const own = ulid(time, randomBytes)
  await tables.comments.client.send(
    new PutItemCommand({
      TableName: 'Comments',
      Item: { ...keyOf({ pk: rootPartition(article, shard), sk: `C#${own}` }) },
    }),
  )
}

describe('an article', () => {
  test('gets one epoch, however many ask for it at once', async () => {
    const appended = await Promise.all(Array.from({ length: 20 }, () => grow(tables.comments, 'raced', site.clock())))
    expect(appended.filter((epoch) => epoch !== undefined)).toEqual([{ from: site.clock() + 20_000, shards: 4 }])
    expect(await shardsOf('raced')).toEqual([4])
  })

  test('gets no second epoch while one is to come, and the next one once that has settled', async () => {
    expect(await grow(tables.comments, 'steps', site.clock())).toBeDefined()
    site.pass(22_000)
    expect(await grow(tables.comments, 'steps', site.clock())).toBeUndefined()
    site.pass(1000)
    expect(await grow(tables.comments, 'steps', site.clock())).toBeDefined()
    expect(await shardsOf('steps')).toEqual([4, 16])
  })

  test('that grows and cools in the same moment does one of them', async () => {
    await grow(tables.comments, 'torn', site.clock())
    site.pass(MINUTE)
    await Promise.all([grow(tables.comments, 'torn', site.clock()), shrink(tables.comments, 'torn', site.clock())])
    expect(await shardsOf('torn')).toHaveLength(2)
  })
})

describe('a post', () => {
  /** A site whose first transactions are throttled. */
  function throttledSite(fault: Fault) {
    const client = clientFor(tables.endpoint)
    let attempts = 0
    injectFaults(client, (command) => {
      return command === 'TransactWriteItems' && ++attempts <= 4 ? fault : 'none'
    })
    return { ...tables, comments: { client, name: tables.comments.name }, stop: async () => client.destroy() }
  }

  const atMaximum = { throttled: 0, message: AT_MAXIMUM_MESSAGE }
  test.each<[string, string, Fault, number[]]>([
    ['partition', 'whose article’s partition is throttled asks for shards, and is stored', { throttled: 0 }, [4]],
    ['elsewhere', 'that is throttled elsewhere does not', { throttled: 2 }, []],
    ['quota', 'that the table’s quota throttles does not', { throttledFor: 'TableWriteAccountLimitExceeded' }, []],
    ['maximum', 'that the table’s maximum throttles does not', AT_MAXIMUM, []],
    ['named', 'that the table’s maximum throttles does not, whichever write DynamoDB names', atMaximum, []],
  ])('%s: %s', async (place, _, fault, expected) => {
    const throttled = throttledSite(fault)
    const pressed = await siteOver(throttled)
    const slug = await site.publish(`pressed-${place}`)
    expect((await pressed.post(slug, 'in a crowd')).status).toBe(201)
    expect(await shardsOf(slug)).toEqual(expected)
    await throttled.stop()
  })

  test('is not refused because its article could not be spread', async () => {
    const client = clientFor(tables.endpoint)
    let attempts = 0
    injectFaults(client, (command, input) => {
      // The consistent read of the map, before it grows.
      if (command === 'GetItem' && 'ConsistentRead' in input) return 'crash'
      return command === 'TransactWriteItems' && ++attempts <= 4 ? { throttled: 0 } : 'none'
    })
    const quiet = jest.spyOn(console, 'error').mockImplementation(() => undefined)
    const pressed = await siteOver({ ...tables, comments: { client, name: tables.comments.name } })
    const slug = await site.publish('unspread')
    expect((await pressed.post(slug, 'in a crowd')).status).toBe(201)
    expect(quiet).toHaveBeenCalledTimes(1)
    quiet.mockRestore()
    client.destroy()
  })
})

describe('an article that was hot', () => {
  test('has one shard again after ten calm minutes, and is no longer looked at', async () => {
    const slug = await site.publish('cooling')
    await grow(tables.comments, slug, site.clock())
    site.pass(MINUTE)
    await site.post(slug, 'hot')
    await site.project()
    for (let minute = 0; minute <= 10; minute++) {
      expect(await shardsOf(slug)).toEqual([4])
      await site.shrinkCalmArticles()
      site.pass(MINUTE)
    }
    expect(await shardsOf(slug)).toEqual([4, 1])
    await site.shrinkCalmArticles()
    tables.requests()
    expect(await site.shrinkCalmArticles()).toEqual([])
    expect(tables.requests()).toEqual(['Query'])
  })

  test('stays spread while comments keep coming that nobody counts, because the projector lags or stands still', async () => {
    const slug = await site.publish('uncounted')
    await grow(tables.comments, slug, site.clock())
    site.pass(MINUTE)
    let minute = 0
    for (; minute < 13; minute++) {
      // The comments of the last four seconds in one of four shards, at a rate just above the limit.
      await Promise.all(Array.from({ length: 51 }, (_, place) => stand(slug, site.clock() - 10 * place)))
      await site.shrinkCalmArticles()
      site.pass(MINUTE)
    }
    expect(await shardsOf(slug)).toEqual([4])
    for (const end = minute + 11; minute < end; minute++) {
      await site.shrinkCalmArticles()
      site.pass(MINUTE)
    }
    expect(await shardsOf(slug)).toEqual([4, 1])
  })

  test('is brought back while another one collides or is throttled, and that one a minute later', async () => {
    const quiet = jest.spyOn(console, 'warn').mockImplementation(() => undefined)
    const client = clientFor(tables.endpoint)
    const table = { client, name: tables.comments.name }
    const [unlucky, other] = [await site.publish('cooling-1'), await site.publish('cooling-2')]
    for (const slug of [unlucky, other]) await grow(tables.comments, slug, site.clock())
    let rushing = false
    injectFaults(client, (command, input) => {
      const isOurs = rushing && JSON.stringify(input).includes(unlucky)
      return isOurs && ['UpdateItem', 'TransactWriteItems'].includes(command) ? 'throttle' : 'none'
    })
    const minute = async () => {
      site.pass(MINUTE)
      return (await shrinkCalmArticles(table, site.clock())).filter((article) => [unlucky, other].includes(article))
    }
    for (let calm = 0; calm < 10; calm++) expect(await minute()).toEqual([])
    rushing = true
    expect(await minute()).toEqual([other])
    expect(quiet).toHaveBeenCalled()
    rushing = false
    expect(await minute()).toEqual([unlucky])
    client.destroy()
    quiet.mockRestore()
  }, 30_000)

  test('stays spread while comments keep coming', async () => {
    const slug = await site.publish('still-hot')
    await grow(tables.comments, slug, site.clock())
    site.pass(MINUTE)
    for (let minute = 0; minute < 13; minute++) {
      // The count of 51 comments a second, stored as the projector does.
      await count(slug, minute % 4, 51 * 60)
      await site.shrinkCalmArticles()
      site.pass(MINUTE)
    }
    expect(await shardsOf(slug)).toEqual([4])
  })
})
