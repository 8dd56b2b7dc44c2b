/**
 * The widget on pages of other sites: the same conversation in its own style scope.
 */
import { describe, expect, test } from '@jest/globals'
import { commentsPath, eventually, page as listOf, publish } from '../../kit/http/fixtures.ts'
import { baseUrl } from '../../kit/http/target.ts'
import { newContext, takeComplaints } from '../reader/browser.ts'
import { putPage } from '../reader/host.ts'
import { PLAIN, SCRIPTED } from '../reader/matrix.ts'
import { newReader } from '../reader/reader.ts'

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

test.each([
  ['en_US', '1,234'],
  ['de_DE', '1.234'],
  ['de_CH.UTF-8', '1.234'],
  ['pt-BR', '1.234'],
  ['zh_CN', '1,234'],
  ['zh-TW', '1,234'],
  ['sr-Latn', '1.234'],
  ['hi', '1,234'],
  ['', '1,234'],
  ['{{ lang }}', '1,234'],
  ['日本語', '1,234'],
])('a page in “%s” has its numbers, written %s, and its conversation', async (lang, number) => {
  const reader = await newReader(setting)
  const { page } = reader
  const slug = await publish()
  await page.route('**/v1/comment-counts?*', (route) =>
    route.fulfill({ json: { counts: { [slug]: 1234 } }, headers: { 'access-control-allow-origin': '*' } }),
  )
  const body = `<p>count <b data-comment-count="${slug}">–</b></p><understory-comments article="${slug}"></understory-comments>`
  await page.goto(await somewhere(body, lang))
  await reader.sees(page.getByText(`count ${number}`))
  await reader.sees(page.getByRole('region').getByRole('form').first())
})

test('a link without a value is counted by the page that it leads to, whatever form its address has', async () => {
  const reader = await newReader(setting)
  const { page } = reader
  const url = await somewhere('<understory-comments></understory-comments>')
  const [path, name] = [new URL(url).pathname, new URL(url).pathname.slice(1).replace('.html', '')]
  await page.goto(url)
  await reader.post('One.', 'Grace')
  const hrefs = [
    url,
    path,
    `.${path}`,
    path.slice(1),
    `${path}#comments`,
    `${path}?utm_source=x#c`,
    `//${new URL(url).host}${path}`,
  ]
  const link = (href: string) => `<a data-comment-count="" href="${href}">–</a>`
  await page.goto(
    await somewhere(`<p>${hrefs.map(link).join(' ')} ${link('mailto:x@example.org')} ${link('http://[')}</p>`),
  )
  await reader.sees(page.getByText(`${hrefs.map(() => '1').join(' ')} – –`))

  // A single word in `href` is a relative address. In `data-comment-count` it is a slug.
  const bare = await putPage(`/${name}`, `<title>Bare</title>${embed()}<understory-comments></understory-comments>`)
  await page.goto(bare)
  await reader.post('Two.', 'Grace')
  await page.goto(await somewhere(`<p>bare ${link(name)} ${link(`${name}?p=1`)}</p>`))
  await reader.sees(page.getByText('bare 1 0'))

  // Links to the page itself are counted by its canonical address, as in the conversation.
  const own = `<link rel="canonical" href="${path}"><p>own ${link('')} ${link('#comments')} <b data-comment-count>–</b></p>`
  await page.goto(await somewhere(own))
  await reader.sees(page.getByText('own 1 1 1'))
})

test.each([
  ['type="module"', '?v=2'],
  ['type="module" async', '?v=2#x'],
  ['defer', '?v=2'],
  ['', '?v=2'],
])('a script with %j at embed.js%s asks the site that it came from', async (attributes, query) => {
  const slug = await publish()
  const { page, sees, form } = await newReader(setting)
  const decoy = '<script src="/embed.js"></script>'
  await page.goto(
    await putPage(
      `/module-${slug}.html`,
      `<!doctype html><html lang="en"><title>M</title>${decoy}<script ${attributes} src="${baseUrl()}/embed.js${query}"></script><p>count <b data-comment-count="${slug}">–</b></p><understory-comments article="${slug}"></understory-comments>`,
    ),
  )
  await sees(form())
  await sees(page.getByText('count 0'))
})

test('a script that a module imports asks the site that it came from', async () => {
  const slug = await publish()
  const { page, sees, form } = await newReader(setting)
  await page.goto(
    await putPage(
      `/import-${slug}.html`,
      `<!doctype html><html lang="en"><title>M</title><script type="module">import '${baseUrl()}/embed.js?v=3'</script><understory-comments article="${slug}"></understory-comments>`,
    ),
  )
  await sees(form())
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
  // The same server under another host name, which is another origin.
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

test('where there is nothing to show, its reader is told so, and the console says why', async () => {
  const context = await newContext(setting)
  const page = await context.newPage()
  const logged: string[] = []
  page.on('console', (message) => logged.push(message.text()))
  await page.goto(
    await somewhere('<understory-comments article="no-such-article"><p>Nothing here</p></understory-comments>'),
  )
  await page.getByText('The comments could not be loaded.').waitFor()
  expect(await page.getByText('Nothing here').isVisible()).toBe(false)
  await eventually(async () => expect(logged.join()).toContain('answered 404'))
})
