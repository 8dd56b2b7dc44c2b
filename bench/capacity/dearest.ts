/**
 * What the most expensive request of every public route takes, over the largest data that the API accepts: comments of
 * 8,000 characters that hardly compress, with long names, addresses and previews, articles of 350 KB with ten authors,
 * write shards, and removed floods. The functions write each comment once, then it is cloned.
 */
import { createHash } from 'node:crypto'
import { type AttributeValue, BatchWriteItemCommand, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import { routes } from '../../functions/contract/routes.ts'
import { lowBits, ulid } from '../../functions/domain/ulid.ts'
import { MOST_UNITS } from '../../functions/store/client/units.ts'
import { noise, noisyAddress } from '../../test/kit/tables/noise.ts'
import type { Figure } from '../figures.ts'
import { DEAREST } from '../report/documents.ts'
import { ARTICLES, COMMENTS, type Site } from '../site/site.ts'
import { figuresFor } from './calls.ts'
import { vote } from './guests.ts'
import { clientOf } from './pages.ts'
import type { StoredItem } from './threads.ts'

const EDITOR = { groups: ['editor'] }
const MODERATOR = { groups: ['moderator'] }
const ELSEWHERE = 'https://elsewhere.example/nothing'
/** Articles with ten authors, renamed. */
const MANY = 50
/** The first and the last of them have the longest text that is allowed. */
const LONG = 3
const ROOTS = 130
/** Comments in a flooded hour. */
const FLOOD = 1500
const SHARDS = 256
/** The most that one bucket of changes lists, less those that the functions wrote. */
const CHANGED = 40
const MONTH = 30 * 24 * 60 * 60 * 1000

const author = () => ({ name: noise(80), url: noisyAddress(2000) })
/** The 8,000 characters that are largest when compressed. */
const LONGEST = noise(8000)
/** The most HTML that an article may have, from Markdown that renders quickly. */
const LONG_TEXT = `\`\`\`\n${'&'.repeat(71_000)}\n\`\`\``
/** The longest text of a preview. */
const PREVIEWED = noise(400)
const WORDS = Array.from({ length: 10 }, (_, place) => `word${place}`)

const slugOf = (number: number): string => `${'dear-'.repeat(18)}${String(number).padStart(4, '0')}`
const newSlugOf = (number: number): string => `new-${slugOf(number)}`

type Dear = Awaited<ReturnType<typeof prepared>>

/** @param project applies all changes so far, as the projector does */
export async function measureDearest(site: Site, endpoint: string, project: () => Promise<void>): Promise<Figure[]> {
  const client = clientOf(endpoint)
  try {
    const dear = await prepared(site, client, project)
    return await measured(site, dear)
  } finally {
    client.destroy()
  }
}

async function prepared(site: Site, client: DynamoDBClient, project: () => Promise<void>) {
  const { body: settings } = await site.call('GET /v1/moderation/settings', MODERATOR)
  const body = { ...settings, allowedOrigins: [new URL(ELSEWHERE).origin] }
  await site.call('PUT /v1/moderation/settings', { ...MODERATOR, body })
  for (let number = 0; number < MANY; number++) await publishDear(site, number)
  const slug = slugOf(0)
  const post = (text: string, parentId?: string) =>
    site.call('POST /v1/articles/{slug}/comments', {
      path: { slug },
      body: { author: author(), text, ...(parentId && { parentId }) },
    })
  const root = await post(LONGEST)
  const id: string = root.body.comment.id
  const replies = [await post(PREVIEWED, id), await post(PREVIEWED, id), await post(LONGEST, id)]
  const { body: voted } = await vote(site, slug, id, 1)
  await project()
  const partition = async (table: string, pk: string) => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: pk } },
      }),
    )
    return Items
  }
  const [pattern] = (await partition(COMMENTS, `A#${slug}`)).filter(({ sk }) => sk?.S === `C#${id}`)
  const replyId = own(replies[2]?.body.comment.id)
  const [reply] = (await partition(COMMENTS, `R#${id}`)).filter(({ sk }) => sk?.S?.endsWith(replyId))
  if (!pattern || !reply) throw new Error('The functions have not stored what they should have.')
  const now = Date.now()
  const ids = Array.from({ length: ROOTS }, (_, place) => idAt(now - ROOTS * 1000 + place * 1000, place))

  await fill(client, COMMENTS, [
    ...ids.map((each) => renamed(pattern, id, each)),
    ...Array.from({ length: ROOTS }, (_, place) => renamed(reply, replyId, idAt(now + place, ROOTS + place))),
    ...ids.slice(0, 48).map((each) => renamed(renamed(reply, id, each), replyId, idAt(now, 7))),
    ...ids.flatMap((each) => recentPointer(slug, each, each)),
    ...Array.from({ length: FLOOD }, (_, place) => idAt(now - 3_600_000 * (1 + (place % 20)), place)).flatMap((each) =>
      recentPointer(slug, each, each),
    ),
    ...[now - 60_000, now].flatMap((time) =>
      ids.slice(0, CHANGED).map((each) => ({
        pk: { S: `D#${slug}` },
        sk: { S: `0${bucketAt(time)}#${each}.${idAt(now, 7)}#posted` },
      })),
    ),
  ])
  await spread(client, pattern, id, slugOf(1), [{ from: 1, shards: SHARDS }])
  await spread(client, pattern, id, slugOf(2), [
    { from: 1, shards: SHARDS },
    { from: now - 1000, shards: 1 },
  ])
  for (let number = 3; number < MANY; number++)
    await spread(client, undefined, id, slugOf(number), [{ from: 1, shards: SHARDS }])
  await fill(client, ARTICLES, [...words(now), ...months(now)])
  await scheduleMany(client, now)
  // The others are read under other slugs.
  for (let number = 3; number < MANY; number++) await rename(site, number)
  return { slug, id, ids, now, own: replyId, editToken: root.body.editToken, voter: voted.voter }
}

