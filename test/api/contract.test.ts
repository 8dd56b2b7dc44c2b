/**
 * Requests that are made from the API's own description, sound and spoilt: none is answered with a 5xx, none otherwise than
 * described (client.ts looks at each answer), and none that is sound is refused. `FC_SEED` repeats a run.
 */
import fc from 'fast-check'
import { type Answer, call } from './client.ts'
import { type Document, described, type Operation } from './description.ts'
import { createArticle, having, post, publish, send, unique } from './fixtures.ts'
import { type ByName, type JsonSchema, spoilt, strange, valid } from './generated.ts'
import { OTHER_SITE } from './settings.ts'
import { editorToken, moderatorToken } from './target.ts'

/** Milliseconds for each of the two tests; whatever has been tried by then is enough. */
const TIME = 10_000
/** What changes the whole site is left to tests of its own: others run beside this one. */
const NOT_TRIED = ['PUT /v1/moderation/settings']

type Route = { method: string; path: string; operation: Operation }
type Request = { path: string; headers: Record<string, string>; body?: unknown; token?: string }

let document: Document
let slug: string
let draft: string
let id: string
let editToken: string

beforeAll(async () => {
  document = await described()
  slug = await publish()
  draft = (await createArticle()).slug
  const posted = await post(slug, 'Something to vote on.')
  id = posted.comment.id
  editToken = posted.editToken
})

const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31)
const bounds = { seed, numRuns: 100_000, interruptAfterTimeLimit: TIME, markInterruptAsFailure: false }

const routes = (): Route[] =>
  Object.entries(document.paths)
    .flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
    )
    .filter(({ method, path }) => !NOT_TRIED.includes(`${method} ${path}`))

const tokenFor = ({ path }: Route): string =>
  path.startsWith('/v1/editor') ? editorToken() : path.startsWith('/v1/moderation') ? moderatorToken() : editToken

const bodySchema = ({ operation }: Route): JsonSchema | undefined =>
  // What the document's own schemas use of JSON Schema.
  operation.requestBody?.content['application/json']?.schema as JsonSchema | undefined

/** Sends it; what is too busy says so and is asked again. */
async function sendPatiently(route: Route, { path, token = tokenFor(route), ...parts }: Request): Promise<Answer> {
  const options = { ...parts, ...(route.operation.security && { token }) }
  for (let attempt = 1; ; attempt++) {
    const answer = await call(route.method, path, options)
    if (answer.status !== 503 || answer.headers['retry-after'] === undefined || attempt === 3) return answer
  }
}

const orStrange = (known: string) => fc.oneof({ weight: 3, arbitrary: fc.constant(known) }, strange)

/** Where there is something: what may be deleted is not there, or soon nothing else would be. */
function knownFor({ method, path }: Route): Record<string, string> {
  if (method === 'DELETE') return {}
  const bucket = String(Math.floor(Date.now() / 10_000))
  return { slug: path.startsWith('/v1/editor') ? draft : slug, id, bucket, version: '1' }
}

/** Values by name, each there or not. */
const some = (values: [string, fc.Arbitrary<string>][]): fc.Arbitrary<[string, string][]> =>
  fc
    .tuple(...values.map(([name, value]) => fc.option(value.map((given): [string, string] => [name, given]))))
    .map((entries) => entries.filter((entry) => entry !== null))

/** Any request to a route: each part may be as described, or anything. */
function anyRequest(route: Route): fc.Arbitrary<Request> {
  const known = knownFor(route)
  const knownOrNot = (name: string) => orStrange(known[name] ?? 'x')
  const described = (where: string) => (route.operation.parameters ?? []).filter((one) => one.in === where)
  // What the document's own schemas use of JSON Schema.
  const asDescribed = (schema: unknown) => valid(schema as JsonSchema).map(String)
  const variables = fc.tuple(
    ...described('path').map(({ name }) => knownOrNot(name).map((value): [string, string] => [`{${name}}`, value])),
  )
  const query = some(
    described('query').map(({ name, schema }) => [name, fc.oneof(strange, asDescribed(schema), knownOrNot(name))]),
  )
  const condition = fc.oneof(fc.constantFrom('"1"', '*', 'W/"1"', unique('key')), fc.stringMatching(/^[!-~]{1,80}$/))
  const headers = some(described('header').map(({ name }) => [name.toLowerCase(), condition]))
  const schema = bodySchema(route)
  // Only drafts, so that the pages of other tests do not fill up.
  const drafts: ByName = { status: fc.constantFrom('draft', 'secret') }
  const body = schema ? fc.oneof(valid(schema, drafts), spoilt(schema, drafts)) : fc.constant(undefined)
  return fc.tuple(variables, query, headers, body).map(([variables, query, headers, body]) => {
    const path = variables.reduce((to, [name, value]) => to.replace(name, () => encodeURIComponent(value)), route.path)
    const values = query.map(([name, value]) => [name, value.toWellFormed().slice(0, 1000)])
    const asked = new URLSearchParams(Object.fromEntries(values)).toString()
    return { path: `${path}${asked && `?${asked}`}`, headers: Object.fromEntries(headers), body }
  })
}

