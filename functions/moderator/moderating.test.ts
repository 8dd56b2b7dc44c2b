import { jest } from '@jest/globals'
import fc from 'fast-check'
import { freshSite } from '../../test/kit/site/freshSite.ts'
import { injectFaults } from '../../test/kit/tables/faults.ts'
import { clientFor } from '../../test/kit/tables/tables.ts'
import { grow } from '../store/comments/shardGrowth.ts'
import { sweep } from '../store/comments/tombstoneSweep.ts'

const { tables, site } = await freshSite()

let count = 0
const fresh = (policy?: 'open' | 'held' | 'closed') => site.publish(`moderated-${++count}`, policy)

test('a held comment is in no public read until it is approved, and keeps its id and time', async () => {
  const slug = await fresh('held')
  const posted = await site.post(slug, 'may I?')
  expect(posted).toMatchObject({ status: 202, body: { comment: { state: 'held' }, editToken: expect.any(String) } })
  const { id, createdAt } = posted.body.comment
  await site.project()
  expect((await site.list(slug)).body).toMatchObject({ total: 0, items: [] })
  expect((await site.get(slug, id)).status).toBe(404)
  expect((await site.queue()).body.items).toContainEqual(
    expect.objectContaining({ id, article: slug, version: 1, source: 'may I?', status: 'held' }),
  )

  expect((await site.moderate('approve', [{ article: slug, id, version: 1 }])).body.results).toEqual([{ id, ok: true }])
  await site.project()
  expect((await site.list(slug)).body).toMatchObject({ total: 1, items: [{ id, createdAt, state: 'published' }] })
  expect((await site.queue()).body.items.filter((item: { id: string }) => item.id === id)).toEqual([])
})

test('a reply that is approved under an article spread over write shards is counted where its root is', async () => {
  const slug = await fresh()
  await grow(tables.comments, slug, site.clock())
  site.pass(24_000)
  // With eight roots, one is outside the first shard, except in one of tens of thousands of runs.
  const roots = await Promise.all(Array.from({ length: 8 }, () => site.post(slug, 'root')))
  await site.publish(slug, 'held')
  for (const root of roots) {
    const { id } = (await site.post(slug, 'may I?', root.body.comment.id)).body.comment
    expect((await site.moderate('approve', [{ article: slug, id }])).body.results).toEqual([{ id, ok: true }])
  }
  await site.project()
  const { total, items } = (await site.list(slug)).body
  expect([total, items.map(({ replies }: { replies: { total: number } }) => replies.total)]).toEqual([
    16,
    roots.map(() => 1),
  ])
})

test('nobody approves a text that was changed meanwhile', async () => {
  const slug = await fresh('held')
  const { comment, editToken } = (await site.post(slug, 'harmless')).body
  await site.edit(slug, comment.id, editToken, 'harmful')
  const { results } = (await site.moderate('approve', [{ article: slug, id: comment.id, version: 1 }])).body
  expect(results[0]).toMatchObject({ ok: false, problem: { type: expect.stringMatching(/comment-changed$/) } })
  expect((await site.list(slug)).body.items).toEqual([])
})

test('editing under a held policy takes a public comment to the queue again', async () => {
  const slug = await fresh()
  const { comment, editToken } = (await site.post(slug, 'fine')).body
  await site.publish(slug, 'held')
  expect((await site.edit(slug, comment.id, editToken, 'buy pills')).body.comment.state).toBe('held')
  await site.project()
  expect((await site.list(slug)).body).toMatchObject({ total: 0, items: [{ state: 'removed', html: '' }] })
  await site.moderate('approve', [{ article: slug, id: comment.id, version: 2 }])
  await site.project()
  expect((await site.list(slug)).body).toMatchObject({ total: 1, items: [{ html: '<p>buy pills</p>' }] })
})

test('removing is undone by restoring, with the replies still in place', async () => {
  const slug = await fresh()
  const root = (await site.post(slug, 'root')).body.comment
  await site.post(slug, 'reply', root.id)
  await site.project()
  const before = (await site.list(slug)).body
  await site.moderate('remove', [{ article: slug, id: root.id }])
  await site.project()
  expect((await site.list(slug)).body).toMatchObject({
    total: 1,
    items: [{ state: 'removed', author: null, replies: { total: 1 } }],
  })
  expect((await site.queue('status=removed')).body.items[0]).toMatchObject({ id: root.id, source: 'root' })
  await site.moderate('restore', [{ article: slug, id: root.id }])
  await site.project()
  expect((await site.list(slug)).body).toEqual(before)
})