const own = (id: string): string => id.slice(id.indexOf('.') + 1)
const bucketAt = (time: number): number => Math.floor(time / 10_000)
const idAt = (time: number, place: number): string =>
  ulid(time, () => createHash('sha256').update(String(place)).digest().subarray(0, 10))
/** A copy under another name. Compressed attributes are copied as they are: their size matters here, not their text. */
const renamed = (item: StoredItem, from: string, to: string): StoredItem =>
  Object.fromEntries(
    Object.entries(item).map(([name, value]) => [
      name,
      value.B ? value : (JSON.parse(JSON.stringify(value).replaceAll(from, to)) as AttributeValue),
    ]),
  )

async function publishDear(site: Site, number: number): Promise<void> {
  await site.call('POST /v1/editor/articles', {
    ...EDITOR,
    body: {
      title: noise(200),
      slug: slugOf(number),
      standfirst: noise(500),
      body: number < LONG || number >= MANY - LONG ? LONG_TEXT : 'Short.',
      tags: Array.from({ length: 10 }, (_, tag) => `tag ${tag}`),
      authors: Array.from({ length: 10 }, author),
      image: { url: noisyAddress(2000), alt: noise(500) },
      status: 'published',
    },
  })
}

async function rename(site: Site, number: number): Promise<void> {
  const path = { slug: slugOf(number) }
  const { headers } = await site.call('GET /v1/editor/articles/{slug}', { ...EDITOR, path })
  await site.call('PATCH /v1/editor/articles/{slug}', {
    ...EDITOR,
    path,
    headers: { 'if-match': String(headers.etag) },
    body: { slug: newSlugOf(number) },
  })
}

/** An article with many write shards. In each the next comments have the greatest length. */
async function spread(
  client: DynamoDBClient,
  pattern: StoredItem | undefined,
  id: string,
  slug: string,
  epochs: readonly object[],
): Promise<void> {
  const places = Array.from({ length: SHARDS }, (_, shard) => shard)
  const partition = (shard: number) => (shard === 0 ? `A#${slug}` : `A#${slug}#${shard}`)
  await fill(client, COMMENTS, [
    { pk: { S: `H#${slug}` }, sk: { S: 'H' }, epochs: { S: JSON.stringify(epochs) } },
    ...places.slice(0, pattern ? SHARDS : 1).flatMap((shard) =>
      ['S', 'C'].map((sk) => ({
        pk: { S: partition(shard) },
        sk: { S: sk },
        published: { N: '1000' },
        ...(shard === 0 && { shards: { N: String(SHARDS) } }),
      })),
    ),
  ])
  if (!pattern) return
  const of = renamed(pattern, slugOf(0), slug)
  // In the past, so that they belong to the epoch with all shards.
  const items = Array.from({ length: 4 * SHARDS }, (_, place) => idAt(Date.now() - MONTH / 2 + place, place))
    .filter((each) => lowBits(each) < 16)
    .map((each): StoredItem => ({ ...renamed(of, id, each), pk: { S: partition(lowBits(each)) } }))
  await fill(client, COMMENTS, items)
}

