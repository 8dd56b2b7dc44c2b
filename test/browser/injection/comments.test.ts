/**
 * The corpus in comments: name, text and address, posted and edited, on every page that shows one, in feeds, in the widget
 * on another site, and arriving while one reads.
 */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { get } from '../../api/client.ts'
import { commentBy, each, eventually, having, publish, send, unique } from '../../api/fixtures.ts'
import { baseUrl } from '../../api/target.ts'
import { hostUrl, putPage } from '../host.ts'
import { articleAt } from '../reader.ts'
import { CORPUS } from './corpus.ts'
import { visitAtom } from './feeds.ts'
import { type PlantedComments, plantComments } from './seeding.ts'
import { visit, type Watched, watched, worst } from './watching.ts'

const SEEDING = 300_000
const MOST_PAGES = 20

let slug: string
let planted: PlantedComments
let reader: Watched

beforeAll(async () => {
  reader = await watched({ policy: 'reported' })
  slug = await publish({ title: 'Much was said' })
  planted = await plantComments(slug)
  const { length } = planted.roots
  await eventually(async () => {
    const { total } = having(200, await get<{ total: number }>(`/v1/articles/${slug}/comments`)).body
    expect(total).toBeGreaterThanOrEqual(2 * length)
  })
}, SEEDING)
// Hundreds of pages, on machines that have other things to do.
jest.setTimeout(300_000)
afterAll(() => reader.close())

test('at least 150 are taken as a name and as a text', () => {
  const { names, texts, urls } = planted
  console.info(`Taken in comments: name ${names}, text ${texts}, address ${urls}`)
  expect(names).toBeGreaterThan(150)
  expect(texts).toBeGreaterThan(150)
})

/** Under an article, in one order. */
async function visitAll(visitor: Watched, first: string): Promise<string[]> {
  const found: string[] = []
  let next: string | null = first
  for (let page = 0; next !== null && page < MOST_PAGES; page++) {
    found.push(...(await visit(visitor, [next])))
    next = await visitor.page.evaluate(() => document.querySelector('a[rel="next"]')?.getAttribute('href') ?? null)
  }
  return found
}

test('none runs under the article, whatever the order', async () => {
  for (const query of ['', '?sort=top&lang=ar']) {
    expect(await visitAll(reader, articleAt(slug) + query)).toEqual([])
  }
})

test('nor with the policy of our pages in force, which is never asked', async () => {
  const strict = await watched({ policy: 'kept' })
  expect(await visitAll(strict, articleAt(slug))).toEqual([])
  await strict.close()
})

test('none runs on the page of each comment', async () => {
  const some = planted.roots.filter(({ payload }) => payload.number % 2 === 0)
  const addresses = some.map(({ id }) => `${articleAt(slug)}/comments/${id}`)
  expect(await visit(reader, addresses)).toEqual([])
})

test('none runs where a comment is reported or answered', async () => {
  const some = planted.roots.filter(({ payload }) => payload.number % 6 === 1)
  const addresses = some.flatMap(({ id }) => [
    `${articleAt(slug)}/comments/${id}/report`,
    `${articleAt(slug)}?reply=${id}`,
  ])
  expect(await visit(reader, addresses)).toEqual([])
})

test('none runs in feeds of comments, nor is in them as more than text', async () => {
  expect(await visitAtom(reader, '/comments.xml')).toEqual([])
  expect(await visitAtom(reader, `${articleAt(slug)}/comments.xml`)).toEqual([])
})

test('none runs in the widget on another site, page after page', async () => {
  const host = await putPage(
    `/${unique('host')}`,
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Elsewhere</title><script src="${baseUrl()}/embed.js" async></script></head>` +
      `<body><h1>Elsewhere</h1><understory-comments article="${slug}"></understory-comments></body></html>`,
  )
  await reader.page.goto(host, { waitUntil: 'load' })
  const more = reader.page.locator('understory-comments a[rel="next"]')
  const comments = reader.page.locator('understory-comments article')
  await comments.first().waitFor()
  expect(await worst(reader, 'the widget')).toEqual([])
  let page = 1
  for (; page < MOST_PAGES && (await more.count()) > 0; page++) {
    const last = await comments.last().getAttribute('id')
    await more.last().click()
    await eventually(async () => expect(await comments.last().getAttribute('id')).not.toBe(last))
    expect(await worst(reader, 'the widget')).toEqual([])
  }
  expect(page * 25).toBeGreaterThanOrEqual(planted.roots.length)
})

test('none runs as the title of a page elsewhere', async () => {
  const some = CORPUS.filter(({ number }) => number % 4 === 0)
  const addresses = await each(some, async ({ text }) => {
    const url = `${hostUrl()}/${unique('page')}`
    const { slug: known } = having(200, await get<{ slug: string }>(`/v1/pages?${new URLSearchParams({ url })}`)).body
    const { status, body } = await send(known, { ...commentBy('Ada', 'Elsewhere.'), page: { url, title: text } })
    return status === 201 ? [articleAt(known), `${articleAt(known)}/comments/${body.comment.id}`] : []
  })
  expect(addresses.flat().length).toBeGreaterThan(some.length)
  expect(await visit(reader, addresses.flat())).toEqual([])
})

test(
  'none runs when it arrives while one reads',
  async () => {
    const busy = await publish({ title: 'Much is being said' })
    await reader.page.goto(articleAt(busy), { waitUntil: 'load' })
    await plantComments(busy, CORPUS.slice(0, 100))
    const news = reader.page.locator('.news button')
    await eventually(() => news.click({ timeout: 1000 }), 40)
    await eventually(async () => expect(await reader.page.locator('article.comment').count()).toBeGreaterThan(20))
    expect(await worst(reader, 'live')).toEqual([])
  },
  SEEDING,
)
