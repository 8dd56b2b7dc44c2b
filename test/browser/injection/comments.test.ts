/**
 * The corpus in the name, text and address of comments, posted and edited. The pages are every page that shows
 * comments, feeds, the widget on another site, and an open page that receives new comments.
 */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { each } from '../../kit/each.ts'
import { asModerator, call, get } from '../../kit/http/client.ts'
import { commentBy, commentPath, eventually, having, publish, send, unique } from '../../kit/http/fixtures.ts'
import { baseUrl } from '../../kit/http/target.ts'
import { hostUrl, putPage } from '../reader/host.ts'
import { articleAt } from '../reader/reader.ts'
import { auditOf } from './audit.ts'
import { CORPUS } from './corpus.ts'
import { visitAtom } from './feeds.ts'
import { type PlantedComments, plantComments } from './seeding.ts'
import { MOST_PAGES, visit, visitInFrames, visitPages, type Watched, watched, worst } from './watching.ts'

const SEEDING = 300_000
/** New comments of a tab. The page reloads the conversation if the feed has more changes than it shows one by one. */
const AT_ONCE = 25

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
// The test opens hundreds of pages, often on busy machines.
jest.setTimeout(600_000)
afterAll(() => reader.close())

test('at least 150 are taken as a name and as a text', () => {
  const { names, texts, urls } = planted
  console.info(`Accepted in comments: name ${names}, text ${texts}, address ${urls}`)
  expect(names).toBeGreaterThan(150)
  expect(texts).toBeGreaterThan(150)
})

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')

test('none runs under the article, whatever the order', async () => {
  for (const query of ['', '?sort=top&lang=ar']) {
    expect(await visitPages(reader, articleAt(slug) + query)).toEqual([])
  }
})

test('nor with the policy of our pages in force, which is never asked', async () => {
  const strict = await watched({ policy: 'kept' })
  expect(await visitPages(strict, articleAt(slug))).toEqual([])
  await strict.close()
})

test('none runs on the page of each comment', async () => {
  const addresses = planted.roots.map(({ id }) => `${articleAt(slug)}/comments/${id}`)
  expect(await visitInFrames(reader, addresses)).toEqual([])
})

test('none runs where a comment is reported or answered', async () => {
  const addresses = planted.roots.flatMap(({ id }) => [
    `${articleAt(slug)}/comments/${id}/report`,
    `${articleAt(slug)}?reply=${id}`,
  ])
  expect(await visitInFrames(reader, addresses)).toEqual([])
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
  const addresses = await each(CORPUS, async ({ text }) => {
    const url = `${hostUrl()}/${unique('page')}`
    const { slug: known } = having(200, await get<{ slug: string }>(`/v1/pages?${new URLSearchParams({ url })}`)).body
    const { status, body } = await send(known, { ...commentBy('Ada', 'Elsewhere.'), page: { url, title: text } })
    return status === 201 ? [articleAt(known), `${articleAt(known)}/comments/${body.comment.id}`] : []
  })
  expect(addresses.flat().length).toBeGreaterThan(CORPUS.length)
  expect(await visitInFrames(reader, addresses.flat())).toEqual([])
})

test(
  'none runs when it arrives while one reads',
  async () => {
    const following = await watched({ policy: 'reported', tabs: Math.ceil(CORPUS.length / AT_ONCE) })
    await Promise.all(
      following.tabs.map(async (tab, index) => {
        const busy = await publish({ title: 'Much is being said' })
        await tab.goto(articleAt(busy), { waitUntil: 'load' })
        const { roots } = await plantComments(busy, CORPUS.slice(index * AT_ONCE, (index + 1) * AT_ONCE))
        const ids = roots.map(({ id }) => `u_${id.slice(id.indexOf('.') + 1)}`)
        await eventually(async () => {
          // Background tabs do not paint, so Playwright's click would wait.
          await tab.evaluate(() => document.querySelector<HTMLElement>('.news button:not([hidden])')?.click())
          expect(await tab.evaluate((all) => all.filter((id) => !document.getElementById(id)), ids)).toEqual([])
        }, 60)
        expect(await auditOf(tab)).toEqual([])
      }),
    )
    expect(await following.seen()).toEqual([])
    await following.close()
  },
  SEEDING,
)

test('none runs as what a list of articles is counted by', async () => {
  const links = CORPUS.map(({ text }) => `<li><a href="#" data-comment-count="${escaped(text)}">?</a></li>`)
  const host = await putPage(
    `/${unique('host')}`,
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>List</title><script src="${baseUrl()}/embed.js" async></script></head>` +
      `<body><h1>List</h1><ul>${links.join('')}</ul></body></html>`,
  )
  expect(await visit(reader, [host])).toEqual([])
})

test('what moderators are told in reports is JSON that no browser takes for a page', async () => {
  const answers = await each(planted.roots, ({ id, payload: { text } }) =>
    call('POST', `${commentPath(slug, id)}/reports`, { body: { reason: 'other', detail: text } }),
  )
  expect(answers.filter(({ status }) => status === 202).length).toBeGreaterThan(150)
  const { headers } = having(200, await asModerator('GET', '/v1/moderation/comments?status=reported'))
  expect(headers['content-type']).toMatch(/^application\/json/)
  expect(headers['x-content-type-options']).toBe('nosniff')
})
