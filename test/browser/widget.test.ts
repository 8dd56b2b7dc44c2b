/**
 * The widget on somebody else's pages: the same conversation, in a style scope of its own.
 */
import { describe, expect, test } from '@jest/globals'
import { commentsPath, eventually, page as listOf, publish } from '../api/fixtures.ts'
import { baseUrl } from '../api/target.ts'
import { newContext, takeComplaints } from './browser.ts'
import { putPage } from './host.ts'
import { PLAIN, SCRIPTED } from './matrix.ts'
import { newReader } from './reader.ts'

const embed = () => `<script src="${baseUrl()}/embed.js" async></script>`
let pages = 0
const somewhere = (body: string, lang = 'en', headers: Record<string, string> = {}) =>
  putPage(
    `/widget-${++pages}.html`,
    `<!doctype html><html lang="${lang}"><meta charset="utf-8"><title>A page elsewhere</title>${embed()}<h1>Elsewhere</h1>${body}</html>`,
    headers,
  )

describe.each(SCRIPTED)('$name', (setting) => {
  test('an article’s conversation is read, written in and changed on another site', async () => {
    const slug = await publish()
    const reader = await newReader(setting)
    const { messages, page } = reader
    await page.goto(await somewhere(`<understory-comments article="${slug}"></understory-comments>`, setting.lang))
    await reader.reads(messages.noComments)
    await reader.post('From elsewhere.', 'Grace')
    await reader.sees(reader.comment('From elsewhere.'))
    await reader.button(messages.edit).click()
    await page.getByRole('textbox', { name: messages.yourComment }).fill('From *elsewhere*.')
    await reader.button(messages.save).click()
    await reader.hears(messages.ownSaved)
    await reader.action('reply', 'elsewhere', 'Grace').click()
    await reader.field('comment').fill('And an answer.')
    await reader.button(messages.postReply).click()
    await reader.sees(reader.comment('And an answer.'))
    await reader.button(messages.voteUp, reader.comment('And an answer.')).click()
    await reader.hears(messages.voteCounted)
    await eventually(async () => {
      const [thread] = (await listOf(commentsPath(slug))).items
      expect(thread?.replies?.items.map(({ html }) => html)).toEqual(['<p>And an answer.</p>'])
    })
  })

  test('a page that is known by its address alone begins with its first comment', async () => {
    const reader = await newReader(setting)
    const { messages, page } = reader
    const url = await somewhere('<understory-comments></understory-comments>', setting.lang)
    await page.goto(`${url}?utm_source=letter#top`)
    await reader.reads(messages.noComments)
    await reader.post('The first here.', 'Grace')
    await page.goto(url)
    await reader.sees(reader.comment('The first here.'))
    const counts = await (await fetch(`${baseUrl()}/v1/comment-counts?url=${encodeURIComponent(url)}`)).json()
    expect(counts).toEqual({ counts: { [url]: 1 } })
  })
})

const setting = PLAIN

test('numbers stand beside the entries of a list, also those that come later', async () => {
  const [busy, quiet] = [await publish(), await publish()]
  const reader = await newReader(setting)
  const { page } = reader
  await reader.openArticle(busy)
  await reader.post('One.', 'Grace')
  const list = `<span data-comment-count="${busy}">–</span> <span data-comment-count="${quiet}">–</span> <a data-comment-count href="/nowhere">–</a>`
  await page.goto(await somewhere(list))
  await reader.sees(page.getByText('1 0 0'))
  await page.evaluate((slug) => {
    document.body.insertAdjacentHTML('beforeend', `<p>later <b data-comment-count="${slug}">–</b></p>`)
    document.dispatchEvent(new Event('understory:count'))
  }, busy)
  await reader.sees(page.getByText('later 1'))
})

test('numbers of a long list are asked for in questions that a gateway takes, and a bad address harms no other', async () => {
  const busy = await publish()
  const reader = await newReader(setting)
  const { page } = reader
  await reader.openArticle(busy)
  await reader.post('One.', 'Grace')
  const addresses = Array.from({ length: 60 }, (_, place) => `/${'風の又三郎'.repeat(4)}-${place}.html`)
  const bad = ['http://[', 'mailto:someone@example.org', `/${'x'.repeat(2500)}.html`]
  const list = [...bad, ...addresses, busy].map((each) => `<b data-comment-count="${each}">–</b>`).join(' ')
  const asked: string[] = []
  page.on('request', (request) => request.url().includes('comment-counts') && asked.push(request.url()))
  await page.goto(await somewhere(`<p>${list}</p>`))
  await reader.sees(page.getByText(['–', '–', '–', ...addresses.map(() => '0'), '1'].join(' ')))
  expect(asked.map(({ length }) => length > 8000)).not.toContain(true)
  expect(asked.length).toBeLessThan(30)
})

