/**
 * Valid and invalid requests, made from the API's own description. No answer is a 5xx or differs from the description,
 * which client.ts checks. No valid request is refused. `FC_SEED` repeats a run.
 */

import fc from 'fast-check'
import { OPERATIONS } from '../../functions/contract/routes.ts'
import { type Answer, asEditor, call, callOnce } from '../kit/http/client.ts'
import { type Document, described, type Operation, resolved } from '../kit/http/description.ts'
import { commentPath, createArticle, editorPath, having, post, publish, send, unique } from '../kit/http/fixtures.ts'
import { OTHER_SITE } from '../kit/http/settings.ts'
import { editorToken, moderatorToken } from '../kit/http/target.ts'
import { seedOf } from '../kit/seed.ts'
import { type ByName, type JsonSchema, spoilt, strange, valid } from './generated.ts'

/** Milliseconds spent on arbitrary requests. */
const TIME = 10_000
/** Number of valid requests to each operation. */
const SOUND_RUNS = 20
/**
 * This operation changes settings for the whole site, which would affect other tests.
 * functions/moderator/settings.test.ts tests it.
 */
const NOT_TRIED = ['PUT /v1/moderation/settings']

type Route = { method: string; path: string; operation: Operation }
type Request = { path: string; headers: Record<string, string>; body?: unknown; token?: string }

let document: Document
let slug: string
let draft: string
let id: string
let editToken: string
let voter: string
let elsewhere: string

beforeAll(async () => {
  document = await described()
  slug = await publish()
  draft = (await createArticle()).slug
  const posted = await post(slug, 'Something to vote on.')
  id = posted.comment.id
  editToken = posted.editToken
  voter = having(200, await call<{ voter: string }>('PUT', `${commentPath(slug, id)}/vote`, { body: { value: 1 } }))
    .body.voter
  elsewhere = await commentElsewhere('A page elsewhere', 'A comment on it.')
})

/** Posts the first comment on a page of another site. @returns the page's slug */
async function commentElsewhere(title: string, text: string): Promise<string> {
  const url = `${OTHER_SITE}/${unique('page')}`
  const { slug } = having(200, await call<{ slug: string }>('GET', `/v1/pages?url=${encodeURIComponent(url)}`)).body
  having(201, await send(slug, { author: { name: 'Ada' }, text, page: { url, title } }))
  return slug
}

const seed = seedOf('contract')
const bounds = { seed, numRuns: 100_000, interruptAfterTimeLimit: TIME, markInterruptAsFailure: false }

const routes = (): Route[] =>
  Object.entries(document.paths)
    .flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
    )
    .filter(({ method, path }) => !NOT_TRIED.includes(`${method} ${path}`))

const TOKENS = { everyone: () => editToken, author: () => editToken, editors: editorToken, moderators: moderatorToken }

const tokenFor = ({ method, path }: Route): string => TOKENS[OPERATIONS[`${method} ${path}`]?.access ?? 'everyone']()

const bodySchema = ({ operation }: Route): JsonSchema | undefined =>
  // The document's schemas use only this part of JSON Schema.
  operation.requestBody && (resolved(operation.requestBody.content['application/json']?.schema, document) as JsonSchema)

/** Sends a request up to three times while the answer is 503 with Retry-After. */
async function sendPatiently(
  route: Route,
  { path, token = tokenFor(route), ...parts }: Request,
  send = call,
): Promise<Answer> {
  const options = { ...parts, ...(route.operation.security && { token }) }
  for (let attempt = 1; ; attempt++) {
    const answer = await send(route.method, path, options)
    if (answer.status !== 503 || answer.headers['retry-after'] === undefined || attempt === 3) return answer
  }
}

const filledIn = (path: string, values: Partial<Record<string, string>>): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''))

const orStrange = (known: string) => fc.oneof({ weight: 3, arbitrary: fc.constant(known) }, strange)

/** Path values of existing resources. None for DELETE, which would delete resources that other requests need. */
function knownFor({ method, path }: Route): Record<string, string> {
  if (method === 'DELETE') return {}
  const bucket = String(Math.floor(Date.now() / 10_000))
  return { slug: path.startsWith('/v1/editor') ? draft : slug, id, bucket, version: '1' }
}

/** A random subset of the named values. */
const some = (values: [string, fc.Arbitrary<string>][]): fc.Arbitrary<[string, string][]> =>
  fc
    .tuple(...values.map(([name, value]) => fc.option(value.map((given): [string, string] => [name, given]))))
    .map((entries) => entries.filter((entry) => entry !== null))

