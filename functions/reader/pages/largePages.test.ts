import { randomBytes } from 'node:crypto'
import { BatchWriteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { freshSite } from '../../../test/kit/site/freshSite.ts'
import { browserOver } from '../../../test/kit/site/pages.ts'
import type { Site } from '../../../test/kit/site/site.ts'
import type { CommentFacts, CommentId } from '../../domain/comments/comment.ts'
import type { ShardMap } from '../../domain/comments/shards.ts'
import { shardOf } from '../../domain/comments/shards.ts'
import { rankOf } from '../../domain/comments/votes.ts'
import { renderComment } from '../../domain/markdown/commentMarkdown.ts'
import { ulid } from '../../domain/ulid.ts'
import { FORMAT, type Item, jsonAttribute, keyOf, n, s } from '../../store/client/dynamodb.ts'
import { hourOf, recentHourKey, recentPartition, shardMapKey, topPartition } from '../../store/client/keys.ts'
import { placedItem } from '../../store/comments/commentItems.ts'

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 6 MB and something for the envelope. */
const LAMBDA_LIMIT = 6_291_556

/** The longest HTML of a comment, full of quotation marks. */
const HTML = renderComment(`[a](/${'b'.repeat(25)})`.repeat(699))
const ADDRESS = `https://example.org/${'%22'.repeat(660)}`
/** The longest preview, and its size when sent. */
const SHORT = `<p>${'&quot;'.repeat(279)}</p>`
const COMMENTS = 120
const RANKED = 80

const { tables, site } = await freshSite()
const browser = browserOver(tables, site)
// Away from the full hour, in which the pointers to the newest lie.
site.pass(60_000)

const facts = (html: string, parentId: string | null): CommentFacts => ({
  parentId,
  depth: parentId === null ? 0 : 1,
  author: { name: '"'.repeat(80), url: ADDRESS },
  html,
  editedAt: null,
})

function rootItem(slug: string, id: CommentId, ranked: boolean): Item {
  const replies = [1, 2].map((place) => ({
    own: ulid(site.clock() + place, randomBytes),
    state: 'published',
    facts: facts(SHORT, id.own),
    shortened: true,
    score: 0,
  }))
  const rank = ranked && rankOf({ up: 1, down: 0 }, id.own)
  return {
    ...placedItem({
      id,
      article: slug,
      state: 'published',
      version: 1,
      facts: facts(HTML, null),
      votes: { up: 0, down: 0 },
    }),
    preview: jsonAttribute({ replies, more: true }),
    replyCount: n(3),
    ...(rank && { rank: s(rank), ranked: s(topPartition(slug)) }),
  }
}

async function put(items: readonly Item[]): Promise<void> {
  for (let from = 0; from < items.length; from += 25) {
    const requests = items.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } }))
    await tables.comments.client.send(new BatchWriteItemCommand({ RequestItems: { Comments: requests } }))
  }
}

/** Stores a thread of the largest comments over several write shards. @returns their ids */
async function seed(slug: string, shards: number): Promise<string[]> {
  await browser.publish({ title: slug, slug })
  const map: ShardMap = shards > 1 ? [{ from: 0, shards }] : []
  const Item = { ...keyOf(shardMapKey(slug)), format: n(FORMAT), epochs: jsonAttribute(map) }
  await tables.comments.client.send(new PutItemCommand({ TableName: 'Comments', Item }))
  const ids = Array.from({ length: COMMENTS }, (_, place) => {
    const own = ulid(site.clock() - COMMENTS + place, (size) => new Uint8Array(size).fill(place * 7))
    return { root: own, own, shard: shardOf(own, map) }
  })
  await put(ids.map((id, place) => rootItem(slug, id, place % COMMENTS < RANKED)))
  const pointers = ids.map(({ own, shard }) => ({
    ...keyOf({ pk: recentPartition(hourOf(site.clock())), sk: own }),
    comment: s(own),
    shard: n(shard),
    article: s(slug),
  }))
  await put([keyOf(recentHourKey(hourOf(site.clock()))), ...pointers])
  return ids.map(({ own }) => own)
}

/** Reads all pages of a list. @returns the ids by page */
async function walk(ask: (cursor: string) => ReturnType<Site['call']>): Promise<string[][]> {
  const pages: string[][] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { status, headers, body } = await ask(cursor && `&cursor=${cursor}`)
    expect(status).toBe(200)
    // As Lambda's runtime sends it: an object whose body is a string.
    const payload = JSON.stringify({ statusCode: 200, headers, body: JSON.stringify(body) })
    expect(Buffer.byteLength(payload)).toBeLessThan(LAMBDA_LIMIT)
    pages.push(body.items.map(({ id }: { id: string }) => id))
    cursor = body.nextCursor
  }
  return pages
}

test.each([1, 4])(
  'pages of the largest comments, over %i write shards, can be sent, and none is lost',
  async (shards) => {
    const slug = `large-${shards}`
    const ids = await seed(slug, shards)
    const [best, rest] = [ids.slice(0, RANKED).toReversed(), ids.slice(RANKED).toReversed()]
    const inOrder = { newest: ids.toReversed(), oldest: ids, top: [...best, ...rest] }
    for (const [sort, expected] of Object.entries(inOrder)) {
      const pages = await walk((cursor) => site.list(slug, `sort=${sort}&limit=100${cursor}`))
      expect(pages.flat()).toEqual(expected)
      if (sort === 'top') expect(pages[0]?.length).toBeLessThan(RANKED)
    }
  },
  60_000,
)

test('so can the newest of the site, its pages and its feeds', async () => {
  const slug = 'large-of-the-site'
  const ids = await seed(slug, 4)
  site.pass(1)
  const pages = await walk((cursor) => site.call('GET /v1/comments', { query: `limit=100${cursor}` }))
  const known = new Set(ids)
  expect(pages.flat().filter((id) => known.has(id))).toEqual(ids.toReversed())
  expect(new Set(pages.flat()).size).toBe(pages.flat().length)
  for (const path of [
    `/articles/${slug}?sort=top`,
    `/articles/${slug}`,
    `/articles/${slug}/comments.xml`,
    '/comments.xml',
  ]) {
    const { status, html } = await browser.go(path)
    expect([path, status]).toEqual([path, 200])
    expect(Buffer.byteLength(JSON.stringify(html))).toBeLessThan(LAMBDA_LIMIT)
  }
}, 60_000)
