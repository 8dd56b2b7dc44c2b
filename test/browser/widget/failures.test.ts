/**
 * Failures of the widget. The reader gets a message and a retry button, and the console has the reason for the
 * publisher.
 */
import { describe, expect, test } from '@jest/globals'
import type { Page, Route } from 'playwright-core'
import { eventually, post, publish } from '../../kit/http/fixtures.ts'
import { baseUrl } from '../../kit/http/target.ts'
import { announcedOn } from '../reader/announcements.ts'
import { takeComplaints } from '../reader/browser.ts'
import { startHost } from '../reader/host.ts'
import { PLAIN } from '../reader/matrix.ts'
import { newReader } from '../reader/reader.ts'
import { freshPath, pageAt, script, WIDGET } from './widgetPages.ts'

const FAILED = 'The comments could not be loaded.'
const CONVERSATION = /\/conversation\?/
const SCRIPT = /\/assets\/widget\./

/** The console messages of a page, by type. */
function consoleOf(page: Page) {
  const logged: { type: string; text: string }[] = []
  page.on('console', (message) => logged.push({ type: message.type(), text: message.text() }))
  const ofType = (wanted: string) => logged.filter(({ type }) => type === wanted).map(({ text }) => text)
  return { logged, errors: () => ofType('error'), warnings: () => ofType('warning') }
}

/** Waits until a page of the host has one comment. Counts are updated with a delay. */
const isCountedAt = (url: string) =>
  eventually(async () => {
    const answer = await fetch(`${baseUrl()}/v1/comment-counts?url=${encodeURIComponent(url)}`)
    expect(await answer.json()).toEqual({ counts: { [url]: 1 } })
  })

const loading = (article: string) => `<understory-comments article="${article}"><p>Loading…</p></understory-comments>`

/** Answers in place of the server. @param origin the origin that may read the answer */
const answered =
  (status: number, body: string, origin = '*', contentType = 'text/html') =>
  (route: Route) =>
    route.fulfill({ status, body, contentType, headers: { 'access-control-allow-origin': origin } })

describe('a reader is told, may try again, and reads on when it works', () => {
  test.each<[string, RegExp, (route: Route) => Promise<void>]>([
    ['the network fails', CONVERSATION, (route) => route.abort()],
    ['an answer without CORS', CONVERSATION, answered(200, '<section></section>', 'https://other.example')],
    ['an error of the server', CONVERSATION, answered(503, '<h1>Sorry</h1>')],
    ['an answer of somebody in between', CONVERSATION, answered(200, 'Log in to the WLAN')],
    ['the script does not come', SCRIPT, (route) => route.abort()],
    ['the script is broken', SCRIPT, answered(200, 'throw new Error("broken")', '*', 'text/javascript')],
  ])('%s', async (_, pattern, fault) => {
    const { page, reads, seesNo, button, sees, form, heading } = await newReader(PLAIN)
    const { warnings } = consoleOf(page)
    await page.route(pattern, fault)
    await page.goto(await pageAt(freshPath('failing'), loading(await publish())))
    await reads(FAILED)
    await seesNo(page.getByText('Loading…'))
    expect(warnings().join()).toContain('Understory')
    const announced = async () => (await announcedOn(page)).filter((each) => each.startsWith(FAILED)).length
    const before = await announced()
    await button('Try again').click()
    await eventually(async () => expect(await announced()).toBe(before + 1))
    await reads(FAILED)
    await page.unroute(pattern)
    await button('Try again').click()
    await sees(form())
    await seesNo(page.getByText(FAILED))
    await page.waitForTimeout(100)
    expect(await heading('Comments').evaluate((one) => (one.getRootNode() as ShadowRoot).activeElement === one)).toBe(
      true,
    )
    // The browser itself logs CORS errors.
    expect(takeComplaints().filter((each) => !each.includes('blocked by CORS policy'))).toEqual([])
  })
})

test('it tries again by itself when the network is back, and after a while', async () => {
  const { page, reads, sees, form } = await newReader(PLAIN)
  const slug = await publish()
  await page.goto(await pageAt(freshPath('offline'), '', {}))
  await page.evaluate(() => customElements.whenDefined('understory-comments'))
  await page.context().setOffline(true)
  await page.evaluate((html) => document.body.insertAdjacentHTML('beforeend', html), loading(slug))
  await reads(FAILED)
  await page.context().setOffline(false)
  await sees(form())

  await page.clock.install()
  await page.route(CONVERSATION, (route) => route.abort())
  await page.evaluate(() => document.querySelector('understory-comments')?.setAttribute('lang', 'en-GB'))
  await reads(FAILED)
  await page.unroute(CONVERSATION)
  await page.clock.fastForward(61_000)
  await sees(form())
})