test('even after its tombstone was swept', async () => {
  const slug = await fresh()
  const { comment } = (await site.post(slug, 'root')).body
  await site.moderate('spam', [{ article: slug, id: comment.id }])
  site.pass(61_000)
  await site.sweep()
  expect((await site.list(slug)).body.items).toEqual([])
  await site.moderate('restore', [{ article: slug, id: comment.id }])
  await site.project()
  expect((await site.list(slug)).body).toMatchObject({ total: 1, items: [comment] })
})

test('a reply does not come back under a conversation that is no longer there', async () => {
  const slug = await fresh()
  const root = (await site.post(slug, 'root')).body
  const reply = (await site.post(slug, 'reply', root.comment.id)).body
  await site.moderate('remove', [{ article: slug, id: reply.comment.id }])
  site.pass(61_000)
  await site.sweep()
  await site.remove(slug, root.comment.id, root.editToken)
  site.pass(61_000)
  await site.sweep()
  expect((await site.list(slug)).body.items).toEqual([])
  const { results } = (await site.moderate('restore', [{ article: slug, id: reply.comment.id }])).body
  expect(results[0]).toMatchObject({ ok: false, problem: { type: expect.stringMatching(/comment-removed$/) } })
})

test('what its author deleted stays deleted, text and all', async () => {
  const slug = await fresh('held')
  const { comment, editToken } = (await site.post(slug, 'regret')).body
  await site.remove(slug, comment.id, editToken)
  const { results } = (await site.moderate('approve', [{ article: slug, id: comment.id }])).body
  expect(results[0]).toMatchObject({ ok: false, problem: { type: expect.stringMatching(/comment-removed$/) } })
  expect(JSON.stringify((await site.queue('status=all&limit=100')).body)).not.toContain('regret')
})

test('the author of a comment that was refused learns so, and not why', async () => {
  const slug = await fresh('held')
  const { comment, editToken } = (await site.post(slug, 'me too')).body
  expect((await site.source(slug, comment.id, editToken)).body).toMatchObject({ text: 'me too', state: 'held' })
  for (const action of ['spam', 'remove']) {
    await site.moderate(action, [{ article: slug, id: comment.id }])
    expect((await site.source(slug, comment.id, editToken)).body).toMatchObject({ text: 'me too', state: 'removed' })
  }
  await site.moderate('approve', [{ article: slug, id: comment.id }])
  expect((await site.source(slug, comment.id, editToken)).body).toMatchObject({ text: 'me too', state: 'published' })
})

test('a hundred at once, each answered for itself', async () => {
  const slug = await fresh('held')
  const ids: string[] = []
  for (let i = 0; i < 98; i++) ids.push((await site.post(slug, `comment ${i}`)).body.comment.id)
  const wanted = [
    ...ids.map((id) => ({ article: slug, id })),
    { article: slug, id: 'garbage' },
    { article: 'nowhere', id: ids[0] },
  ]
  const { results } = (await site.moderate('approve', wanted)).body
  expect(results.slice(0, 98)).toEqual(ids.map((id) => ({ id, ok: true })))
  expect(results.slice(98)).toMatchObject([
    { id: 'garbage', ok: false, problem: { status: 404 } },
    { id: ids[0], ok: false, problem: { status: 404 } },
  ])
  await site.project()
  expect((await site.list(slug)).body.total).toBe(98)
})

test('only moderators and admins may', async () => {
  for (const groups of [['editor'], [], ['moderators'], undefined]) {
    const answer = await site.call('GET /v1/moderation/comments', groups === undefined ? {} : { groups })
    expect(answer).toMatchObject({ status: 403, body: { type: expect.stringMatching(/forbidden$/) } })
  }
  expect((await site.call('GET /v1/moderation/comments', { groups: ['editor', 'admin'] })).status).toBe(200)
})

test('the queue pages through everything once, newest first', async () => {
  const slug = await fresh('held')
  const mine: string[] = []
  for (let i = 0; i < 11; i++) {
    mine.unshift((await site.post(slug, `comment ${i}`)).body.comment.id)
    site.pass(1)
  }
  for (const limit of [1, 4, 100]) {
    const seen: string[] = []
    for (let cursor = ''; ; ) {
      const { body } = await site.queue(`limit=${limit}${cursor && `&cursor=${cursor}`}`)
      seen.push(
        ...body.items.filter((item: { article: string }) => item.article === slug).map(({ id }: { id: string }) => id),
      )
      if (body.nextCursor === null) break
      cursor = body.nextCursor
    }
    expect(seen).toEqual(mine)
  }
})