test(
  'nothing that can be sent is answered with a 5xx, or otherwise than described',
  async () => {
    process.stdout.write(`contract, anything: seed ${seed}\n`)
    const any = fc.constantFrom(...routes()).chain((route) => anyRequest(route).map((request) => ({ route, request })))
    let [sent, refused] = [0, 0]
    await fc.assert(
      fc.asyncProperty(any, async ({ route, request }) => {
        const { status, text } = await sendPatiently(route, request)
        if (status >= 500) throw new Error(`${route.method} ${request.path} answered ${status}: ${text.slice(0, 500)}`)
        sent++
        if (status >= 400) refused++
      }),
      bounds,
    )
    // Both kinds were met, so the requests are neither all sound nor all nonsense.
    expect([sent > 20, refused > 0, refused < sent]).toEqual([true, true, true])
  },
  3 * TIME,
)

/** Without U+FFFD, which is refused raw: a gateway may have put it in the place of broken bytes. */
const words = (maxLength: number) =>
  fc.string({ unit: 'grapheme', maxLength: maxLength - 1 }).map((text) => `a${text.replaceAll('\uFFFD', '')}`)
const address = fc.webUrl({ validSchemes: ['http', 'https'] })
const markdown = fc
  .array(
    fc.oneof(words(60), fc.constantFrom('**b**', '- c', '> d', '`e`', '[f](https://g.example)', '見。', '\n', '\n\n')),
    { minLength: 1, maxLength: 20 },
  )
  .map((parts) => `a${parts.join(' ')}`)

/** What descriptions say in words. */
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
  // Where it goes, of whom and when is for each test to say.
  ...Object.fromEntries(['parentId', 'page', 'publishAt', 'slug'].map((name) => [name, fc.constant(undefined)])),
  status: fc.constant('draft'),
}

test(
  'nothing that is sound is refused',
  async () => {
    process.stdout.write(`contract, sound: seed ${seed}\n`)
    const route = (method: string, path: string) => {
      const operation = document.paths[path]?.[method.toLowerCase()]
      if (!operation) throw new Error(`${method} ${path} is not described.`)
      return { method, path, operation }
    }
    const sound = (method: string, path: string) => {
      const found = route(method, path)
      return fc.tuple(fc.constant(found), valid(bodySchema(found) ?? {}, SOUND))
    }
    // Of its own each time: what is reported often is held, and an article has one version after the other.
    const target = async ({ path }: Route) => {
      const isArticle = path === '/v1/editor/articles/{slug}'
      const to = isArticle ? (await createArticle()).slug : slug
      const posted = path.includes('{id}') ? await post(to, 'Something to vote on.') : undefined
      return {
        path: path.replace('{slug}', to).replace('{id}', posted?.comment.id ?? ''),
        headers: isArticle ? { 'if-match': '"1"' } : {},
        ...(posted && path.endsWith('{id}') && { token: posted.editToken }),
      }
    }
    // What a patch may hold is what an article may, in parts.
    const whole = bodySchema(route('PUT', '/v1/editor/articles/{slug}'))
    const patches = fc.tuple(
      fc.constant(route('PATCH', '/v1/editor/articles/{slug}')),
      valid({ ...whole, required: [] }, SOUND),
    )
    const any = fc.oneof(
      sound('POST', '/v1/articles/{slug}/comments'),
      sound('PATCH', '/v1/articles/{slug}/comments/{id}'),
      sound('POST', '/v1/articles/{slug}/comments/{id}/reports'),
      sound('PUT', '/v1/articles/{slug}/comments/{id}/vote'),
      sound('POST', '/v1/editor/articles'),
      sound('PUT', '/v1/editor/articles/{slug}'),
      patches,
    )
    await fc.assert(
      fc.asyncProperty(any, async ([route, body]) => {
        const { path, ...parts } = await target(route)
        const { status, text } = await sendPatiently(route, { path, ...parts, body })
        // Whoever has sent too much has not said anything wrong.
        if (status === 429) return
        if (status >= 300) throw new Error(`${route.method} ${path} answered ${status}: ${text.slice(0, 500)}`)
      }),
      bounds,
    )
  },
  3 * TIME,
)

test(
  'a comment on a page elsewhere is taken whatever the page is called',
  async () => {
    process.stdout.write(`contract, pages: seed ${seed}\n`)
    await fc.assert(
      fc.asyncProperty(words(200), words(60), async (title, text) => {
        const url = `${OTHER_SITE}/${unique('page')}`
        const { slug } = having(
          200,
          await call<{ slug: string }>('GET', `/v1/pages?url=${encodeURIComponent(url)}`),
        ).body
        const { status } = await send(slug, { author: { name: 'Ada' }, text, page: { url, title } })
        expect(status).toBe(201)
      }),
      { ...bounds, interruptAfterTimeLimit: TIME / 5 },
    )
  },
  TIME,
)