test('a failure of one conversation does not make another one load the script again', async () => {
  const { page, sees, form } = await newReader(PLAIN)
  const slug = await publish()
  const scripts: string[] = []
  page.on('request', (request) => SCRIPT.test(request.url()) && scripts.push(request.url()))
  await page.route(`**/articles/${slug}/conversation?*`, (route) => route.abort())
  await page.clock.install()
  await page.goto(await pageAt(freshPath('several'), loading('no-such-article') + loading(slug)))
  await eventually(async () => expect(await page.getByText(FAILED).count()).toBe(2))
  await page.unroute(`**/articles/${slug}/conversation?*`)
  await page.clock.fastForward(20_000)
  await sees(form())
  expect(scripts).toHaveLength(1)
})

test('an answer that never comes is none after a while', async () => {
  const { page, reads } = await newReader(PLAIN)
  await page.addInitScript(() => {
    // Playwright's clock does not control this timeout.
    AbortSignal.timeout = () => {
      const controller = new AbortController()
      setTimeout(() => controller.abort(new DOMException('Too late.', 'TimeoutError')), 500)
      return controller.signal
    }
  })
  await page.route(CONVERSATION, () => undefined)
  await page.goto(await pageAt(freshPath('slow'), loading(await publish())))
  await reads(FAILED)
})

test('a comment that comes late is not marked when the address names another one by then', async () => {
  const reader = await newReader(PLAIN)
  const { page } = reader
  const slug = await publish()
  const root = (await post(slug, 'A thread.')).comment.id
  for (const text of ['One.', 'Two.']) await post(slug, text, root)
  const late = (await post(slug, 'Late.', root)).comment.id
  const other = (await post(slug, 'Another thread.')).comment.id
  const { promise: held, resolve: release } = Promise.withResolvers<void>()
  await page.route(`**/articles/${slug}/comments/${late}?*`, async (route) => {
    await held
    await route.continue()
  })
  const asked = page.waitForRequest((request) => request.url().includes(`/comments/${late}`))
  await page.goto(`${await pageAt(freshPath('late'), loading(slug))}#comment-${late}`)
  await asked
  await page.evaluate((id) => {
    location.hash = `comment-${id}`
  }, other)
  const isMarked = (text: string) => reader.comment(text).evaluate((one) => one.classList.contains('current'))
  await eventually(async () => expect(await isMarked('Another thread.')).toBe(true))
  release()
  await reader.sees(reader.comment('Late.'))
  expect([await isMarked('Another thread.'), await isMarked('Late.')]).toEqual([true, false])
})

test('the words are in the nearest language of the page', async () => {
  const { page, reads, button, sees } = await newReader(PLAIN)
  await page.route(CONVERSATION, (route) => route.abort())
  await page.goto(await pageAt(freshPath('words'), loading('an-article'), { lang: 'zh_TW' }))
  await reads('無法載入留言。')
  await sees(button('再試一次'))
})

test('a link that the publisher wrote stays beside the words', async () => {
  const { page, reads, link, sees } = await newReader(PLAIN)
  await page.goto(
    await pageAt(
      freshPath('link'),
      '<understory-comments article="no-such-article"><a href="/x">Read the comments</a></understory-comments>',
    ),
  )
  await reads(FAILED)
  await sees(link('Read the comments'))
})

test('an origin that is not allowed is named in the console, with who can add it', async () => {
  const host = await startHost()
  try {
    const { page, reads } = await newReader(PLAIN)
    const { warnings } = consoleOf(page)
    await fetch(`${host.url}/page`, {
      method: 'PUT',
      body: `<!doctype html><title>Page</title>${script()}<p>${WIDGET}`,
    })
    await page.goto(`${host.url}/page`)
    await reads(FAILED)
    expect(warnings().join()).toContain(
      `Pages of ${host.url} can’t be commented on here. A moderator can add this origin to allowedOrigins in the settings (PUT /v1/moderation/settings).`,
    )
  } finally {
    await host.stop()
  }
})

