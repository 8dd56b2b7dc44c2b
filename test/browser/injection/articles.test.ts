/**
 * The corpus in every field of articles, sent by every endpoint, on every page and in every feed that shows it.
 */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { tagAddress, tagFeedAddress } from '../../../functions/pages/page.ts'
import { each } from '../../kit/each.ts'
import { asEditor, get } from '../../kit/http/client.ts'
import { editorPath, eventually, having } from '../../kit/http/fixtures.ts'
import { baseUrl } from '../../kit/http/target.ts'
import { articleAt } from '../reader/reader.ts'
import { auditOf, auditParts } from './audit.ts'
import { CORPUS } from './corpus.ts'
import { auditAtom, auditJsonFeed, visitAtom, visitJsonFeed } from './feeds.ts'
import { type Planted, plantArticles } from './seeding.ts'
import { visit, visitInFrames, visitPages, type Watched, watched } from './watching.ts'

const SEEDING = 300_000

let planted: Planted[]
let reader: Watched

beforeAll(async () => {
  reader = await watched({ policy: 'reported' })
  planted = await plantArticles()
}, SEEDING)
// The test opens hundreds of pages, often on busy machines.
jest.setTimeout(600_000)
afterAll(() => reader.close())

const addresses = () => planted.map(({ article }) => articleAt(article.slug))

test('at least 150 are taken in each field but addresses, and the same comes of them by every way in', () => {
  const counts = new Map<string, number>()
  for (const { fields } of planted) for (const field of fields) counts.set(field, (counts.get(field) ?? 0) + 1)
  console.info(`Accepted in articles: ${[...counts].map(([name, count]) => `${name} ${count}`).join(', ')}`)
  for (const field of ['title', 'standfirst', 'body', 'tags', 'authors']) expect(counts.get(field)).toBeGreaterThan(150)
})

test('none runs on the pages of the articles, where each stands as it was written', async () => {
  const titles = new Map(planted.map(({ article: { slug, title } }) => [articleAt(slug), title]))
  const look = async (tab: Page, share: readonly string[]): Promise<void> => {
    const shown = await tab.evaluate(() =>
      [...document.querySelectorAll('iframe')].map(({ contentDocument: page }) => ({
        headline: page?.querySelector('h1')?.textContent,
        title: page?.title,
        data: JSON.parse(page?.querySelector('script[type="application/ld+json"]')?.textContent ?? '{}').headline,
      })),
    )
    for (const [index, address] of share.entries()) {
      const title = titles.get(address)
      expect(title).toBeDefined()
      expect(shown[index]?.headline).toBe(title)
      expect(shown[index]?.data).toBe(title)
      // Browsers collapse white space. The page title is the article's title and the site's.
      expect(shown[index]?.title).toContain(title?.replace(/[\t\n\f\r ]+/g, ' '))
    }
  }
  expect(await visitInFrames(reader, addresses(), look)).toEqual([])
})

test('none runs on the front page and those after it', async () => {
  expect(await visitPages(reader, '/')).toEqual([])
})

test('none runs on the pages of tags', async () => {
  const tags = planted.flatMap(({ article }) => article.tags)
  expect(await visitInFrames(reader, tags.map(tagAddress))).toEqual([])
})

test('none runs where it is searched for', async () => {
  const queries = CORPUS.map(({ text }) => text)
  expect(
    await visitInFrames(
      reader,
      queries.map((query) => `/search?${new URLSearchParams({ q: query })}`),
    ),
  ).toEqual([])
})

test('none runs in feeds, nor is in them as more than text', async () => {
  expect(await visitAtom(reader, '/feed.xml')).toEqual([])
  expect(await visitJsonFeed(reader, '/feed.json')).toEqual([])
  const tags = planted.flatMap(({ article }) => article.tags)
  const feeds = tags.map((tag) => ({ xml: tagFeedAddress(tag, 'feed.xml'), json: tagFeedAddress(tag, 'feed.json') }))
  expect(await visitInFrames(reader, feeds.flatMap(Object.values<string>))).toEqual([])
  for (const { xml, json } of feeds) {
    expect(await auditAtom(reader.page, xml)).toEqual({ faults: [], next: undefined })
    expect(await auditJsonFeed(reader.page, json)).toEqual([])
  }
  await reader.page.goto('/sitemap.xml')
  // Chromium's XML viewer has an inline style, which the policy refuses.
  expect((await reader.seen()).filter((what) => !/inline|data:image|img-src data/.test(what))).toEqual([])
})

test('nor with the policy of our pages in force, which is never asked', async () => {
  const strict = await watched({ policy: 'kept' })
  expect(await visit(strict, ['/', ...addresses()])).toEqual([])
  await eventually(async () => expect(await auditOf(strict.page)).toEqual([]))
  await strict.close()
})

test('none runs where a site embeds them by oEmbed', async () => {
  const urls = addresses().map((address) => `/oembed?${new URLSearchParams({ url: baseUrl() + address })}`)
  const answers = await each(urls, async (url) => having(200, await get<{ html?: string }>(url)).body.html ?? '')
  expect(await auditParts(reader.page, answers, 'page')).toEqual([])
  expect(await visitInFrames(reader, [...urls, ...urls.map((url) => `${url}&format=xml`)])).toEqual([])
})

test('none runs where they have been deleted', async () => {
  await each(planted, async ({ article: { slug } }) => {
    const { headers } = having(200, await asEditor('GET', editorPath(slug)))
    having(204, await asEditor('DELETE', editorPath(slug), { headers: { 'if-match': headers.etag ?? '' } }))
  })
  expect(await visitInFrames(reader, addresses())).toEqual([])
})
