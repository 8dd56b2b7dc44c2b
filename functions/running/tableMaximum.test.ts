/** A table that has reached the maximum of units it is deployed with (infra/tables.ts). */
import { jest } from '@jest/globals'
import { type Answer, siteOver } from '../../test/kit/site/site.ts'
import { AT_MAXIMUM, injectFaults } from '../../test/kit/tables/faults.ts'
import { freshTables } from '../../test/kit/tables/freshTables.ts'
import { clientFor } from '../../test/kit/tables/tables.ts'

const tables = await freshTables()

test('writes and reads are refused for now, nothing is stored, and a repeat with the same key stores it once', async () => {
  jest.spyOn(console, 'error').mockImplementation(() => undefined)
  const client = clientFor(tables.endpoint)
  let full = false
  injectFaults(client, () => (full ? AT_MAXIMUM : 'none'))
  const site = await siteOver({ ...tables, comments: { client, name: tables.comments.name } })
  const slug = await site.publish('full')
  const { id } = (await site.post(slug, 'before')).body.comment
  const again = { 'idempotency-key': 'a-key-of-its-own' }
  const requests: Record<string, () => Promise<Answer>> = {
    post: () => site.post(slug, 'meanwhile', undefined, again),
    vote: () => site.vote(slug, id, 1),
    report: () => site.report(slug, id, { reason: 'spam' }),
    list: () => site.list(slug),
    read: () => site.get(slug, id),
  }

  full = true
  for (const [what, request] of Object.entries(requests)) {
    const { status, headers, body } = await request()
    expect([what, status, headers['retry-after'], body.type]).toEqual([
      what,
      503,
      '1',
      'urn:problem-type:understory:busy',
    ])
  }

  full = false
  expect((await site.list(slug)).body.items).toHaveLength(1)
  expect((await site.post(slug, 'meanwhile', undefined, again)).status).toBe(201)
  expect((await site.post(slug, 'meanwhile', undefined, again)).status).toBe(201)
  expect((await site.list(slug)).body.items).toHaveLength(2)
  client.destroy()
})