function recentPointer(slug: string, id: string, ulidOf: string): StoredItem[] {
  const hour = Math.floor(timeIn(ulidOf) / 3_600_000)
  return [
    { pk: { S: 'F#hours' }, sk: { S: String(hour).padStart(7, '0') } },
    {
      pk: { S: `F#${hour}` },
      sk: { S: ulidOf },
      comment: { S: id },
      shard: { N: '0' },
      article: { S: slug },
      expiresAt: { N: '9999999999' },
    },
  ]
}

function timeIn(id: string): number {
  return [...id.slice(0, 10)].reduce(
    (time, letter) => time * 32 + '0123456789ABCDEFGHJKMNPQRSTVWXYZ'.indexOf(letter),
    0,
  )
}

/** Ten words, each in the greatest number of articles. Few articles have two of them. */
function words(now: number): StoredItem[] {
  return WORDS.flatMap((word, which) =>
    [`T#${word}`, `T#${word}#title`].flatMap((pk) =>
      Array.from({ length: 400 }, (_, place) => ({
        pk: { S: pk },
        sk: { S: `${new Date(now - 1000 * (place * WORDS.length + which)).toISOString()}#${slugOf(9000 + place)}` },
        title: { BOOL: true },
      })),
    ),
  )
}

/** Twenty years of tallies. */
const months = (now: number): StoredItem[] =>
  Array.from({ length: 240 }, (_, ago) => new Date(now - (ago + 1) * MONTH).toISOString().slice(0, 7)).flatMap(
    (month) =>
      Array.from({ length: 8 }, (_, place) => ({
        pk: { S: 'L#months' },
        sk: { S: `${month}#${place}` },
        articles: { N: '40' },
        changedAt: { S: new Date(now).toISOString() },
      })),
  )

/** Articles that are scheduled this month, and very many public ones. */
async function scheduleMany(client: DynamoDBClient, now: number): Promise<void> {
  const { Items: [listed] = [] } = await client.send(
    new QueryCommand({
      TableName: ARTICLES,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'L#published' } },
      Limit: 1,
    }),
  )
  if (!listed) throw new Error('No article is listed.')
  await fill(
    client,
    ARTICLES,
    Array.from({ length: 60 }, (_, place) => ({
      ...listed,
      sk: { S: `${new Date(now + 1000 + place).toISOString()}#${slugOf(8000 + place)}` },
    })),
  )
}

async function fill(client: DynamoDBClient, table: string, items: readonly StoredItem[]): Promise<void> {
  const distinct = [...new Map(items.map((item) => [`${item.pk?.S} ${item.sk?.S}`, item])).values()]
  for (let from = 0; from < distinct.length; from += 25) {
    const requests = distinct.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } }))
    await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }))
  }
}

type Parts = Parameters<Site['call']>[1]
type Asked = [route: string, what: string, parts?: Parts]

/**
 * Every public route with its most expensive request. Routes that read nothing are listed, so that none is forgotten.
 */
