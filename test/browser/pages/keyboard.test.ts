/**
 * All functions by keyboard. Each stop is visible and in order, and no stop traps the focus.
 */
import { describe, expect, test } from '@jest/globals'
import { each } from '../../kit/each.ts'
import { commentsPath, eventually, page as listOf, post, publish, unique } from '../../kit/http/fixtures.ts'
import { baseUrl } from '../../kit/http/target.ts'
import { putPage } from '../reader/host.ts'
import { allStops, nextStop, tabTo } from '../reader/keys.ts'
import { MATRIX, PLAIN, SCRIPTED } from '../reader/matrix.ts'
import { filled, newReader, type Reader } from '../reader/reader.ts'

const ROOT = 'Who rings the bell?'
const POSTING = '**/v1/articles/*/comments'

const SETTINGS = MATRIX.filter(({ lang, viewport }) => (lang === 'ar') === (viewport.width === 360))

describe.each(SETTINGS)('$name', (setting) => {
  test('from the first stop of an article to the last, and out again', async () => {
    const slug = await publish({ body: 'With [a link](https://example.org).', tags: ['bells'] })
    const { comment } = await post(slug, ROOT)
    await post(slug, 'The warden, see [there](https://example.org).', comment.id)
    await post(slug, 'Another.')
    const reader = await newReader(setting)
    const { messages, page } = reader
    await reader.openArticle(slug)
    // This waits for the controls that scripts add.
    if (setting.scripts) await page.locator('[aria-pressed]').first().waitFor()
    const labels = await allStops(page)
    for (const expected of [
      messages.skipToContent,
      messages.search,
      messages.reply,
      messages.voteDown,
      messages.oldest,
      messages.post,
    ])
      expect(labels.join('\n')).toContain(expected)
    expect(labels[0]).toContain(messages.skipToContent)

    // The skip link skips the site's header.
    await page.evaluate(() => document.body.focus())
    await page.reload()
    await nextStop(page)
    await page.keyboard.press('Enter')
    await page.waitForURL(/#u_main$/)
    expect((await nextStop(page))?.label).not.toContain(messages.search)
    expect(await page.evaluate(() => document.activeElement?.closest('main') !== null)).toBe(true)
  })

  test('posting, replying and voting', async () => {
    const slug = await publish()
    await post(slug, ROOT)
    const reader = await newReader(setting)
    const { messages, page } = reader
    await reader.openArticle(slug)
    await tabTo(page, reader.button(messages.voteUp, reader.comment(ROOT)))
    await page.keyboard.press('Enter')
    if (setting.scripts) await reader.hears(messages.voteCounted)
    else await reader.reads(messages.voteCounted)

    await tabTo(page, reader.action('reply', ROOT, 'Ada'))
    await page.keyboard.press('Enter')
    const form = reader.form(filled(messages.replyTo, { name: 'Ada' }))
    await reader.sees(form)
    if (setting.scripts) await reader.hasFocus(reader.field('comment', form))
    else await tabTo(page, reader.field('comment', form))
    await page.keyboard.type('The warden.')
    await tabTo(page, reader.field('name', form))
    await page.keyboard.type('Grace')
    await tabTo(page, reader.button(messages.postReply, form))
    await page.keyboard.press('Enter')
    if (setting.scripts) {
      await reader.hears(messages.ownPublished)
      await reader.hasFocus(reader.comment('The warden.'))
    } else await reader.reads(messages.ownPublished)
    await eventually(async () => expect((await listOf(commentsPath(slug))).total).toBe(2))
  })

  test('a fault is found and mended', async () => {
    const slug = await publish()
    const reader = await newReader(setting)
    const { messages, page } = reader
    await reader.openArticle(slug)
    await tabTo(page, reader.field('comment'))
    await page.keyboard.type('Text.')
    await tabTo(page, reader.field('name'))
    await page.keyboard.type(' ')
    await tabTo(page, reader.button(messages.post))
    await page.keyboard.press('Enter')
    await reader.sees(page.getByRole('alert'))
    if (!setting.scripts) {
      await tabTo(page, page.getByRole('alert').getByRole('link', { name: messages.name }))
      await page.keyboard.press('Enter')
    }
    await reader.hasFocus(reader.field('name'))
    await page.keyboard.type('Grace')
    await page.keyboard.press('Enter')
    if (setting.scripts) await reader.hears(messages.ownPublished)
    else await reader.reads(messages.ownPublished)
  })

  test('editing and deleting', async () => {
    const slug = await publish()
    const reader = await newReader(setting)
    const { messages, page } = reader
    await reader.openArticle(slug)
    await reader.post('Mine', 'Grace')
    if (setting.scripts) {
      await tabTo(page, reader.button(messages.edit))
      await page.keyboard.press('Enter')
      await reader.hasFocus(page.getByRole('textbox', { name: messages.yourComment }))
    } else await tabTo(page, reader.field('comment'))
    await page.keyboard.press('End')
    await page.keyboard.type(', changed.')
    await tabTo(page, reader.button(messages.save))
    await page.keyboard.press('Enter')
    if (setting.scripts) await reader.hears(messages.ownSaved)
    else await reader.reads(messages.ownSaved)
    await reader.sees(reader.comment('Mine, changed.'))

    await tabTo(page, setting.scripts ? reader.button(messages.delete) : page.locator('summary'))
    await page.keyboard.press('Enter')
    if (setting.scripts) await reader.hasFocus(reader.button(messages.deleteForGood))
    else await tabTo(page, reader.button(messages.deleteForGood))
    await page.keyboard.press('Enter')
    if (setting.scripts) await reader.hears(messages.ownDeleted)
    else await reader.reads(messages.ownDeleted)
  })

  test('reporting', async () => {
    const slug = await publish()
    await post(slug, ROOT)
    const reader = await newReader(setting)
    const { messages, page } = reader
    await reader.openArticle(slug)
    await tabTo(page, reader.action('report', ROOT, 'Ada'))
    await page.keyboard.press('Enter')
    const spam = page.getByRole('radio', { name: messages.reasonSpam })
    await reader.sees(spam)
    if (setting.scripts) await reader.hasFocus(spam)
    else await tabTo(page, spam)
    await page.keyboard.press('Space')
    await page.keyboard.press('ArrowDown')
    expect(await page.getByRole('radio', { name: messages.reasonAbuse }).isChecked()).toBe(true)
    await tabTo(page, reader.button(messages.sendReport))
    await page.keyboard.press('Enter')
    await reader.reads(messages.reportThanks)
  })

  test('another order, and the next page', async () => {
    const slug = await publish()
    await each([...Array(27).keys()], (number) => post(slug, `Ring ${number}.`))
    const reader = await newReader(setting)
    const { messages, page } = reader
    await reader.openArticle(slug)
    await tabTo(page, reader.link(messages.oldest))
    await page.keyboard.press('Enter')
    await eventually(async () => expect(await reader.link(messages.oldest).getAttribute('aria-current')).toBe('true'))
    if (setting.scripts) await reader.hasFocus(reader.link(messages.oldest))
    await tabTo(page, reader.link(messages.moreComments))
    await page.keyboard.press('Enter')
    if (setting.scripts) {
      await eventually(async () => expect(await reader.comments().count()).toBe(27))
      // The focus moves to the first new comment.
      await reader.hasFocus(reader.comments().nth(25))
    } else await reader.sees(reader.link(messages.firstComments))
  })
})

describe.each(SETTINGS)('$name', (setting) => {
  test('searching, from any page', async () => {
    const title = `Bell ${unique('ringers')}`
    await publish({ title })
    const reader = await newReader(setting)
    const { messages, page } = reader
    await page.goto('/')
    await tabTo(page, page.getByRole('searchbox', { name: messages.search }))
    await page.keyboard.type(title)
    await tabTo(page, reader.button(messages.search, page.getByRole('search')))
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/search\?q=Bell/)
    await reader.sees(page.getByRole('heading', { level: 1 }).getByText(title))
    // The same from the search field.
    await tabTo(page, page.getByRole('searchbox', { name: messages.search }))
    await page.keyboard.type('xyzzy')
    await page.keyboard.press('Enter')
    await reader.reads(messages.nothingFound)
  })

  test('all replies of a thread', async () => {
    const slug = await publish()
    const { comment } = await post(slug, ROOT)
    for (const text of ['One.', 'Two.', 'Three.', 'Four.']) await post(slug, text, comment.id)
    await eventually(async () => expect((await listOf(commentsPath(slug))).total).toBe(5))
    const reader = await newReader(setting)
    const { messages, page, plural } = reader
    await reader.openArticle(slug)
    await tabTo(page, reader.link(plural(messages.showReplies, 4)))
    await page.keyboard.press('Enter')
    for (const text of ['One.', 'Two.', 'Three.', 'Four.']) await reader.sees(reader.comment(text))
    // The focus moves to the first comment that was not there before.
    if (setting.scripts) await reader.hasFocus(reader.comment('Three.'))
    await tabTo(page, reader.action('reply', 'Four.', 'Ada'))
  })
})

