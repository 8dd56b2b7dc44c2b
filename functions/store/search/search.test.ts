import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { freshTables } from '../../../test/kit/tables/freshTables.ts'
import { meteredTables } from '../../../test/kit/tables/metered.ts'
import type { Article } from '../../domain/articles/article.ts'
import { listingItem } from '../articles/articleListings.ts'
import { writeItems } from '../client/batches.ts'
import { keyOf } from '../client/dynamodb.ts'
import { listingKey, termKey } from '../client/keys.ts'
import { type SearchPosition, searchArticles } from './search.ts'

const tables = await freshTables(meteredTables)

const NOW = Date.parse('2026-01-01T12:00:00Z')
let places = 0

type Filed = { key: string; time: string; title: string[]; anywhere: string[] }

/** An article with these terms, stored in the lists only. The search reads nothing else. */
function filed(anywhere: string[], title: string[] = [], time = NOW - 1000 * ++places): Filed {
  return { key: `story-${++places}`, time: new Date(time).toISOString(), title, anywhere: [...title, ...anywhere] }
}

async function store(articles: readonly Filed[]): Promise<void> {
  const items = articles.flatMap(({ key, time, title, anywhere }) => [
    ...title.map((term) => keyOf(termKey(term, true, time, key))),
    ...anywhere.map((term) => ({
      ...keyOf(termKey(term, false, time, key)),
      ...(title.includes(term) && { title: { BOOL: true } }),
    })),
    // The search returns the list's entry unchanged.
    listingItem(listingKey('published', time, key), { slug: key } as Article),
  ])
  await writeItems(
    tables.articles,
    items.map((Item) => ({ PutRequest: { Item } })),
  )
}

/** Reference search that checks every article. */
function plain(articles: readonly Filed[], terms: readonly string[]): string[] {
  const latest = articles
    .filter(({ time }) => Date.parse(time) <= NOW)
    .toSorted((a, b) => (`${a.time}#${a.key}` < `${b.time}#${b.key}` ? 1 : -1))
  const inTitle = latest.filter(({ title }) => terms.every((term) => title.includes(term)))
  const others = latest.filter((each) => !inTitle.includes(each))
  const anywhere = others.filter((each) => terms.every((term) => each.anywhere.includes(term)))
  return [...inTitle, ...anywhere].map(({ key }) => key)
}

type Page = { keys: string[]; next: SearchPosition | null; requests: string[] }

type Bounds = Parameters<typeof searchArticles>[3]

async function read(terms: string[], limit: number, position?: SearchPosition, bounds?: Bounds): Promise<Page> {
  tables.requests()
  const { items, next } = await searchArticles(tables.articles, terms, { limit, until: NOW, position }, bounds)
  return { keys: items.map(({ slug }) => slug), next, requests: tables.requests() }
}

async function walk(terms: string[], limit: number, bounds?: Bounds): Promise<Page[]> {
  const pages: Page[] = []
  for (let next: SearchPosition | null | undefined; next !== null; ) {
    const page: Page = await read(terms, limit, next ?? undefined, bounds)
    pages.push(page)
    next = page.next
  }
  return pages
}

const all = (pages: readonly Page[]): string[] => pages.flatMap(({ keys }) => keys)

test('titles come first, then texts, each the newest first, page after page', async () => {
  const articles = Array.from({ length: 25 }, (_, n) =>
    n % 3 === 0 ? filed([], ['alpha']) : n % 3 === 1 ? filed(['alpha']) : filed(['beta'], ['alpha']),
  )
  await store(articles)
  for (const limit of [1, 4, 25, 100]) {
    for (const terms of [['alpha'], ['alpha', 'beta']]) {
      const pages = await walk(terms, limit)
      expect(all(pages)).toEqual(plain(articles, terms))
      // Only the last page may be short. No page is empty.
      expect(pages.slice(0, -1).every(({ keys }) => keys.length === limit)).toBe(true)
      expect(pages.at(-1)?.keys).not.toEqual([])
    }
  }
})

test('a first page of one word is two Queries and one BatchGetItem', async () => {
  await store(Array.from({ length: 30 }, () => filed(['gamma'])))
  const { keys, requests } = await read(['gamma'], 25)
  expect([keys.length, requests]).toEqual([25, ['Query', 'Query', 'BatchGetItem']])
})

