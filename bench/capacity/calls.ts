/**
 * Every call of the API once, with what it consumes. Calls that write come before calls that read the same.
 */
import type { Figure } from '../figures.ts'
import { round } from '../figures.ts'
import type { Consumed } from '../site/metering.ts'
import type { Answer, Site } from '../site/site.ts'
import { prose } from './prose.ts'

const EDITOR = { groups: ['editor'] }
const MODERATOR = { groups: ['moderator'] }
const COMMENTS = '/v1/articles/{slug}/comments'
const COMMENT = `${COMMENTS}/{id}`
const ARTICLE = '/v1/editor/articles/{slug}'

/** The limit for posting: docs/architecture.md. */
const WRITE_BUDGET = 12

/** Figures of what a call consumed: its write units if it writes, its read units if it reads. */
export function figuresFor(name: string, consumed: readonly Consumed[], more: Partial<Figure> = {}): Figure[] {
  const note = requestsIn(consumed)
  const units = (writes: boolean) => round(sum(consumed.filter((each) => each.writes === writes)))
  const figure = (unit: string, value: number): Figure => ({ part: 'capacity', name, unit, value, note })
  const figures: Figure[] = []
  if (consumed.some(({ writes }) => writes)) figures.push(figure('write units', units(true)))
  if (consumed.some(({ writes }) => !writes)) figures.push(figure('read units', units(false)))
  if (figures.length === 0) figures.push({ ...figure('read units', 0), note: 'no request' })
  return figures.map((each, place) => (place === 0 ? { ...each, ...more } : each))
}

export const sum = (consumed: readonly Consumed[]): number => consumed.reduce((total, { units }) => total + units, 0)

/** Such as `BatchGetItem + 2 Query`. */
export function requestsIn(consumed: readonly Consumed[]): string {
  const counts = new Map<string, number>()
  for (const { operation } of consumed) counts.set(operation, (counts.get(operation) ?? 0) + 1)
  return [...counts].map(([operation, count]) => (count === 1 ? operation : `${count} ${operation}`)).join(' + ')
}

/** Creates an article as an editor. */
export async function publish(site: Site, slug: string, policy = 'open'): Promise<Answer> {
  return site.call('POST /v1/editor/articles', {
    ...EDITOR,
    body: { ...draftOf(slug), status: 'published', comments: { policy } },
  })
}

/** An article of 4,000 characters with all usual fields. */
const draftOf = (slug: string) => ({
  title: `The last tram to ${slug}`,
  slug,
  standfirst: prose(200),
  body: prose(4000, 3),
  tags: ['transport', 'city'],
  authors: [{ name: 'Ada Kovač' }],
})

/** Posts a comment of 500 characters. */
export const comment = (site: Site, slug: string, seed = 0, parentId?: string, headers: Record<string, string> = {}) =>
  site.call(`POST ${COMMENTS}`, {
    path: { slug },
    headers,
    body: {
      author: { name: 'Margaret Okafor', email: 'margaret@example.org' },
      text: prose(500, seed),
      ...(parentId && { parentId }),
    },
  })

/** Makes every call once. Calls read what earlier calls wrote, so the order matters. */
export async function measureCalls(site: Site): Promise<Figure[]> {
  const figures: Figure[] = []
  const add = (name: string, { consumed }: Answer, more?: Partial<Figure>) =>
    figures.push(...figuresFor(name, consumed, more))

  await editing(site, add)
  await reading(site, add)
  await commenting(site, add)
  await moderating(site, add)
  return figures
}

type Add = (name: string, answer: Answer, more?: Partial<Figure>) => void

async function editing(site: Site, add: Add): Promise<void> {
  const slug = 'harbour'
  const path = { slug }
  const holding = (answer: Answer) => ({ ...EDITOR, path, headers: { 'if-match': String(answer.headers.etag) } })
  const created = await publish(site, slug)
  add('POST /v1/editor/articles', created)
  add(`GET ${ARTICLE}`, await site.call(`GET ${ARTICLE}`, { ...EDITOR, path }))
  const put = await site.call(`PUT ${ARTICLE}`, {
    ...holding(created),
    body: { ...draftOf(slug), body: prose(4000, 5), status: 'published' },
  })
  add(`PUT ${ARTICLE}`, put)
  const patched = await site.call(`PATCH ${ARTICLE}`, { ...holding(put), body: { title: 'The last ferry' } })
  add(`PATCH ${ARTICLE}`, patched)
  add(`GET ${ARTICLE}/revisions`, await site.call(`GET ${ARTICLE}/revisions`, { ...EDITOR, path }))
  add(
    `GET ${ARTICLE}/revisions/{version}`,
    await site.call(`GET ${ARTICLE}/revisions/{version}`, { ...EDITOR, path: { slug, version: '1' } }),
  )
  const removed = await site.call(`DELETE ${ARTICLE}`, holding(patched))
  add(`DELETE ${ARTICLE}`, removed)
  add(`POST ${ARTICLE}/restore`, await site.call(`POST ${ARTICLE}/restore`, holding(removed)))
  for (let more = 0; more < 30; more++) await publish(site, `harbour-${more}`)
  add('GET /v1/editor/articles', await site.call('GET /v1/editor/articles', EDITOR))
}