test('whatever moderators and the author do, in any order, a comment is in exactly one place and counted rightly', async () => {
  const acts = fc.constantFrom('approve', 'spam', 'remove', 'restore', 'edit', 'wait', 'delete')
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('open', 'held'),
      fc.boolean(),
      fc.array(acts, { maxLength: 8 }),
      async (policy, isReply, story) => {
        const slug = await fresh()
        const parent = isReply ? (await site.post(slug, 'root')).body.comment.id : undefined
        await site.publish(slug, policy)
        const { comment, editToken } = (await site.post(slug, 'text', parent)).body
        let state = policy === 'open' ? 'published' : 'held'
        let restoreTo = state
        for (const [place, act] of story.entries()) {
          if (act === 'wait') {
            site.pass(61_000)
            await site.sweep()
          } else if (act === 'edit') {
            const { status } = await site.edit(slug, comment.id, editToken, `edited ${place}`)
            if (status === 200) state = restoreTo = policy === 'open' && state === 'published' ? 'published' : 'held'
          } else if (act === 'delete') {
            if ((await site.remove(slug, comment.id, editToken)).status === 204) state = 'deleted'
          } else {
            await site.moderate(act, [{ article: slug, id: comment.id }])
            if (state === 'deleted') continue
            if (act === 'approve') state = restoreTo = 'published'
            else if (act === 'restore') state = state === 'spam' || state === 'removed' ? restoreTo : state
            else state = act === 'spam' ? 'spam' : 'removed'
          }
        }
        await site.project()
        const { body } = await site.list(slug)
        expect(body.total).toBe((isReply ? 1 : 0) + (state === 'published' ? 1 : 0))
        const standing = (await site.get(slug, comment.id)).body
        expect(standing.state === 'published').toBe(state === 'published')
        const queued = (await site.queue('status=all&limit=100')).body.items.filter(
          ({ id }: { id: string }) => id === comment.id,
        )
        expect(queued.map(({ status }: { status: string }) => status)).toEqual(
          ['held', 'spam', 'removed'].includes(state) ? [state] : [],
        )
      },
    ),
    { numRuns: 60 },
  )
}, 120_000)

test('a tombstone that can’t be swept just now holds up no other, and goes a minute later', async () => {
  const quiet = jest.spyOn(console, 'warn').mockImplementation(() => undefined)
  // First sweeps the tombstones of earlier tests.
  site.pass(61_000)
  while ((await site.sweep()) > 0) site.pass(61_000)
  const slug = await fresh()
  const ids: string[] = []
  for (let i = 0; i < 4; i++) ids.push((await site.post(slug, `number ${i}`)).body.comment.id)
  await site.moderate(
    'remove',
    ids.map((id) => ({ article: slug, id })),
  )
  site.pass(61_000)
  const client = clientFor(tables.endpoint)
  const [unlucky = ''] = ids
  injectFaults(client, (command, input) =>
    command === 'DeleteItem' && JSON.stringify(input).includes(`C#${unlucky}`) ? 'throttle' : 'none',
  )
  const left = async () => (await site.list(slug)).body.items.map(({ id }: { id: string }) => id)
  expect(await sweep({ client, name: tables.comments.name }, site.clock())).toBe(3)
  expect(await left()).toEqual([unlucky])
  expect(quiet).toHaveBeenCalledTimes(1)
  expect(await site.sweep()).toBe(1)
  expect(await left()).toEqual([])
  client.destroy()
  quiet.mockRestore()
})

test('every decision, every change of the settings and every comment that reports hold is in the log, with who did it', async () => {
  const slug = await fresh()
  const { id } = (await site.post(slug, 'Judge me.')).body.comment
  site.log()
  const actions = ['approve', 'spam', 'restore', 'remove']
  for (const action of actions) await site.moderate(action, [{ article: slug, id }])
  const by = { by: 'tester', requestId: expect.any(String) }
  const states = ['published', 'spam', 'published', 'removed']
  expect(site.log()).toEqual(
    actions.map((action, index) => ({ audit: { ...by, action, article: slug, comment: id, state: states[index] } })),
  )

  const settings = { commentsPerMinute: 100_000, editWindowSeconds: 900, privateFactsDays: 30, reportsToHold: 1 }
  await site.call('PUT /v1/moderation/settings', { groups: ['moderator'], body: settings })
  expect(site.log()).toEqual([{ audit: { ...by, action: 'settings', settings: expect.objectContaining(settings) } }])

  const reported = (await site.post(slug, 'Report me.')).body.comment.id
  await site.report(slug, reported, { reason: 'spam' })
  const held = { action: 'report', by: 'readers', article: slug, comment: reported, state: 'held' }
  expect(site.log()).toEqual([{ audit: { ...held, reports: 1 } }])
})