/** An arbitrary request to a route. Each part either follows the description or is arbitrary. */
function anyRequest(route: Route): fc.Arbitrary<Request> {
  const known = knownFor(route)
  const knownOrNot = (name: string) => orStrange(known[name] ?? 'x')
  const described = (where: string) => (route.operation.parameters ?? []).filter((one) => one.in === where)
  // The document's schemas use only this part of JSON Schema.
  const asDescribed = (schema: unknown) => valid(schema as JsonSchema).map(String)
  const variables = fc.tuple(
    ...described('path').map(({ name }) => knownOrNot(name).map((value): [string, string] => [name, value])),
  )
  const query = some(
    described('query').map(({ name, schema }) => [name, fc.oneof(strange, asDescribed(schema), knownOrNot(name))]),
  )
  const condition = fc.oneof(fc.constantFrom('"1"', '*', 'W/"1"', unique('key')), fc.stringMatching(/^[!-~]{1,80}$/))
  const headers = some(described('header').map(({ name }) => [name.toLowerCase(), condition]))
  const schema = bodySchema(route)
  // Only drafts, so that the lists that other tests read do not fill up.
  const drafts: ByName = { status: fc.constantFrom('draft', 'secret') }
  const body = schema ? fc.oneof(valid(schema, drafts), spoilt(schema, drafts)) : fc.constant(undefined)
  return fc.tuple(variables, query, headers, body).map(([variables, query, headers, body]) => {
    const path = filledIn(route.path, Object.fromEntries(variables))
    const values = query.map(([name, value]) => [name, value.toWellFormed().slice(0, 1000)])
    const asked = new URLSearchParams(Object.fromEntries(values)).toString()
    return { path: `${path}${asked && `?${asked}`}`, headers: Object.fromEntries(headers), body }
  })
}

test(
  'nothing that can be sent is answered with a 5xx, or otherwise than described',
  async () => {
    const any = fc.constantFrom(...routes()).chain((route) => anyRequest(route).map((request) => ({ route, request })))
    let [sent, refused] = [0, 0]
    await fc.assert(
      fc.asyncProperty(any, async ({ route, request }) => {
        // Most requests ask for missing resources. An address may do this 30 times a minute.
        const { status, text } = await sendPatiently(route, request, callOnce)
        if (status >= 500) throw new Error(`${route.method} ${request.path} answered ${status}: ${text.slice(0, 500)}`)
        sent++
        if (status >= 400) refused++
      }),
      bounds,
    )
    // Some requests are valid, and some are invalid.
    expect([sent > 20, refused > 0, refused < sent]).toEqual([true, true, true])
  },
  3 * TIME,
)

/** Text without U+FFFD. The server refuses it, because gateways replace invalid bytes with it. */
const words = (maxLength: number) =>
  fc.string({ unit: 'grapheme', maxLength: maxLength - 1 }).map((text) => `a${text.replaceAll('\uFFFD', '')}`)
const address = fc.webUrl({ validSchemes: ['http', 'https'] })
const markdown = fc
  .array(
    fc.oneof(words(60), fc.constantFrom('**b**', '- c', '> d', '`e`', '[f](https://g.example)', '見。', '\n', '\n\n')),
    { minLength: 1, maxLength: 20 },
  )
  .map((parts) => `a${parts.join(' ')}`)

/** Values that follow rules that the descriptions state only in words. */
const SOUND: ByName = {
  name: words(80),
  email: fc.emailAddress(),
  url: address,
  text: markdown,
  body: markdown,
  detail: words(500),
  title: words(200),
  standfirst: words(500),
  alt: words(500),
  tags: fc.uniqueArray(fc.stringMatching(/^[a-z]{1,50}$/), { maxLength: 10 }),
  lang: fc.constantFrom('en', 'de-CH', 'ja', 'fa'),
  publishAt: timeBetween('1970-01-01T00:00:00Z', '9999-12-31T23:59:59Z'),
  // An article's slug must be new. `page` is only for targets that are not articles.
  ...Object.fromEntries(['parentId', 'page', 'slug'].map((name) => [name, fc.constant(undefined)])),
  status: fc.constant('draft'),
  // Query parameters.
  q: words(200),
  tag: words(50),
}

function timeBetween(from: string, to: string) {
  const bounds = { min: new Date(from), max: new Date(to), noInvalidDate: true }
  return fc.date(bounds).map((date) => date.toISOString())
}

type Sent = { body: unknown; path: Record<string, string>; headers: Record<string, string>; token: string }

/** Additions to the schemas that make a request to an operation valid. */
type Scene = {
  /** Fields of the body and query parameters. */
  fields?: () => ByName
  /** Headers that the request may have. */
  headers?: () => Record<string, fc.Arbitrary<string>>
  /** Creates a new resource for the request, if one request would change it for the next one. */
  before?: (body: Record<string, unknown>) => Promise<Partial<Sent>>
}