describe.each(SCRIPTED.filter((setting) => SETTINGS.includes(setting)))('$name', (setting) => {
  /** A reader whose posted comments do not reach the server. */
  async function inATunnel(): Promise<Reader> {
    const reader = await newReader(setting)
    await reader.openArticle(await publish())
    await reader.page.route(POSTING, (route) => route.abort())
    await tabTo(reader.page, reader.field('comment'))
    await reader.page.keyboard.type('From the tunnel.')
    await tabTo(reader.page, reader.field('name'))
    await reader.page.keyboard.type('Grace')
    await reader.page.keyboard.press('Enter')
    await reader.hears(reader.messages.sendFailed)
    return reader
  }

  test('new comments', async () => {
    const slug = await publish()
    await post(slug, 'Before.')
    const reader = await newReader(setting)
    const { messages, page, plural } = reader
    await page.clock.install()
    await reader.openArticle(slug)
    await reader.sees(reader.form())
    await post(slug, 'After.')
    const news = reader.button(plural(messages.newComments, 1))
    await eventually(async () => {
      await page.clock.fastForward(11_000)
      expect(await news.count()).toBe(1)
    })
    await tabTo(page, news)
    await page.keyboard.press('Enter')
    await reader.hasFocus(reader.comment('After.'))
    await nextStop(page)
    expect(await reader.comment('After.').evaluate((one) => one.contains(document.activeElement))).toBe(true)
  })

  test('sending again what was not taken', async () => {
    const reader = await inATunnel()
    const { messages, page } = reader
    await page.unroute(POSTING)
    await tabTo(page, reader.button(messages.tryAgain))
    await page.keyboard.press('Enter')
    await reader.hears(messages.ownPublished)
    await reader.hasFocus(reader.comment('From the tunnel.'))
    await tabTo(page, reader.button(messages.edit))
  })

  test('discarding what was not taken', async () => {
    const reader = await inATunnel()
    const { messages, page } = reader
    await tabTo(page, reader.button(messages.discardDraft, reader.comment('From the tunnel.')))
    await page.keyboard.press('Enter')
    await reader.seesNo(reader.comment('From the tunnel.'))
    await reader.hasFocus(reader.field('comment'))
  })

  test('discarding a draft that is back', async () => {
    const reader = await newReader(setting)
    const { messages, page } = reader
    await reader.openArticle(await publish())
    await tabTo(page, reader.field('comment'))
    await page.keyboard.type('Half a')
    await page.reload()
    await reader.sees(page.getByText(messages.draftRestored))
    await tabTo(page, reader.button(messages.discardDraft))
    await page.keyboard.press('Enter')
    await reader.hasFocus(reader.field('comment'))
    expect(await reader.field('comment').inputValue()).toBe('')
    expect(await page.getByText(messages.draftRestored).count()).toBe(0)
  })
})

test('the widget on another site', async () => {
  const slug = await publish()
  await post(slug, ROOT)
  const reader = await newReader(PLAIN)
  const { messages, page } = reader
  const html = `<!doctype html><html lang="en"><title>Elsewhere</title><script src="${baseUrl()}/embed.js" async></script>
<a href="/before">Before</a><understory-comments article="${slug}"></understory-comments><a href="/after">After</a></html>`
  await page.goto(await putPage(`/keyboard-${slug}.html`, html))
  await reader.sees(reader.comment(ROOT))
  const labels = await allStops(page)
  expect(labels[0]).toContain('Before')
  expect(labels.at(-1)).toContain('After')
  await tabTo(page, reader.action('reply', ROOT, 'Ada'))
  await page.keyboard.press('Enter')
  const form = reader.form(filled(messages.replyTo, { name: 'Ada' }))
  await reader.sees(form)
  await page.keyboard.type('The warden.')
  await tabTo(page, reader.field('name', form))
  await page.keyboard.type('Grace')
  await page.keyboard.press('Enter')
  await reader.hears(messages.ownPublished)
  await tabTo(page, reader.button(messages.edit))
})