async function reading(site: Site, add: Add): Promise<void> {
  const path = { slug: 'harbour' }
  add('GET /v1/health', await site.call('GET /v1/health'))
  add('GET /v1/articles', await site.call('GET /v1/articles'))
  add('GET /v1/articles/{slug}', await site.call('GET /v1/articles/{slug}', { path }))
}

async function commenting(site: Site, add: Add): Promise<void> {
  const slug = 'harbour'
  const budget = { budget: WRITE_BUDGET }
  const first = await comment(site, slug)
  add(`POST ${COMMENTS}, article and settings not yet cached`, first)
  const key = { 'idempotency-key': '0123456789abcdef' }
  add(`POST ${COMMENTS}, a root`, await comment(site, slug, 1), budget)
  add(`POST ${COMMENTS}, a root with Idempotency-Key`, await comment(site, slug, 2, undefined, key), budget)
  add(`POST ${COMMENTS}, the same again`, await comment(site, slug, 2, undefined, key))
  const root = first.body.comment.id
  const reply = await comment(site, slug, 3, root)
  add(`POST ${COMMENTS}, a reply to the root`, reply, budget)
  const deeper = await comment(site, slug, 4, reply.body.comment.id, { 'idempotency-key': 'fedcba9876543210' })
  add(`POST ${COMMENTS}, a reply to a reply, with Idempotency-Key`, deeper, budget)

  const own = (answer: Answer) => ({
    path: { slug, id: answer.body.comment.id },
    headers: { authorization: `Bearer ${answer.body.editToken}` },
  })
  add(`GET ${COMMENT}, not yet cached`, await site.call(`GET ${COMMENT}`, { path: { slug, id: root } }))
  add(`GET ${COMMENT}`, await site.call(`GET ${COMMENT}`, { path: { slug, id: root } }))
  add(`GET ${COMMENT}/replies`, await site.call(`GET ${COMMENT}/replies`, { path: { slug, id: root } }))
  add(`GET ${COMMENT}/source`, await site.call(`GET ${COMMENT}/source`, own(first)))
  add(`PATCH ${COMMENT}`, await site.call(`PATCH ${COMMENT}`, { ...own(first), body: { text: prose(500, 6) } }))
  add(`DELETE ${COMMENT}`, await site.call(`DELETE ${COMMENT}`, own(deeper)))
}

async function moderating(site: Site, add: Add): Promise<void> {
  const slug = 'pier'
  await publish(site, slug, 'held')
  const held: Answer[] = []
  for (let seed = 0; seed < 30; seed++) held.push(await comment(site, slug, seed))
  const [one, two] = held
  if (!one || !two) return
  add(`POST ${COMMENTS}, held`, await comment(site, slug, 9), { budget: WRITE_BUDGET })
  const act = (action: string, { body }: Answer) =>
    site.call('POST /v1/moderation/actions', {
      ...MODERATOR,
      body: { action, comments: [{ article: slug, id: body.comment.id }] },
    })
  add('GET /v1/moderation/comments', await site.call('GET /v1/moderation/comments', MODERATOR))
  await act('approve', two)
  add('POST /v1/moderation/actions, approve one', await act('approve', one))
  add('POST /v1/moderation/actions, remove one', await act('remove', one))
  add('POST /v1/moderation/actions, restore one', await act('restore', one))
  add('POST /v1/moderation/actions, spam one', await act('spam', one))
  await importing(site, add, slug)
  const settings = await site.call('GET /v1/moderation/settings', MODERATOR)
  add('GET /v1/moderation/settings', settings)
  add(
    'PUT /v1/moderation/settings',
    await site.call('PUT /v1/moderation/settings', { ...MODERATOR, body: settings.body }),
  )
}

async function importing(site: Site, add: Add, article: string): Promise<void> {
  const bring = (ref: string, author: object, parentId?: string) =>
    site.call('POST /v1/moderation/imports', {
      ...MODERATOR,
      body: {
        article,
        comments: [
          { ref, author, text: prose(500, 3), createdAt: '2009-02-13T23:31:30Z', ...(parentId && { parentId }) },
        ],
      },
    })
  const root = await bring('1', { name: 'Ada' })
  add('POST /v1/moderation/imports, one', root)
  add(
    'POST /v1/moderation/imports, one with an e-mail address',
    await bring('2', { name: 'Ada', email: 'ada@example.org' }),
  )
  add('POST /v1/moderation/imports, a reply to the root', await bring('3', { name: 'Ada' }, root.body.results[0].id))
  add('POST /v1/moderation/imports, one that is there', await bring('1', { name: 'Ada' }))
}