/** Creates a comment for each request, because a comment with many reports is held. */
const onNewComment = async (): Promise<Partial<Sent>> => {
  const posted = await post(slug, unique('Something to judge'))
  return { path: { id: posted.comment.id }, token: posted.editToken }
}
/** Creates an article for each request, because each request changes the version. */
const onNewArticle = async (): Promise<Partial<Sent>> => ({
  path: { slug: (await createArticle()).slug },
  headers: { 'if-match': '"1"' },
})
const asVoter = () => ({ 'understory-voter': fc.constant(voter) })
const onPageElsewhere = async () => ({ path: { slug: elsewhere } })

const SCENES: Record<string, Scene> = {
  'GET /v1/health': {},
  'GET /v1/openapi.json': {},
  'GET /v1/articles': {},
  'GET /v1/articles/{slug}': {},
  'GET /v1/articles/{slug}/comments': { fields: () => ({ sort: fc.constantFrom('newest', 'oldest', 'top') }) },
  'POST /v1/articles/{slug}/comments': {
    fields: () => ({ parentId: fc.constantFrom(undefined, null, id) }),
    headers: () => ({ 'idempotency-key': fc.stringMatching(/^[!-~]{16,64}$/) }),
  },
  'GET /v1/articles/{slug}/comments/{id}': {},
  'PATCH /v1/articles/{slug}/comments/{id}': { before: onNewComment },
  'DELETE /v1/articles/{slug}/comments/{id}': { before: onNewComment },
  'GET /v1/articles/{slug}/comments/{id}/source': {},
  'GET /v1/articles/{slug}/comments/{id}/replies': {},
  'PUT /v1/articles/{slug}/comments/{id}/vote': { headers: asVoter },
  'POST /v1/articles/{slug}/comments/{id}/reports': { headers: asVoter, before: onNewComment },
  'GET /v1/articles/{slug}/votes': {
    headers: asVoter,
    fields: () => ({ id: fc.array(fc.constant(id), { minLength: 1, maxLength: 100 }) }),
  },
  'GET /v1/articles/{slug}/changes/{bucket}': {},
  'GET /v1/articles/{slug}/changes/since/{bucket}': {},
  'GET /v1/search': {},
  'GET /v1/comments': {},
  'GET /v1/comment-counts': {
    fields: () => ({
      slug: fc.array(fc.oneof(fc.constantFrom(slug, elsewhere), words(100)), { maxLength: 25 }),
      url: fc.array(address, { maxLength: 25 }),
    }),
  },
  'GET /v1/pages': { fields: () => ({ url: fc.webPath().map((path) => `${OTHER_SITE}/${path}`) }) },

  'GET /v1/editor/articles': {
    fields: () => ({ status: fc.constantFrom('draft', 'scheduled', 'published', 'deleted') }),
  },
  'POST /v1/editor/articles': {},
  'GET /v1/editor/articles/{slug}': {},
  'PUT /v1/editor/articles/{slug}': { before: onNewArticle },
  'PATCH /v1/editor/articles/{slug}': { before: onNewArticle },
  'DELETE /v1/editor/articles/{slug}': { before: onNewArticle },
  'GET /v1/editor/articles/{slug}/revisions': {},
  'GET /v1/editor/articles/{slug}/revisions/{version}': {},
  'POST /v1/editor/articles/{slug}/restore': {
    fields: () => ({ version: fc.constant(1) }),
    before: async ({ version }) => {
      const article = await onNewArticle()
      // Without a version, the request restores a deleted article.
      if (version !== undefined) return article
      having(204, await asEditor('DELETE', editorPath(article.path?.slug ?? ''), { headers: article.headers ?? {} }))
      return { ...article, headers: { 'if-match': '"2"' } }
    },
  },

  'GET /v1/moderation/comments': {
    fields: () => ({ status: fc.constantFrom('held', 'spam', 'removed', 'all', 'reported') }),
  },
  'POST /v1/moderation/actions': {
    fields: () => ({
      comments: fc.array(fc.record({ version: fc.constant(1) }, { requiredKeys: [] }), { minLength: 1, maxLength: 3 }),
    }),
    before: async (body) => {
      const comments = await Promise.all(
        (body.comments as object[]).map(async (one) => ({
          ...one,
          article: slug,
          id: (await post(slug, unique('Something to decide about'))).comment.id,
        })),
      )
      return { body: { ...body, comments } }
    },
  },
  'POST /v1/moderation/imports': {
    fields: () => ({
      article: fc.constant(slug),
      createdAt: timeBetween('1970-01-01T00:00:00Z', '2026-01-01T00:00:00Z'),
    }),
    before: async (body) => ({
      body: { ...body, comments: (body.comments as object[]).map((one) => ({ ...one, ref: unique('ref') })) },
    }),
  },
  'GET /v1/moderation/pages/{slug}': { before: onPageElsewhere },
  'PATCH /v1/moderation/pages/{slug}': { before: onPageElsewhere },
  'GET /v1/moderation/settings': {},
}