function asked({ slug, id, ids, now, own: reply, editToken, voter }: Dear): Asked[] {
  const [spreadOut, calmed] = [{ path: { slug: slugOf(1) } }, { path: { slug: slugOf(2) } }]
  const path = { slug }
  const long = ', the longest comments'
  const replyId = `${id}.${reply}`
  const list = 'GET /v1/articles/{slug}/comments'
  const month = new Date(now).toISOString().slice(0, 7)
  const query = (parts: Record<string, string>) => String(new URLSearchParams(parts))
  const slugs = (some: readonly string[]) => some.map((each) => `slug=${each}`).join('&')
  const all = Array.from({ length: MANY }, (_, number) => number)
  const made = idAt(now - 60_000, 99)
  const own = { path: { slug, id }, headers: { authorization: `Bearer ${editToken}` } }
  const cookies = [`understory_own=${editToken}`]
  return [
    ['GET /v1/articles', '100 articles of ten authors', { query: 'limit=100' }],
    ['GET /v1/articles/{slug}', '350 KB of HTML', { path }],
    ['GET /v1/articles/{slug}', 'under its former slug', { path: { slug: newSlugOf(3) } }],
    [list, `newest, 100${long}`, { path, query: 'limit=100' }],
    [list, `oldest, 100${long}`, { path, query: 'limit=100&sort=oldest' }],
    [list, `top, 100${long}`, { path, query: 'limit=100&sort=top' }],
    [list, `a made-up cursor, 100${long}`, { path, query: `limit=100&cursor=${made}` }],
    [list, `newest, over ${SHARDS} write shards${long}`, { ...spreadOut, query: 'limit=100' }],
    [list, `oldest, over ${SHARDS} write shards${long}`, { ...spreadOut, query: 'limit=100&sort=oldest' }],
    [list, `top, over ${SHARDS} write shards${long}`, { ...spreadOut, query: 'limit=100&sort=top' }],
    [list, `newest, calm again after ${SHARDS} write shards${long}`, { ...calmed, query: 'limit=100' }],
    ['GET /v1/articles/{slug}/comments/{id}', 'the longest comment', { path: { slug, id } }],
    ['GET /v1/articles/{slug}/comments/{id}/replies', `100${long}`, { path: { slug, id }, query: 'limit=100' }],
    [
      'GET /v1/articles/{slug}/votes',
      'of 100 comments',
      {
        path,
        headers: { 'understory-voter': voter },
        query: ids
          .slice(0, 100)
          .map((each) => `id=${each}`)
          .join('&'),
      },
    ],
    [
      'GET /v1/articles/{slug}/changes/{bucket}',
      `${CHANGED} replies${long}, closed`,
      { path: { slug, bucket: String(bucketAt(now - 60_000)) } },
    ],
    [
      'GET /v1/articles/{slug}/changes/{bucket}',
      `${CHANGED} replies${long}, open`,
      { path: { slug, bucket: String(bucketAt(now)) } },
    ],
    [
      'GET /v1/articles/{slug}/changes/since/{bucket}',
      `${CHANGED} replies${long}`,
      { path: { slug, bucket: String(bucketAt(now - 60_000)) } },
    ],
    ['GET /v1/pages', 'a page that has none', { query: query({ url: ELSEWHERE }) }],
    ['GET /v1/search', 'ten words that are rarely together', { query: query({ q: WORDS.join(' '), limit: '100' }) }],
    ['GET /v1/search', 'one word', { query: query({ q: WORDS[0] ?? '', limit: '100' }) }],
    ['GET /v1/comments', `100${long}`, { query: 'limit=100' }],
    ['GET /v1/comments', 'after a flood that was removed', { query: `limit=100&cursor=${idAt(now - 3_600_000, 0)}` }],
    ['GET /v1/comment-counts', '50 unknown slugs', { query: slugs(all.map((number) => `unknown-${number}`)) }],
    [
      'GET /v1/comment-counts',
      `50 articles of ten authors, over ${SHARDS} write shards`,
      { query: slugs(all.map(slugOf)) },
    ],
    ['GET /v1/comment-counts', '50 slugs that articles took later', { query: slugs(all.map(newSlugOf)) }],
    ['GET /', `25 articles of ten authors, over ${SHARDS} write shards`],
    ['GET /tags/{tag}', `25 articles of ten authors, over ${SHARDS} write shards`, { path: { tag: 'tag 1' } }],
    ['GET /search', 'ten words that are rarely together', { query: query({ q: WORDS.join(' ') }) }],
    ['GET /articles/{slug}', `350 KB of HTML, 25${long}, a form to reply`, { path, query: `sort=newest&reply=${id}` }],
    ['GET /articles/{slug}', `the same, the best first`, { path, query: `sort=top&reply=${id}` }],
    ['GET /articles/{slug}', `the same over ${SHARDS} write shards`, { ...spreadOut, query: `reply=${made}` }],
    ['GET /articles/{slug}', `the same, calm again`, calmed],
    ['GET /articles/{slug}/comments/{id}', `a reply beyond the first page${long}`, { path: { slug, id: replyId } }],
    ['GET /articles/{slug}/comments/{id}/report', 'the longest comment', { path: { slug, id } }],
    ['GET /articles/{slug}/conversation', `25${long}`, { path, query: `sort=top&reply=${id}` }],
    ['GET /conversation', 'a page that has none', { query: query({ url: ELSEWHERE }) }],
    ['GET /feed.xml', '25 articles of 350 KB of HTML'],
    ['GET /feed.json', '25 articles of 350 KB of HTML'],
    ['GET /tags', `25 articles of ten authors, over ${SHARDS} write shards`, { query: 'tag=tag+1' }],
    ['GET /tags/{tag}/feed.xml', '25 articles of 350 KB of HTML', { path: { tag: 'tag 1' } }],
    ['GET /tags/{tag}/feed.json', '25 articles of 350 KB of HTML', { path: { tag: 'tag 1' } }],
    ['GET /comments.xml', `25${long}`],
    ['GET /articles/{slug}/comments.xml', `25${long}, with replies`, { path }],
    ['GET /sitemap.xml', '20 years, 60 articles still to come'],
    ['GET /sitemaps/{file}', 'a month of articles of ten authors', { path: { file: `${month}.xml` } }],
    ['GET /sitemaps/{file}', 'the lists', { path: { file: 'pages.xml' } }],
    [
      'GET /oembed',
      'the longest comment',
      { query: query({ url: `https://localhost/articles/${slug}/comments/${id}` }) },
    ],
    ['GET /v1/articles/{slug}/comments/{id}/source', 'the longest comment', own],
    ['GET /articles/{slug}/comments/{id}/own', 'the longest comment', { path: { slug, id }, cookies }],
    [
      'POST /v1/articles/{slug}/comments',
      `a reply to a reply${long}`,
      { path, body: { author: author(), text: 'No.', parentId: replyId } },
    ],
    ['PATCH /v1/articles/{slug}/comments/{id}', 'the longest comment', { ...own, body: { text: 'Shorter.' } }],
    [
      'PUT /v1/articles/{slug}/comments/{id}/vote',
      'the longest comment',
      { path: { slug, id: replyId }, body: { value: 1 } },
    ],
    [
      'POST /v1/articles/{slug}/comments/{id}/reports',
      'the longest comment',
      { path: { slug, id: replyId }, body: { reason: 'spam' } },
    ],
    ['DELETE /v1/articles/{slug}/comments/{id}', 'the longest comment', own],
  ]
}

