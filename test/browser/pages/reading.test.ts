/**
 * Reading: from the front page to an article, its tag, its comments and one comment, and by search.
 */
import { beforeAll, describe, expect, test } from '@jest/globals'
import { eventually, post, publish, unique } from '../../kit/http/fixtures.ts'
import { MATRIX } from '../reader/matrix.ts'
import { articleAt, filled, newReader } from '../reader/reader.ts'

const STANDFIRST = 'What the tide left on the slipway.'
const BODY = 'Nobody had seen the *lamp* go out.'

describe.each(MATRIX)('$name', (setting) => {
  /** Letters only, so that search treats it as one word. */
  const word = unique('w').replace(/[^a-z]/g, '')
  const title = `The lamp at ${word}`
  const tag = `harbour-${word}`
  let slug: string

  beforeAll(async () => {
    slug = await publish({ title, standfirst: STANDFIRST, body: BODY, tags: [tag], authors: [{ name: 'Joan Clarke' }] })
    const { comment } = await post(slug, 'I had seen it.')
    await post(slug, 'So had I.', comment.id)
  })

  test('an article is found on the front page, read to its comments, and left by its tag', async () => {
    const reader = await newReader(setting)
    const { messages, page } = reader
    await eventually(async () => {
      await page.goto('/')
      expect(await reader.link(title).count()).toBe(1)
    })
    expect(await page.locator('html').getAttribute('lang')).toBe(setting.lang)
    expect(await page.locator('html').getAttribute('dir')).toBe(setting.lang === 'ar' ? 'rtl' : 'ltr')
    await reader.link(title).click()
    await reader.sees(reader.heading(title))
    await reader.reads(STANDFIRST)
    await reader.sees(page.getByText('Joan Clarke'))
    await reader.sees(reader.comment('I had seen it.'))
    await eventually(async () => {
      await page.reload()
      expect(await reader.heading(reader.plural(messages.commentCount, 2)).count()).toBe(1)
    })
    await reader.link(tag).click()
    await reader.sees(reader.heading(filled(messages.articlesAbout, { tag })))
    await reader.link(title).click()
    await reader.sees(reader.heading(title))
  })

  test('one comment is shown in its thread, and leads back to all', async () => {
    const reader = await newReader(setting)
    const { messages, page } = reader
    await reader.openArticle(slug)
    const name = await reader.comment('I had seen it.').getByRole('link').first().textContent()
    await reader
      .comment('I had seen it.')
      .getByRole('link', { name: name ?? '', exact: true })
      .click()
    await reader.sees(reader.heading(filled(messages.commentOn, { name: 'Ada', title })))
    await reader.sees(reader.comment('So had I.'))
    await reader.link(messages.allComments).click()
    await reader.sees(reader.heading(title))
    expect(new URL(page.url()).pathname).toBe(articleAt(slug))
  })

  test('an article is found by a word of its title; what does not exist says so', async () => {
    const reader = await newReader(setting)
    const { messages, page } = reader
    await eventually(async () => {
      await page.goto('/')
      await page.getByRole('searchbox', { name: messages.search }).fill(word)
      await reader.button(messages.search).click()
      await reader.sees(reader.heading(filled(messages.searchResults, { query: word })))
      expect(await reader.link(title).count()).toBe(1)
    })
    await page.getByRole('searchbox', { name: messages.search }).fill(`${word}nowhere`)
    await page.keyboard.press('Enter')
    await reader.reads(messages.nothingFound)

    await page.goto('/articles/there-is-none')
    await reader.sees(reader.heading(messages.notFound))
    await reader.link(messages.frontPage).click()
    await reader.sees(reader.heading(messages.latestArticles))
  })

  test('the language is chosen at the foot of the page, and kept', async () => {
    const reader = await newReader(setting)
    await reader.openArticle(slug)
    await reader.link('Français').click()
    await reader.page.waitForURL(/lang=fr/)
    expect(await reader.page.locator('html').getAttribute('lang')).toBe('fr')
    await reader.link(tag).click()
    await reader.page.waitForURL(/\/tags\//)
    expect(await reader.page.locator('html').getAttribute('lang')).toBe('fr')
  })
})