test('so is one that may read an article’s conversation and not write', async () => {
  const host = await startHost()
  try {
    const reader = await newReader(PLAIN)
    const { page, messages } = reader
    const { warnings } = consoleOf(page)
    const html = `<!doctype html><html lang="en"><title>Page</title>${script()}<p>${loading(await publish())}`
    await fetch(`${host.url}/page`, { method: 'PUT', body: html })
    await page.goto(`${host.url}/page`)
    await reader.fill({ text: 'From afar.', name: 'Grace' })
    await reader.button(messages.post, reader.form()).click()
    await reader.reads(messages.sendFailed)
    await eventually(async () =>
      expect(warnings().join()).toContain(`a moderator can add ${host.url} to allowedOrigins`),
    )
    expect(takeComplaints()).toEqual([expect.stringContaining('blocked by CORS policy')])
  } finally {
    await host.stop()
  }
})

test('so is the reason why a comment is refused', async () => {
  const reader = await newReader(PLAIN)
  const { page, messages } = reader
  const { logged } = consoleOf(page)
  const detail = 'Pages of https://blog.example can’t be commented on here.'
  await page.route('**/v1/articles/*/comments', (route) =>
    route.fulfill({
      status: 403,
      headers: { 'access-control-allow-origin': '*', 'content-type': 'application/problem+json' },
      body: JSON.stringify({ type: 'urn:problem-type:understory:origin-not-allowed', detail }),
    }),
  )
  await page.goto(await pageAt(freshPath('refused'), WIDGET))
  await reader.fill({ text: 'Too late.', name: 'Grace' })
  await reader.button(messages.post, reader.form()).click()
  await eventually(async () => expect(logged).toContainEqual({ type: 'warning', text: `Understory: ${detail}` }))
})

test('a page that nobody has commented on logs no error, however long it is open', async () => {
  const reader = await newReader(PLAIN)
  const { page, messages } = reader
  const { errors } = consoleOf(page)
  const refused: string[] = []
  page.on('response', (response) => response.status() >= 400 && refused.push(`${response.status()} ${response.url()}`))
  await page.clock.install()
  const path = freshPath('unseen')
  await page.goto(
    await pageAt(path, `<a data-comment-count href="">–</a>${WIDGET}`, { head: '<link rel="icon" href="data:,">' }),
  )
  await reader.reads(messages.noComments)
  // The feed, and then the conversation again.
  const feed = () => page.waitForResponse((response) => response.url().includes('/changes/since/'))
  const first = feed()
  await page.clock.fastForward(12_000)
  await first
  await page.route('**/changes/**', (route) => route.fulfill({ json: { items: [], next: 1, truncated: true } }), {
    times: 1,
  })
  const asked = page.waitForResponse((response) => response.url().includes('/conversation?'))
  await page.clock.fastForward(200_000)
  await asked
  const next = feed()
  await page.clock.fastForward(12_000)
  await next
  expect([refused, errors()]).toEqual([[], []])
  await page.clock.resume()
  await reader.post('The first.', 'Grace')
  expect([refused, errors()]).toEqual([[], []])
})

test('an address that is none is said in the console, and the page’s own is used', async () => {
  const reader = await newReader(PLAIN)
  const { page, messages } = reader
  const { warnings } = consoleOf(page)
  const path = freshPath('bad-address')
  for (const bad of ['http://[', 'mailto:someone@example.org', `/${'x'.repeat(3000)}`]) {
    await page.goto(await pageAt(path, `<understory-comments url="${bad}"></understory-comments>`))
    await reader.sees(reader.form())
  }
  await reader.post('It works.', 'Grace')
  await reader.hears(messages.ownPublished)
  expect(warnings()).toEqual(expect.arrayContaining([expect.stringContaining('url="http://["')]))
  expect(warnings().length).toBe(3)
  const url = new URL(page.url()).href
  await isCountedAt(url)
})

test('a page whose address is too long for the server has the conversation that its canonical link names', async () => {
  const reader = await newReader(PLAIN)
  const canonical = freshPath('canonical')
  const head = `<link rel="canonical" href="${canonical}">`
  await reader.page.goto(`${await pageAt(freshPath('long'), WIDGET, { head })}?q=${'x'.repeat(2000)}`)
  await reader.post('It works.', 'Grace')
  const url = new URL(canonical, reader.page.url()).href
  await isCountedAt(url)
})

test('signs in an address that the server refuses are escaped', async () => {
  const reader = await newReader(PLAIN)
  await reader.page.goto(`${await pageAt(freshPath('signs'), WIDGET)}?a=1|2&b={x}^\`y\``)
  await reader.post('It works.', 'Grace')
  await reader.sees(reader.comment('It works.'))
})
