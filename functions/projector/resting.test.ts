import { jest } from '@jest/globals'
import { siteOver } from '../../test/kit/site/site.ts'
import { AT_MAXIMUM, injectFaults } from '../../test/kit/tables/faults.ts'
import { freshTables } from '../../test/kit/tables/freshTables.ts'
import { clientFor } from '../../test/kit/tables/tables.ts'
import { newMemory } from './memory.ts'
import { project } from './project.ts'

const tables = await freshTables()

test('an article whose partition takes no more holds up no other, and only what is left of it is tried again', async () => {
  const quiet = jest.spyOn(console, 'error').mockImplementation(() => undefined)
  const site = await siteOver(tables)
  site.set({ commentsPerMinute: 1000 })
  const [hot, calm] = [await site.publish('throttled'), await site.publish('calm')]
  await site.records()
  for (let i = 0; i < 3; i++) for (const slug of [calm, hot]) await site.post(slug, `comment ${i}`)
  const records = (await site.records()).filter(({ dynamodb }) => /^A#/.test(dynamodb?.Keys?.pk?.S ?? ''))
  const firstHot = records.find(({ dynamodb }) => dynamodb?.Keys?.pk?.S === `A#${hot}`)

  const client = clientFor(tables.endpoint)
  const sent: string[] = []
  let rushing = true
  injectFaults(client, (command, input) => {
    sent.push(command)
    const isHot = command === 'TransactWriteItems' && JSON.stringify(input).includes(`"A#${hot}"`)
    return rushing && isHot ? { throttled: 0 } : 'none'
  })
  const memory = newMemory()
  const projector = { comments: { client, name: tables.comments.name }, clock: site.clock, memory }
  expect((await project(projector, records)).batchItemFailures).toEqual([
    { itemIdentifier: firstHot?.dynamodb?.SequenceNumber },
  ])
  expect(memory.throttledBatches).toBe(1)
  expect([(await site.list(calm)).body.total, (await site.list(hot)).body.total]).toEqual([3, 0])

  rushing = false
  sent.splice(0)
  expect(await project(projector, records)).toEqual({ batchItemFailures: [] })
  expect(memory.throttledBatches).toBe(0)
  // Reads all marks, then applies the three missing changes in one transaction.
  expect(sent[0]).toBe('BatchGetItem')
  expect(sent.filter((command) => command === 'TransactWriteItems')).toHaveLength(1)
  expect([(await site.list(calm)).body.total, (await site.list(hot)).body.total]).toEqual([3, 3])
  client.destroy()
  quiet.mockRestore()
}, 30_000)

test('what was counted, but not told of before the feed was throttled, is told of when the batch comes again, once', async () => {
  const quiet = jest.spyOn(console, 'error').mockImplementation(() => undefined)
  const site = await siteOver(tables)
  const slug = await site.publish('told-late')
  await site.records()
  const one = (await site.post(slug, 'one')).body.comment.id
  site.pass(1)
  const ids = [one, (await site.post(slug, 'two')).body.comment.id]
  const records = await site.records()

  const client = clientFor(tables.endpoint)
  const sent: string[] = []
  let rushing = true
  injectFaults(client, (command, input) => {
    sent.push(command)
    return rushing && JSON.stringify(input).includes(`"D#${slug}"`) ? 'throttle' : 'none'
  })
  const memory = newMemory()
  const projector = { comments: { client, name: tables.comments.name }, clock: site.clock, memory }
  const feedIds = async () => {
    const bucket = String(Math.floor(site.clock() / 10_000))
    const { body } = await site.call('GET /v1/articles/{slug}/changes/{bucket}', { path: { slug, bucket } })
    return body.items.map(({ id }: { id: string }) => id)
  }
  expect((await project(projector, records)).batchItemFailures).toHaveLength(1)
  expect([(await site.list(slug)).body.total, await feedIds(), memory.throttledBatches]).toEqual([2, [], 1])

  rushing = false
  site.pass(10_000)
  sent.splice(0)
  expect(await project(projector, records)).toEqual({ batchItemFailures: [] })
  // Reads the marks and writes the feed. Nothing is counted or listed again.
  expect(sent).toEqual(['BatchGetItem', 'BatchWriteItem'])
  expect(await feedIds()).toEqual(ids)

  // After another throttle elsewhere in the batch, the changes are not written to the feed again.
  memory.throttledBatches = 1
  site.pass(10_000)
  await project(projector, records)
  expect(await feedIds()).toEqual([])
  // A process without this state writes the changes to the feed again.
  await project({ ...projector, memory: { ...newMemory(), throttledBatches: 1 } }, records)
  expect(await feedIds()).toEqual(ids)
  client.destroy()
  quiet.mockRestore()
}, 30_000)

test('changes that come while the table is at its maximum wait, are reported for another delivery, and are counted once', async () => {
  const quiet = jest.spyOn(console, 'error').mockImplementation(() => undefined)
  const site = await siteOver(tables)
  const slug = await site.publish('at-maximum')
  await site.records()
  for (const text of ['one', 'two']) await site.post(slug, text)
  const records = await site.records()

  const client = clientFor(tables.endpoint)
  let full = true
  injectFaults(client, (command) => (full && /Write|Update|Put/.test(command) ? AT_MAXIMUM : 'none'))
  const memory = newMemory()
  const projector = { comments: { client, name: tables.comments.name }, clock: site.clock, memory }
  for (const batches of [1, 2]) {
    expect((await project(projector, records)).batchItemFailures).toHaveLength(1)
    expect([(await site.list(slug)).body.total, memory.throttledBatches]).toEqual([0, batches])
  }
  full = false
  for (let delivery = 0; delivery < 2; delivery++)
    expect(await project(projector, records)).toEqual({ batchItemFailures: [] })
  expect([(await site.list(slug)).body.total, memory.throttledBatches]).toEqual([2, 0])
  client.destroy()
  quiet.mockRestore()
}, 30_000)