test('every operation of the description is tried', () => {
  expect(Object.keys(SCENES).sort()).toEqual(
    routes()
      .map(({ method, path }) => `${method} ${path}`)
      .sort(),
  )
})

/** The schema of a merge patch: every field is optional, and an optional field may be null (RFC 7396). */
function patchOf({ properties = {}, required = [] }: JsonSchema): JsonSchema {
  const parts = Object.entries(properties).map(([name, schema]): [string, JsonSchema] => [
    name,
    required.includes(name) ? schema : { anyOf: [schema, { const: null }] },
  ])
  return { type: 'object', properties: Object.fromEntries(parts) }
}

function soundRequest(route: Route, { fields, headers = () => ({}) }: Scene) {
  const byName = { ...SOUND, ...fields?.() }
  const asked = (route.operation.parameters ?? []).filter((one) => one.in === 'query' && one.name !== 'cursor')
  const query: JsonSchema = {
    type: 'object',
    properties: Object.fromEntries(asked.map(({ name, schema }) => [name, schema as JsonSchema])),
    required: asked.filter(({ required }) => required).map(({ name }) => name),
  }
  const schema =
    route.method === 'PATCH' && route.path === '/v1/editor/articles/{slug}'
      ? patchOf(bodySchema(routeOf('PUT', route.path)) ?? {})
      : bodySchema(route)
  return fc.record({
    query: valid(query, byName).map((values) => queryOf(values as Record<string, unknown>)),
    headers: some(Object.entries(headers())).map((entries) => Object.fromEntries(entries)),
    body: schema ? valid(schema, byName) : fc.constant(undefined),
  })
}

/** Builds a query. An array becomes one parameter for each of its items. */
function queryOf(values: Record<string, unknown>): string {
  const pairs = Object.entries(values).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, String(one)]),
  )
  const query = new URLSearchParams(pairs).toString()
  return query && `?${query}`
}

function routeOf(method: string, path: string): Route {
  const found = routes().find((route) => route.method === method && route.path === path)
  if (!found) throw new Error(`${method} ${path} is not described.`)
  return found
}

/** @throws Error unless the request, and each of its items, was accepted */
function taken({ method }: Route, path: string, { status, text, body }: Answer): void {
  const { results = [] } = (body ?? {}) as { results?: { ok: boolean }[] }
  if (status < 300 && results.every(({ ok }) => ok)) return
  throw new Error(`${method} ${path} answered ${status}: ${text.slice(0, 500)}`)
}

test.each(Object.entries(SCENES))(
  'nothing that is sound is refused: %s',
  async (name, scene) => {
    const [method = '', template = ''] = name.split(' ')
    const route = routeOf(method, template)
    const known = { ...knownFor({ ...route, method: 'GET' }), version: '1' }
    await fc.assert(
      fc.asyncProperty(soundRequest(route, scene), async (made) => {
        const before = await scene.before?.((made.body ?? {}) as Record<string, unknown>)
        const path = filledIn(template, { ...known, ...before?.path }) + made.query
        const headers = { ...made.headers, ...before?.headers }
        const token = before?.token ?? tokenFor(route)
        const answer = await sendPatiently(route, { path, headers, body: before?.body ?? made.body, token })
        taken(route, path, answer)
        if (method === 'GET') await followed(route, path, headers, answer)
      }),
      { seed, numRuns: SOUND_RUNS },
    )
  },
  60_000,
)

/** Requests the next page of a list, and repeats the request with the ETag of the answer. */
async function followed(route: Route, path: string, headers: Record<string, string>, answer: Answer): Promise<void> {
  const { nextCursor } = (answer.body ?? {}) as { nextCursor?: string | null }
  if (nextCursor) {
    const next = `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(nextCursor)}`
    taken(route, next, await sendPatiently(route, { path: next, headers }))
  }
  if (answer.headers.etag === undefined) return
  const again = await sendPatiently(route, { path, headers: { ...headers, 'if-none-match': answer.headers.etag } })
  if (again.status !== 304) taken(route, path, again)
}

test(
  'a comment on a page elsewhere is taken whatever the page is called',
  async () => {
    await fc.assert(
      fc.asyncProperty(words(200), words(60), async (title, text) => {
        await commentElsewhere(title, text)
      }),
      { ...bounds, interruptAfterTimeLimit: TIME / 5 },
    )
  },
  TIME,
)
