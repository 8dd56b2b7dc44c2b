/** Private data of commenters is in no public answer of any route. */
import { randomBytes } from 'node:crypto'
import { type Answer, asModerator, call, get } from '../../kit/http/client.ts'
import {
  commentBy,
  commentPath,
  commentsPath,
  decide,
  eventually,
  having,
  page,
  post,
  publish,
  publishWithPolicy,
  queueOf,
  send,
  unique,
} from '../../kit/http/fixtures.ts'
import type { Comment, Posted } from '../../kit/http/shapes.ts'
import { baseUrl } from '../../kit/http/target.ts'
import { filled, publicReads } from './routes.ts'

/** A unique word. */
const word = (name: string) => `${name}${randomBytes(8).toString('hex')}`
const planted = {
  email: `${word('mail')}@example.org`,
  userAgent: `${word('browser')}/1.0`,
  idempotencyKey: word('key'),
  heldText: word('held'),
  heldName: word('heldname'),
  deletedText: word('deleted'),
  deletedName: word('deletedname'),
  removedText: word('removed'),
  replacedText: word('replaced'),
  // The Markdown source of a comment. The rendered text differs.
  markdown: `**${word('bold')}**`,
  report: word('report'),
}

/** Every field that the contract allows in public answers. */
const KNOWN_FIELDS = new Set(
  [
    'lang',
    'items nextCursor total',
    'id parentId replyTo author name url badges html createdAt editedAt state score replies shortened',
    'slug title standfirst authors tags image alt status publishedAt updatedAt version comments policy',
    'type title status detail requestId errors pointer code',
    'counts kind comment thread next now truncated article',
    'registered url votes',
  ].flatMap((names) => names.split(' ')),
)

/** The ten-second buckets from the start of the test until now. */
const began = Math.floor(Date.now() / 10_000)
const buckets = () =>
  Array.from({ length: Math.floor(Date.now() / 10_000) - began + 1 }, (_, place) => `${began + place}`)

let open: string
let held: string
let root: Posted
let reply: Posted
let others: Posted[]
/** The identity of the guest who voted and reported. */
let voter: string

const plantIn = async (slug: string, body: { author: { name: string }; text: string; parentId?: string }) =>
  (
    await send(
      slug,
      { ...body, author: { ...body.author, email: planted.email } },
      {
        'user-agent': planted.userAgent,
        'idempotency-key': `${planted.idempotencyKey}${randomBytes(4).toString('hex')}`,
      },
    )
  ).body

beforeAll(async () => {
  ;[open, held] = await Promise.all([publish({ title: unique('Privacy') }), publishWithPolicy('held')])
  root = await plantIn(open, commentBy('Ada', `Hello ${planted.markdown}`))
  reply = await plantIn(open, commentBy('Bob', 'Reply', root.comment.id))
  // It has the field `replyTo`.
  await post(open, 'Reply to the reply', reply.comment.id)
  const [waiting, doomed, removed, edited] = [
    await plantIn(held, commentBy(planted.heldName, planted.heldText)),
    await plantIn(open, commentBy(planted.deletedName, planted.deletedText, root.comment.id)),
    await plantIn(open, commentBy('Eve', planted.removedText)),
    await plantIn(open, commentBy('Fay', planted.replacedText)),
  ]
  others = [waiting, doomed, removed, edited]
  await post(open, 'Keeps the tombstone standing.', removed.comment.id)
  const { id } = doomed.comment
  having(204, await call('DELETE', commentPath(open, id), { token: doomed.editToken }))
  await decide('remove', open, [removed.comment.id])
  const token = edited.editToken
  having(200, await call('PATCH', commentPath(open, edited.comment.id), { token, body: { text: 'Edited.' } }))
  const target = commentPath(open, root.comment.id)
  voter = having(200, await call<{ voter: string }>('PUT', `${target}/vote`, { body: { value: 1 } })).body.voter
  const body = { reason: 'other', detail: planted.report }
  having(202, await call('POST', `${target}/reports`, { body, headers: { 'understory-voter': voter } }))
  await eventually(async () => expect(await page(commentsPath(open))).toMatchObject({ total: 5 }))
  await eventually(async () => expect(await queueOf(held)).toHaveLength(1))
})

