/**
 * Search finds a published article within a minute and never finds an unpublished one. Pages do not repeat articles.
 */
import { asEditor, get } from '../../kit/http/client.ts'
import { createArticle, editorPath, eventually, having, page, publish, unique, walk } from '../../kit/http/fixtures.ts'
import type { Article } from '../../kit/http/shapes.ts'
import { expectProblem } from '../problems.ts'

/** Seconds. The search page promises one minute. One or two seconds are usual. */
const MINUTE = 60

/** A unique word. */
const word = () => unique('Searched').replace('-', '')
const searchPath = (q: string, more = '') => `/v1/search?q=${encodeURIComponent(q)}${more}`
const slugsFor = async (q: string) => (await page<Article>(searchPath(q))).items.map(({ slug }) => slug)
const locked = (version: number) => ({ 'if-match': `"${version}"` })

test('an article is found by its title and its text, in any script, and no more once it is deleted', async () => {
  const own = word()
  const slug = await publish({ title: `Harbour ${own}`, body: `昨日、京都で霧が晴れた。 الْمَدْرَسَة ${own}` })
  await eventually(async () => expect(await slugsFor(`${own} 京都 مدرسه HARBOUR`)).toEqual([slug]), MINUTE)
  const { items } = await page<Article>(searchPath(own))
  expect(items).toEqual([expect.objectContaining({ slug, title: `Harbour ${own}`, status: 'published' })])
  expect(items[0]).not.toHaveProperty('html')
  having(204, await asEditor('DELETE', editorPath(slug), { headers: locked(1) }))
  await eventually(async () => expect(await slugsFor(own)).toEqual([]), MINUTE)
})

test('a change is found by its new words, and no more by the old', async () => {
  const [before, after] = [word(), word()]
  const slug = await publish({ body: before })
  await eventually(async () => expect(await slugsFor(before)).toEqual([slug]), MINUTE)
  having(200, await asEditor('PATCH', editorPath(slug), { headers: locked(1), body: { body: after } }))
  await eventually(async () => expect([await slugsFor(before), await slugsFor(after)]).toEqual([[], [slug]]), MINUTE)
})

test('a draft is never found, nor what is still to come', async () => {
  const own = word()
  const inAnHour = new Date(Date.now() + 3_600_000).toISOString()
  await createArticle({ title: own })
  await createArticle({ title: own, status: 'scheduled', publishAt: inAnHour })
  const slug = await publish({ title: own })
  // Articles are indexed in the order in which they were written, so the other two have been processed by then.
  await eventually(async () => expect(await slugsFor(own)).toEqual([slug]), MINUTE)
})

test('pages hold every article once, titles first', async () => {
  const own = word()
  const inText = [await publish({ body: own }), await publish({ body: own })]
  const inTitle = [await publish({ title: own }), await publish({ title: own }), await publish({ title: own })]
  const expected = [...inTitle.toReversed(), ...inText.toReversed()]
  await eventually(async () => expect(await slugsFor(own)).toEqual(expected), MINUTE)
  for (const limit of [1, 2, 3]) {
    const found = await walk<Article>(searchPath(own, `&limit=${limit}`))
    expect(found.map(({ slug }) => slug)).toEqual(expected)
  }
})

test('what no query may be is refused by name; nothing is found by nothing', async () => {
  for (const [query, fault] of [
    [`q=${'x'.repeat(201)}`, '?q'],
    ['q=fog&cursor=nonsense', '?cursor'],
    ['q=fog&limit=101', '?limit'],
    ['q=fog&q=rain', '?q'],
    ['query=fog', '?query'],
  ] as const) {
    expectProblem(await get(`/v1/search?${query}`), 422, 'invalid-input', [fault])
  }
  for (const query of ['', '?q=', '?q=%3F%21'])
    expect(having(200, await get(`/v1/search${query}`)).body).toEqual({ items: [], nextCursor: null })
})