test('it asks for nothing until its reader comes near it', async () => {
  const slug = await publish()
  const { page, sees, form } = await newReader(setting)
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await page.goto(
    await somewhere(
      `<div style="height: 5000px"></div><understory-comments article="${slug}">Later</understory-comments>`,
    ),
  )
  await sees(page.getByText('Elsewhere'))
  await page.evaluate(() => customElements.whenDefined('understory-comments'))
  await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))))
  expect(asked.filter((path) => path.startsWith('/articles/'))).toEqual([])
  await page.evaluate(() => scrollTo(0, 5000))
  await sees(form())
})

test('its style is its own, in the theme that the page says', async () => {
  const slug = await publish()
  const { page, sees, form } = await newReader(setting)
  await page.goto(
    await somewhere(
      `<style>* { color: red !important; border: 9px solid red } understory-comments { --understory-action: rgb(1, 2, 3) }</style>
<understory-comments article="${slug}" theme="dark"></understory-comments>`,
    ),
  )
  await sees(form())
  const styleOf = (selector: string) =>
    page.evaluate((wanted) => {
      const found = document.querySelector('understory-comments')?.shadowRoot?.querySelector(wanted)
      if (!found) throw new Error(`There is no ${wanted}.`)
      const { color, backgroundColor, borderTopWidth } = getComputedStyle(found)
      return { color, backgroundColor, borderTopWidth }
    }, selector)
  expect((await styleOf('[type="submit"]')).backgroundColor).toBe('rgb(1, 2, 3)')
  expect((await styleOf('section')).color).toBe('rgb(230, 232, 230)')
  expect((await styleOf('section')).borderTopWidth).toBe('0px')
})

test('a strict policy needs nothing but the site in it', async () => {
  const slug = await publish()
  const reader = await newReader(setting)
  const site = baseUrl()
  const policy = `default-src 'none'; script-src ${site}; connect-src ${site}; require-trusted-types-for 'script'; trusted-types understory`
  await reader.page.goto(
    await somewhere(`<understory-comments article="${slug}"></understory-comments>`, 'en', {
      'content-security-policy': policy,
    }),
  )
  await reader.post('Under a policy.', 'Grace')
  await reader.sees(reader.comment('Under a policy.'))
})

test('on a site whose origin is not allowed it is read, and says at once that a comment could not be sent', async () => {
  const slug = await publish()
  const reader = await newReader(setting)
  const { messages, page } = reader
  // The same server by another name, which is another origin.
  const url = (await somewhere(`<understory-comments article="${slug}"></understory-comments>`)).replace(
    '127.0.0.1',
    'localhost',
  )
  await page.goto(url)
  await reader.reads(messages.noComments)
  await reader.post('From afar.', 'Grace', messages.sendFailed)
  expect(takeComplaints()).toEqual([expect.stringContaining('blocked by CORS policy')])
  expect((await listOf(commentsPath(slug))).items).toEqual([])
})

test('it follows its attributes, and lets go when it is taken away', async () => {
  const [first, second] = [await publish(), await publish()]
  const reader = await newReader(setting)
  const { page } = reader
  await page.goto(await somewhere(`<understory-comments article="${first}"></understory-comments>`))
  await reader.post('On the first.', 'Grace')
  await page.evaluate((slug) => document.querySelector('understory-comments')?.setAttribute('article', slug), second)
  await reader.seesNo(reader.comment('On the first.'))
  await reader.reads(reader.messages.noComments)
  await page.evaluate((slug) => document.querySelector('understory-comments')?.setAttribute('article', slug), first)
  await reader.sees(reader.comment('On the first.'))
  await page.evaluate(() => document.querySelector('understory-comments')?.remove())
  expect(await reader.comment('On the first.').count()).toBe(0)
})

test('what the publisher wrote stays where there is nothing to show, and the console says why', async () => {
  const context = await newContext(setting)
  const page = await context.newPage()
  const said: string[] = []
  page.on('console', (message) => said.push(message.text()))
  await page.goto(await somewhere('<understory-comments article="no-such-article">Nothing here</understory-comments>'))
  await page.getByText('Nothing here').waitFor()
  await eventually(async () => expect(said.join()).toContain('answered 404'))
})
