/**
 * A connection that fails and comes back: comments are never lost and never posted twice.
 */
import { describe, expect, test } from '@jest/globals'
import { commentsPath, eventually, page as listOf, publish } from '../../kit/http/fixtures.ts'
import { SCRIPTED, type Setting } from '../reader/matrix.ts'
import { newReader } from '../reader/reader.ts'

const TEXT = 'Written in the tunnel.'
const POSTING = '**/v1/articles/*/comments'

const stored = async (slug: string) => (await listOf(commentsPath(slug))).items.map(({ html }) => html)

async function atAnArticle(setting: Setting) {
  const slug = await publish()
  const reader = await newReader(setting)
  await reader.openArticle(slug)
  return { slug, reader, messages: reader.messages, page: reader.page }
}

describe.each(SCRIPTED)('$name', (setting) => {
  test('what is posted while offline goes out by itself afterwards, once', async () => {
    const { slug, reader, messages, page } = await atAnArticle(setting)
    await page.context().setOffline(true)
    await reader.post(TEXT, 'Grace', messages.offline)
    await reader.sees(reader.comment(TEXT))
    await reader.reads(messages.offline)
    expect(await stored(slug)).toEqual([])
    await page.context().setOffline(false)
    await reader.hears(messages.ownPublished)
    await reader.seesNo(page.getByText(messages.offline))
    expect(await reader.comment(TEXT).count()).toBe(1)
    expect(await stored(slug)).toHaveLength(1)
  })

  test('what was not sent when the page was left is sent on the next visit', async () => {
    const { slug, reader, messages, page } = await atAnArticle(setting)
    await page.context().setOffline(true)
    await reader.post(TEXT, 'Grace', messages.offline)
    await page.goto('about:blank')
    await page.context().setOffline(false)
    await reader.openArticle(slug)
    // If the browser kept the previous page alive, that page may have sent the comment.
    await reader.sees(reader.button(messages.edit, reader.comment(TEXT)))
    await reader.seesNo(page.getByText(messages.sending))
    expect(await reader.comment(TEXT).count()).toBe(1)
    expect(await stored(slug)).toHaveLength(1)
  })

  test('an answer that never arrived is asked for again, and the comment is there once', async () => {
    const { slug, reader, messages, page } = await atAnArticle(setting)
    // The comment was stored, but the answer is lost.
    await page.route(
      POSTING,
      async (route) => {
        await route.fetch()
        await route.abort('connectionreset')
      },
      { times: 1 },
    )
    await reader.post(TEXT, 'Grace', messages.sendFailed)
    await reader.sees(reader.comment(TEXT))
    await reader.button(messages.tryAgain).click()
    await reader.hears(messages.ownPublished)
    expect(await reader.comment(TEXT).count()).toBe(1)
    expect(await stored(slug)).toHaveLength(1)
  })

  test('what could not be sent can be changed or discarded', async () => {
    const { slug, reader, messages, page } = await atAnArticle(setting)
    await page.route(POSTING, (route) => route.abort())
    await reader.post(TEXT, 'Grace', messages.sendFailed)
    await reader.button(messages.edit, reader.comment(TEXT)).click()
    await reader.seesNo(reader.comment(TEXT))
    expect(await reader.field('comment').inputValue()).toBe(TEXT)
    await reader.hasFocus(reader.field('comment'))
    await reader.button(messages.post).click()
    await reader.sees(reader.comment(TEXT))
    await reader.button(messages.discardDraft, reader.comment(TEXT)).click()
    await reader.seesNo(reader.comment(TEXT))
    await page.unroute(POSTING)
    await page.reload()
    await reader.reads(messages.noComments)
    expect(await stored(slug)).toEqual([])
  })

  test('what could not be sent for a day is not lost; its author decides', async () => {
    const { slug, reader, messages, page } = await atAnArticle(setting)
    await page.evaluate(
      ([name, text]) => {
        const at = Date.now() - 24 * 60 * 60 * 1000
        const outgoing = { key: '1-2-3-4-5-6-7-8', at, values: { text, name: 'Grace' }, parentId: null }
        localStorage.setItem(String(name), JSON.stringify([outgoing]))
      },
      [`understory:outbox:${slug}`, TEXT],
    )
    await page.reload()
    await reader.reads(messages.sendFailed)
    expect(await stored(slug)).toEqual([])
    await reader.button(messages.tryAgain, reader.comment(TEXT)).click()
    await reader.hears(messages.ownPublished)
    expect(await stored(slug)).toHaveLength(1)
    await page.reload()
    await reader.sees(reader.comment(TEXT))
    expect(await reader.comment(TEXT).count()).toBe(1)
  })

  test('a draft is there again after the page was left, for as long as it is wanted', async () => {
    const { reader, messages, page } = await atAnArticle(setting)
    await reader.fill({ text: TEXT, name: 'Grace' })
    await page.reload()
    await reader.sees(page.getByText(messages.draftRestored))
    expect(await reader.field('comment').inputValue()).toBe(TEXT)
    expect(await reader.field('name').inputValue()).toBe('Grace')
    await reader.button(messages.discardDraft).click()
    expect(await reader.field('comment').inputValue()).toBe('')
    await page.reload()
    expect(await reader.field('comment').inputValue()).toBe('')
    expect(await page.getByText(messages.draftRestored).count()).toBe(0)
  })

  test('two windows that both have it to send leave one comment', async () => {
    const { slug, reader, messages, page } = await atAnArticle(setting)
    await page.context().setOffline(true)
    await reader.post(TEXT, 'Grace', messages.offline)
    const other = await page.context().newPage()
    await page.context().setOffline(false)
    await other.goto(page.url())
    await reader.hears(messages.ownPublished)
    await other.getByRole('article').getByText(TEXT).first().waitFor()
    await eventually(async () => {
      expect(await stored(slug)).toHaveLength(1)
      expect(await other.getByRole('article').getByText(TEXT).count()).toBe(1)
      expect(await reader.comment(TEXT).count()).toBe(1)
    })
  })
})