/** Routes without a request to the database, and forms that do the same as another route. */
const OTHERS = [
  'GET /v1/health',
  'GET /v1/openapi.json',
  'GET /docs',
  'GET /assets/{file}',
  'GET /embed.js',
  'GET /robots.txt',
  'GET /{proxy+}',
  'OPTIONS /{proxy+}',
  'POST /articles/{slug}/comments',
  'POST /articles/{slug}/comments/{id}/edit',
  'POST /articles/{slug}/comments/{id}/delete',
  'POST /articles/{slug}/comments/{id}/vote',
  'POST /articles/{slug}/comments/{id}/report',
]

async function measured(site: Site, dear: Dear): Promise<Figure[]> {
  const all = asked(dear)
  const known = new Set([...all.map(([route]) => route), ...OTHERS])
  const missing = routes.filter(
    ({ method, path, signedIn }) => !signedIn && method !== 'HEAD' && !known.has(`${method} ${path}`),
  )
  if (missing.length > 0)
    throw new Error(`The dearest request is missing of ${missing.map(({ path }) => path).join(', ')}`)
  const figures: Figure[] = []
  for (const [route, what, parts] of all) {
    const { consumed } = await site.call(route, parts)
    const reads = consumed.filter(({ writes }) => !writes)
    figures.push(...figuresFor(`${DEAREST}${route}, ${what}`, reads, { budget: MOST_UNITS }))
  }
  return figures.toSorted((one, other) => other.value - one.value)
}