test('a word that no article has costs one Query a list', async () => {
  expect(await read(['nowhere', 'gamma'], 25)).toMatchObject({ keys: [], next: null, requests: Array(4).fill('Query') })
  expect(await read([], 25)).toEqual({ keys: [], next: null, requests: [] })
})

test('a rare word leaps over a common one', async () => {
  const articles = Array.from({ length: 1000 }, (_, n) => filed(n % 200 === 0 ? ['common', 'rare'] : ['common']))
  await store(articles)
  const { keys, next, requests } = await read(['common', 'rare'], 25)
  expect([keys, next]).toEqual([plain(articles, ['common', 'rare']), null])
  // Five Queries find five entries among the common ones. Reading them all would take twenty.
  expect(requests.length).toBeLessThanOrEqual(10)
})

test('words that hardly ever meet cost no more than the bound, and paging still finds all, once', async () => {
  const articles = Array.from({ length: 4000 }, (_, n) =>
    filed(n % 997 === 0 ? ['even', 'odd'] : [n % 2 === 0 ? 'even' : 'odd']),
  )
  await store(articles)
  const pages = await walk(['even', 'odd'], 5)
  expect(all(pages)).toEqual(plain(articles, ['even', 'odd']))
  for (const { requests } of pages) expect(requests.filter((name) => name === 'Query').length).toBeLessThanOrEqual(90)
  expect(pages.length).toBeGreaterThan(1)
})

test('a page takes no more than it may, and paging still finds all, once', async () => {
  const articles = Array.from({ length: 300 }, (_, n) => filed(n % 3 === 0 ? ['zeta', 'eta'] : ['zeta']))
  await store(articles)
  for (const most of [20, 100]) {
    const keys: string[] = []
    for (let next: SearchPosition | null | undefined; next !== null; ) {
      const { result, units }: { result: Page; units: number } = await tables.metered(
        () => read(['zeta', 'eta'], 100, next ?? undefined),
        most,
      )
      expect(units).toBeLessThanOrEqual(most)
      keys.push(...result.keys)
      next = result.next
    }
    expect(keys).toEqual(plain(articles, ['zeta', 'eta']))
  }
})

test('what is still to come is not found, with no cursor either', async () => {
  const [later, sooner] = [filed(['delta'], [], NOW + 1), filed(['delta'], [], NOW)]
  await store([later, sooner])
  expect(all(await walk(['delta'], 1))).toEqual([sooner.key])
  const position = { inTitle: false, position: '9999-01-01T00:00:00.000Z#story' }
  expect((await read(['delta'], 25, position)).keys).toEqual([sooner.key])
})

test('what the index has and the list of articles has not is passed over', async () => {
  const [gone, here] = [filed(['epsilon']), filed(['epsilon'])]
  await store([gone, here])
  const listed = keyOf(listingKey('published', gone.time, gone.key))
  await tables.articles.client.send(
    new BatchWriteItemCommand({ RequestItems: { [tables.articles.name]: [{ DeleteRequest: { Key: listed } }] } }),
  )
  expect((await read(['epsilon'], 25)).keys).toEqual([here.key])
})

let worlds = 0
test('whatever articles there are: searching finds what looking would, in that order, on pages of any size', async () => {
  const few = (names: string[]) => fc.subarray(names)
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ title: few(['a', 'b', 'c']), text: few(['a', 'b', 'c', 'd']), at: fc.nat(20) }), {
        maxLength: 60,
      }),
      fc.subarray(['a', 'b', 'c', 'd'], { minLength: 1 }),
      fc.integer({ min: 1, max: 9 }),
      fc.record({ more: fc.nat(6), atOnce: fc.integer({ min: 1, max: 8 }) }),
      async (drawn, terms, limit, { more, atOnce }) => {
        // Each run uses its own words, so it needs no empty table.
        const world = ++worlds
        const own = (names: string[]) => names.map((name) => `${name}${world}`)
        const articles = drawn.map(({ title, text, at }) =>
          filed(own(text.filter((name) => !title.includes(name))), own(title), NOW - at + 3),
        )
        await store(articles)
        const queries = 2 * terms.length + more
        const bounds = { title: queries, anywhere: queries, atOnce }
        expect(all(await walk(own(terms), limit, bounds))).toEqual(plain(articles, own(terms)))
      },
    ),
    { numRuns: Number(process.env.FC_RUNS ?? 60) },
  )
}, 600_000)
