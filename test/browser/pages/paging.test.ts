/**
 * A conversation of several pages, in three orders.
 */
import { beforeAll, describe, expect, test } from '@jest/globals'
import { each } from '../../kit/each.ts'
import { call } from '../../kit/http/client.ts'
import {
  commentPath,
  commentsPath,
  eventually,
  having,
  page as listOf,
  post,
  publish,
} from '../../kit/http/fixtures.ts'
import { MATRIX } from '../reader/matrix.ts'
import { newReader } from '../reader/reader.ts'

const COUNT = 60
const PAGE = 25
let slug: string
const textOf = (number: number) => `Letter ${number} of the winter.`

beforeAll(async () => {
  slug = await publish()
  const ids: string[] = []
  for (const number of Array.from({ length: COUNT }, (_, index) => index))
    ids.push((await post(slug, textOf(number))).comment.id)
  // More replies than a thread shows at first.
  await each(['a', 'b', 'c', 'd'], (name) => post(slug, `Answer ${name}.`, ids[COUNT - 1]))
  const favourite = ids[7]
  if (favourite) having(200, await call('PUT', `${commentPath(slug, favourite)}/vote`, { body: { value: 1 } }))
  await eventually(async () => {
    expect((await listOf(commentsPath(slug))).total).toBe(COUNT + 4)
    expect((await listOf(commentsPath(slug, '?sort=top'))).items[0]?.id).toBe(favourite)
  })
})

describe.each(MATRIX)('$name', (setting) => {
  test('page by page to the end, without a gap or a repeat, and back to the first', async () => {
    const reader = await newReader(setting)
    const { messages, page } = reader
    await reader.openArticle(slug)
    const seen = new Set<string>()
    const collect = async () => {
      for (const text of await reader
        .comments()
        .getByText(/^Letter \d+ of/)
        .allTextContents())
        seen.add(text)
    }
    await collect()
    expect(seen.size).toBe(PAGE)
    for (const size of [2 * PAGE, COUNT]) {
      await reader.link(messages.moreComments).click()
      await reader.sees(reader.comment(textOf(COUNT - size)))
      await collect()
      expect(seen.size).toBe(size)
    }
    if (setting.scripts)
      expect(
        await reader
          .comments()
          .getByText(/^Letter/)
          .count(),
      ).toBe(COUNT)
    await reader.seesNo(reader.link(messages.moreComments))
    expect(new URL(page.url()).searchParams.has('lang')).toBe(false)
    await reader.link(messages.firstComments).first().click()
    await reader.sees(reader.comment(textOf(COUNT - 1)))
    await reader.seesNo(reader.comment(textOf(COUNT - PAGE - 1)))
  })

  test('oldest, top and newest first', async () => {
    const reader = await newReader(setting)
    const { messages, page } = reader
    await reader.openArticle(slug)
    const first = async (text: string) =>
      eventually(async () => expect(await reader.comments().first().textContent()).toContain(text))
    await first(textOf(COUNT - 1))
    await reader.link(messages.oldest).click()
    await first(textOf(0))
    const { search } = new URL(page.url())
    expect(search).toBe('?sort=oldest')
    expect(await reader.link(messages.oldest).getAttribute('aria-current')).toBe('true')
    if (setting.scripts) await reader.hasFocus(reader.link(messages.oldest))
    await page.reload()
    await first(textOf(0))
    await reader.link(messages.top).click()
    await first(textOf(7))
    await reader.link(messages.newest).click()
    await first(textOf(COUNT - 1))
    expect(new URL(page.url()).search).toBe('')
    // Links in the replaced content do not set a language.
    for (const address of await reader
      .comments()
      .getByRole('link')
      .evaluateAll((all) => all.map((one) => one.getAttribute('href'))))
      expect(address).not.toContain('lang=')
  })

  test('all replies of a thread are shown', async () => {
    const reader = await newReader(setting)
    const { messages } = reader
    await reader.openArticle(slug)
    await reader.link(reader.plural(messages.showReplies, 4)).click()
    for (const name of ['a', 'b', 'c', 'd']) await reader.sees(reader.comment(`Answer ${name}.`))
    if (setting.scripts) expect(await reader.comments().count()).toBe(PAGE + 4)
  })
})