/** Values that no public answer may contain, each with its description. */
const secrets = (): [string, string][] => [
  ...Object.entries(planted),
  ['voter', voter],
  // Votes are stored under this part of the identity.
  ['voter’s own part', voter.split('.')[0] ?? voter],
  ...[root, reply, ...others].map(({ editToken }, index): [string, string] => [`edit token ${index}`, editToken]),
]

function expectNoSecret({ text, headers }: Answer): void {
  const everything = `${text}\n${Object.entries(headers).join('\n')}`
  expect(secrets().filter(([, secret]) => everything.includes(secret))).toEqual([])
}

function expectKnownFields(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) expect(Object.keys(value).filter((name) => !KNOWN_FIELDS.has(name))).toEqual([])
  for (const inner of Object.values(value)) expectKnownFields(inner)
}

describe('e-mail address, browser, keys, tokens, and what was held, removed, deleted or replaced', () => {
  test('were really received', async () => {
    const queued = await asModerator<unknown>('GET', '/v1/moderation/comments?limit=100')
    expect(queued.text).toContain(planted.heldText)
    const source = await call('GET', `${commentPath(open, root.comment.id)}/source`, { token: root.editToken })
    expect(source.text).toContain(planted.markdown)
  })

  test.each(publicReads.map((route) => [route.path, route] as const))('are in no answer of %s', async (_, route) => {
    const { comment } = root
    const ids = [comment.id, reply.comment.id, ...others.map((other) => other.comment.id)]
    const targets = [open, held].flatMap((slug) =>
      ids.flatMap((id) =>
        buckets().map((bucket) => filled(route, { slug, id, bucket, tag: 'privacy', file: 'none', proxy: 'nowhere' })),
      ),
    )
    const queries = /\/(articles|comments|replies)$/.test(route.path) ? ['', '?limit=100', '?limit=1'] : ['']
    if (route.path.endsWith('}/comments')) queries.push('?sort=oldest', '?sort=newest&limit=2')
    // The page belongs to a site that is not allowed, so the server refuses the request.
    if (['/v1/pages', '/conversation'].includes(route.path)) queries.splice(0, 1, '?url=https://example.org/')
    if (route.path === '/oembed')
      queries.splice(0, 1, ...[open, held].map((slug) => `?url=${encodeURIComponent(`${baseUrl()}/articles/${slug}`)}`))
    for (const path of new Set(targets.flatMap((target) => queries.map((query) => target + query)))) {
      for (const method of ['GET', 'HEAD']) {
        const answer = await call(method, path, {
          headers: { 'user-agent': planted.userAgent, origin: 'https://example.com' },
        })
        expect([200, 301, 403, 404, 410]).toContain(answer.status)
        expectNoSecret(answer)
        const isOurs = route.path.startsWith('/v1/') && !/\/(openapi\.json|health)$/.test(route.path)
        if (isOurs) expectKnownFields(answer.body)
      }
    }
  })

  test('nor is the commenter’s address', async () => {
    for (const path of [commentsPath(open), commentPath(open, root.comment.id)]) {
      expect((await get(path)).text).not.toMatch(/127\.0\.0\.1|::1|addressHash|userAgent|email/)
    }
  })

  test('what is left shows what it should', async () => {
    const { items } = await page<Comment>(commentsPath(open, '?sort=oldest'))
    expect(items.map(({ author, state }) => [author?.name, state])).toEqual([
      ['Ada', 'published'],
      [undefined, 'removed'],
      ['Fay', 'published'],
    ])
  })
})

test('who posts is told their token, and nothing else that is secret', async () => {
  const answer = await send(
    await publish(),
    { author: { name: 'Ada', email: planted.email }, text: 'Hello' },
    { 'user-agent': planted.userAgent },
  )
  expect(Object.keys(answer.body).toSorted()).toEqual(['comment', 'editToken', 'editableUntil'])
  const { editToken, comment } = answer.body
  expectKnownFields(comment)
  expectNoSecret(answer)
  expect(Object.entries(answer.headers).join('\n')).not.toContain(editToken)
})

test('a refusal does not repeat what it was given', async () => {
  const slug = await publish()
  const author = { name: '', email: planted.email }
  const refused = await send(slug, { author, text: planted.heldText }, { 'user-agent': planted.userAgent })
  expect(refused.status).toBe(422)
  expectNoSecret(refused)
  const token = root.editToken
  const forbidden = await call('DELETE', commentPath(open, reply.comment.id), { token })
  expect(forbidden.status).toBe(403)
  expectNoSecret(forbidden)
})
