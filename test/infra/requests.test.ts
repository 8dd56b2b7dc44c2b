/**
 * The requests that the functions send to DynamoDB, judged against the policies of their roles as IAM does. Every
 * endpoint, stream batch and scheduled run is called over a real engine, with a client of its own for each function.
 */
import { spreader } from '../../functions/commenter/spread.ts'
import { canonicalPage } from '../../functions/domain/articles/externalPage.ts'
import { fileAll } from '../../functions/indexer/indexing.ts'
import { getSettings, putSettings } from '../../functions/store/site/settings.ts'
import { newsroomOver } from '../kit/site/newsroom.ts'
import { browserOver } from '../kit/site/pages.ts'
import { siteOver } from '../kit/site/site.ts'
import { freshTables } from '../kit/tables/freshTables.ts'
import { requestClientFor, type TablesOf } from '../kit/tables/tables.ts'
import { type Access, accessesIn } from './accesses.ts'
import { CoreTemplate } from './template.ts'

const core = new CoreTemplate()
const tables = await freshTables()

/** What IAM denies: nothing, after each test. */
const denied: (Access & { who: string })[] = []
/** Requests in which an action has several kinds of keys, such as `Commenter BatchGetItem Comments A# P# Q#`. */
const together = new Set<string>()

const FUNCTIONS = ['reader', 'commenter', 'editor', 'moderator', 'projector', 'indexer'] as const
const clients = new Map(FUNCTIONS.map((name) => [name, recorded(name)]))
afterAll(() => {
  for (const client of clients.values()) client.destroy()
})

function recorded(functionName: (typeof FUNCTIONS)[number]) {
  const who = functionName.charAt(0).toUpperCase() + functionName.slice(1)
  const client = requestClientFor(tables.endpoint)
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        for (const access of accessesIn(String(commandName).replace(/Command$/, ''), args.input)) {
          const { action, resource, keys } = access
          if (!core.may(who, action, resource, keys)) denied.push({ who, ...access })
          const kinds = [...new Set(keys.map((key) => key.replace(/#.*/, '#')))].sort()
          if (kinds.length > 1) together.add([who, action, resource, ...kinds].join(' '))
        }
        return next(args)
      },
    { step: 'initialize', name: 'judge' },
  )
  return client
}

const tablesOf: TablesOf = (name) => {
  const client = clients.get(name)
  if (!client) throw new Error(`There is no function ${name}.`)
  return { articles: { client, name: tables.articles.name }, comments: { client, name: tables.comments.name } }
}

const site = await siteOver(tables, tablesOf)
const room = newsroomOver(tables, tablesOf)
const ORIGIN = 'https://blog.example'
site.set({ allowedOrigins: [ORIGIN], reportsToHold: 2 })
const browser = browserOver(tables, site, { allowedOrigins: [ORIGIN] }, tablesOf)

afterEach(() => expect(denied.splice(0)).toEqual([]))

type Answer = { status: number; body?: unknown; url?: string }

/** Requires that the function did its work, so that its requests were sent. */
async function ok<T extends Answer>(answer: Promise<T>): Promise<T> {
  const given = await answer
  if (given.status >= 400) throw new Error(`${given.status}: ${given.url ?? JSON.stringify(given.body)}`)
  return given
}

const MINUTE = 60_000
const MODERATOR = { groups: ['moderator'] }
const idOf = async (posted: ReturnType<typeof site.post>): Promise<string> => (await ok(posted)).body.comment.id
const act = async (action: string, article: string, ids: string[]) => {
  const { body } = await ok(
    site.moderate(
      action,
      ids.map((id) => ({ article, id })),
    ),
  )
  expect(body.results).toEqual(ids.map((id) => expect.objectContaining({ id, ok: true })))
}

test('articles: written, renamed, scheduled, deleted, restored and listed by editors', async () => {
  const draft = { title: 'Fog', body: 'Fog over the river.', tags: ['weather'] }
  await ok(room.create({ ...draft, slug: 'fog', status: 'published' }))
  await ok(room.replace('fog', 1, { ...draft, title: 'Thick fog', status: 'published' }))
  await ok(room.patch('fog', 2, { slug: 'thick-fog' }))
  await ok(room.edit('fog'))
  await ok(room.remove('thick-fog', 3))
  await ok(room.restore('thick-fog', 4))
  await ok(room.revisions('thick-fog'))
  await ok(room.revision('thick-fog', '1'))
  await ok(room.create({ ...draft, slug: 'unfinished', status: 'draft' }))
  await ok(room.create({ ...draft, slug: 'later', status: 'scheduled', publishAt: room.moment(60) }))
  for (const query of ['', 'status=draft', 'status=scheduled']) await ok(room.desk(query))
  room.pass(120)
  await room.schedule()
  expect((await room.edit('later')).body.status).toBe('published')
  for (const query of ['', 'tag=weather']) await ok(room.list(query))
  await ok(room.read('thick-fog'))
  expect((await room.read('fog')).status).toBe(301)
  expect((await room.read('never-written')).status).toBe(404)
})

test('the index: filed from the stream and all at once, and searched', async () => {
  await browser.publish({ title: 'Harbour lights', slug: 'lights', body: 'Lights of the harbour.', tags: ['sea'] })
  await browser.index()
  await browser.change('lights', { title: 'Harbour lamps', body: 'Lamps of the harbour.' })
  await browser.index()
  const { filed, failed } = await fileAll(tablesOf('indexer').articles, null)
  expect([filed > 0, failed]).toEqual([true, 0])
  for (const address of ['/v1/search?q=harbour', '/v1/search?q=harbour%20lamps', '/search?q=lamps'])
    expect((await ok(browser.go(address))).html).toContain('lights')
})

test('comments: posted, answered, repeated, edited, voted on, reported, held and deleted by readers', async () => {
  const slug = await site.publish('open')
  const posted = (await ok(site.post(slug, 'Root', undefined, { 'idempotency-key': 'posted-only-once' }))).body
  await ok(site.post(slug, 'Root', undefined, { 'idempotency-key': 'posted-only-once' }))
  const { id } = posted.comment
  const reply = await idOf(site.post(slug, 'Reply', id))
  const deeper = (await ok(site.post(slug, 'Deeper', reply))).body
  await ok(site.source(slug, id, posted.editToken))
  await ok(site.edit(slug, id, posted.editToken, 'Root, edited'))

  const { voter } = (await ok(site.vote(slug, id, 1))).body
  await ok(site.vote(slug, reply, 1, voter))
  await ok(site.vote(slug, id, -1, voter))
  await ok(site.vote(slug, id, 0, voter))
  await ok(site.vote(slug, id, 1, voter))
  await ok(site.votes(slug, [id, reply], voter))
  await site.project()

  const nuisance = await idOf(site.post(slug, 'Nuisance'))
  await ok(site.report(slug, nuisance, { reason: 'abuse' }, undefined, '10.0.0.1'))
  await ok(site.queue('status=reported'))
  await ok(site.report(slug, nuisance, { reason: 'spam' }, undefined, '10.0.0.2'))
  expect((await site.queue('status=held')).body.items).toMatchObject([{ id: nuisance }])

  await ok(site.remove(slug, deeper.comment.id, deeper.editToken))
  await site.project()
  const held = await site.publish('held', 'held')
  const waiting = (await ok(site.post(held, 'May I?'))).body
  expect(waiting.comment.state).toBe('held')
  await ok(site.edit(held, waiting.comment.id, waiting.editToken, 'May I, please?'))
  await ok(site.remove(held, waiting.comment.id, waiting.editToken))
  await site.project()
})

test('pages of other sites: registered by a comment, retitled, changed by a moderator, imported to', async () => {
  const url = `${ORIGIN}/a`
  const { key: slug } = canonicalPage(url)
  const post = (text: string, title: string) =>
    ok(
      site.call('POST /v1/articles/{slug}/comments', {
        path: { slug },
        headers: { origin: ORIGIN },
        body: { author: { name: 'Ada' }, text, page: { url, title } },
      }),
    )
  await post('First', 'A page')
  site.pass(60 * MINUTE)
  await post('Second', 'The page')
  await ok(site.call('GET /v1/pages', { query: `url=${encodeURIComponent(url)}` }))
  await ok(site.call('GET /v1/moderation/pages/{slug}', { ...MODERATOR, path: { slug } }))
  await ok(
    site.call('PATCH /v1/moderation/pages/{slug}', {
      ...MODERATOR,
      path: { slug },
      headers: { 'content-type': 'application/merge-patch+json' },
      body: { title: 'My page' },
    }),
  )
  const imported = `${ORIGIN}/b`
  const old = { ref: '1', author: { name: 'Ada' }, text: 'Old', createdAt: '2009-02-13T23:31:30Z' }
  const page = { url: imported, title: 'Another' }
  await ok(site.import({ article: canonicalPage(imported).key, page, comments: [old] }))
  await ok(browser.go(`/conversation?url=${encodeURIComponent(url)}`))
  await site.project()
})

test('imports: a root with an address, a reply, and both again', async () => {
  const slug = await site.publish('imported')
  const old = (ref: string, more: object = {}) => ({
    ref,
    author: { name: 'Ada', email: 'ada@example.org' },
    text: ref,
    createdAt: '2009-02-13T23:31:30Z',
    ...more,
  })
  const importOne = async (comment: object) => (await ok(site.import({ article: slug, comments: [comment] }))).body
  const [root] = (await importOne(old('root'))).results
  expect(root).toMatchObject({ ok: true, stored: true })
  for (const stored of [true, false])
    expect(await importOne(old('reply', { parentId: root.id }))).toMatchObject({ results: [{ ok: true, stored }] })
  await site.project()
})

test('decisions of moderators, with votes and reports, before and after the tombstones were swept', async () => {
  const slug = await site.publish('decided')
  const root = await idOf(site.post(slug, 'Root'))
  const reply = await idOf(site.post(slug, 'Reply', root))
  const alone = await idOf(site.post(slug, 'Alone'))
  for (const id of [root, reply, alone]) await ok(site.vote(slug, id, 1))
  await ok(site.report(slug, reply, { reason: 'abuse' }, undefined, '10.0.0.3'))
  await site.project()
  await act('approve', slug, [reply])
  await ok(site.report(slug, root, { reason: 'abuse' }, undefined, '10.0.0.4'))
  await act('remove', slug, [root, reply])
  await act('spam', slug, [alone])
  await act('remove', slug, [alone])
  for (const status of ['held', 'spam', 'removed', 'reported']) await ok(site.queue(`status=${status}`))
  await site.project()
  site.pass(2 * MINUTE)
  for (let round = 0; round < 2; round++) {
    await site.sweep()
    site.pass(2 * MINUTE)
  }
  await act('restore', slug, [alone])
  await act('restore', slug, [root])
  await act('restore', slug, [reply])
  await site.project()
  expect((await site.list(slug, 'sort=top')).body.total).toBe(3)
})

test('a hot article: spread over write shards, read from them, and set back to one', async () => {
  const slug = await site.publish('hot')
  await spreader(tablesOf('commenter').comments, site.clock)(slug)
  site.pass(MINUTE)
  for (let post = 0; post < 8; post++) {
    site.pass(1)
    await ok(site.post(slug, `Hot ${post}`))
  }
  await site.project()
  for (const sort of ['newest', 'oldest', 'top']) expect((await ok(site.list(slug, `sort=${sort}`))).body.total).toBe(8)
  await ok(site.call('GET /v1/comment-counts', { query: `slug=${slug}` }))
  let shrunk: string[] = []
  for (let minute = 0; minute < 15 && shrunk.length === 0; minute++) {
    site.pass(MINUTE)
    shrunk = await site.shrinkCalmArticles()
  }
  expect(shrunk).toEqual([slug])
})

test('everything that readers read', async () => {
  const slug = await browser.publish({ title: 'A story', slug: 'story', tags: ['news'] })
  await browser.publish({ title: 'Renamed', slug: 'renamed' })
  await browser.change('renamed', { slug: 'renamed-since' })
  const root = await idOf(site.post(slug, 'Root'))
  const reply = await idOf(site.post(slug, 'Reply', root))
  await ok(site.vote(slug, root, 1))
  await site.project()
  const bucket = String(Math.floor(site.clock() / 10_000))
  expect(
    (await ok(site.call('GET /v1/articles/{slug}/changes/{bucket}', { path: { slug, bucket } }))).body.items,
  ).not.toEqual([])
  for (const sort of ['newest', 'oldest', 'top']) await ok(site.list(slug, `sort=${sort}`))
  await ok(site.get(slug, reply))
  await ok(site.replies(slug, root))
  await ok(site.call('GET /v1/comments'))
  await ok(site.call('GET /v1/comment-counts', { query: `slug=${slug}&slug=renamed-since&slug=never-written` }))
  await ok(site.list('renamed-since'))

  const about = `/articles/${slug}`
  const { html: sitemap } = await ok(browser.go('/sitemap.xml'))
  const files = sitemap.match(/\/sitemaps\/[\w-]+\.xml/g) ?? []
  expect(files.length).toBeGreaterThan(1)
  const addresses = [
    ...['/', '/tags?tag=news', '/tags/news', '/docs', '/feed.xml', '/feed.json', '/comments.xml', '/robots.txt'],
    ...['/tags/news/feed.xml', '/tags/news/feed.json', '/embed.js', ...files],
    ...[about, `${about}?sort=top`, `${about}/conversation`, `${about}/comments.xml`],
    ...[`${about}/comments/${root}`, `${about}/comments/${reply}`, `${about}/comments/${reply}/report`],
    `/oembed?url=${encodeURIComponent(`https://localhost${about}`)}`,
  ]
  for (const address of addresses) await ok(browser.go(address))
})

test('forms, without scripts', async () => {
  const slug = await browser.publish({ title: 'With forms', slug: 'forms' })
  const own = await ok(browser.go(`/articles/${slug}/comments`, { form: { name: 'Ada', text: 'Mine' } }))
  const [, id] = /comments\/([\w.]+)\/own/.exec(own.url) ?? []
  const comment = `/articles/${slug}/comments/${id}`
  await ok(browser.go(`${comment}/own`))
  await ok(browser.go(`${comment}/edit`, { form: { text: 'Mine, edited' } }))
  await ok(browser.go(`${comment}/vote`, { form: { value: '1' } }))
  await ok(browser.go(`${comment}/report`, { form: { reason: 'abuse' } }))
  await ok(browser.go(`${comment}/delete`, { form: {} }))
})

test('the settings: read by the functions that answer requests, changed by the moderator', async () => {
  for (const name of ['reader', 'commenter', 'editor', 'moderator'] as const) {
    const { articles } = tablesOf(name)
    const settings = await getSettings(articles)
    if (name === 'moderator') await putSettings(articles, settings)
  }
})

test('one batch over both tables would be denied, because no statement has the keys of both', () => {
  const keys = (pk: string) => ({ Keys: [{ pk: { S: pk }, sk: { S: 'A' } }] })
  const RequestItems = { Articles: keys('A#a-story'), Comments: keys('H#a-story') }
  expect(
    accessesIn('BatchGetItem', { RequestItems }).map(({ action, resource, keys }) => [
      resource,
      core.may('Reader', action, resource, keys),
    ]),
  ).toEqual([
    ['Articles', false],
    ['Comments', true],
  ])
})

test('requests with several kinds of keys are these', () => {
  expect([...together].sort()).toEqual([
    'Commenter BatchGetItem Comments A# P#',
    'Commenter BatchGetItem Comments A# P# Q#',
    'Commenter BatchGetItem Comments A# R#',
    'Commenter BatchGetItem Comments A# V#',
    'Commenter BatchGetItem Comments P# Q# R#',
    'Commenter BatchGetItem Comments P# R#',
    'Commenter BatchGetItem Comments R# V#',
    'Commenter DeleteItem Comments P# Q#',
    'Commenter PutItem Comments A# I# P#',
    'Commenter PutItem Comments A# P#',
    'Commenter PutItem Comments P# Q#',
    'Commenter PutItem Comments P# Q# W#',
    'Commenter PutItem Comments P# R#',
    'Commenter UpdateItem Comments A# P#',
    'Commenter UpdateItem Comments P# R#',
    'Editor PutItem Articles A# L#',
    'Editor PutItem Articles A# L# S#',
    'Moderator BatchGetItem Comments A# P#',
    'Moderator BatchGetItem Comments A# P# Q#',
    'Moderator BatchGetItem Comments P# Q# R#',
    'Moderator PutItem Comments A# O# P#',
    'Moderator PutItem Comments O# P# R#',
    'Moderator PutItem Comments Q# W#',
    'Moderator UpdateItem Comments A# P#',
    'Moderator UpdateItem Comments P# R#',
    'Projector BatchGetItem Comments A# R#',
    'Projector BatchGetItem Comments K# R#',
    'Projector UpdateItem Comments A# R#',
    'Reader BatchGetItem Comments A# E# R#',
    'Reader BatchGetItem Comments A# R#',
  ])
})
