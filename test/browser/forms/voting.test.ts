/**
 * Voting, withdrawing a vote, and seeing one's vote after a reload.
 */
import { describe, expect, test } from '@jest/globals'
import { commentsPath, eventually, page as listOf, post, publish } from '../../kit/http/fixtures.ts'
import { announcedOn } from '../reader/announcements.ts'
import { SCRIPTED, UNSCRIPTED } from '../reader/matrix.ts'
import { newReader } from '../reader/reader.ts'

const TEXT = 'Samphire wants no salt.'

describe.each(SCRIPTED)('$name', (setting) => {
  test('a vote counts at once, is known on the next visit, and can be turned and taken back', async () => {
    const slug = await publish()
    await post(slug, TEXT)
    const reader = await newReader(setting)
    const { messages, page, plural } = reader
    await reader.openArticle(slug)
    const comment = reader.comment(TEXT)
    const pressed = (name: string) => comment.getByRole('button', { name, exact: true, pressed: true })
    await reader.button(messages.voteUp, comment).click()
    await reader.hears(messages.voteCounted)
    await reader.reads(plural(messages.score, 1), comment)
    await reader.sees(pressed(messages.voteUp))

    await page.reload()
    await reader.sees(pressed(messages.voteUp))
    await reader.button(messages.voteDown, comment).click()
    await reader.sees(pressed(messages.voteDown))
    await reader.reads(plural(messages.score, -1), comment)
    await reader.button(messages.voteDown, comment).click()
    await reader.seesNo(pressed(messages.voteDown))
    await reader.seesNo(comment.getByText(plural(messages.score, -1)))

    const stranger = await newReader(setting)
    await eventually(async () => {
      await stranger.openArticle(slug)
      expect(await stranger.comment(TEXT).getByText(plural(messages.score, 1)).count()).toBe(0)
    })
  })

  test('a reader who is quicker than the network is not left behind', async () => {
    const slug = await publish()
    await post(slug, TEXT)
    const reader = await newReader(setting)
    const { messages, page } = reader
    await reader.openArticle(slug)
    await page.route('**/vote', async (route) => {
      await new Promise((later) => setTimeout(later, 200))
      await route.continue()
    })
    for (const name of [messages.voteUp, messages.voteDown, messages.voteDown])
      await reader.button(name, reader.comment(TEXT)).click()
    await eventually(async () => {
      expect(await page.locator('[aria-pressed="true"]').count()).toBe(0)
      expect((await listOf(commentsPath(slug))).items[0]?.score).toBe(0)
    })
    expect((await announcedOn(page)).filter((text) => text === messages.voteCounted)).toHaveLength(2)
  })

  test('two readers’ votes add up', async () => {
    const slug = await publish()
    await post(slug, TEXT)
    for (const _ of ['one', 'another']) {
      const reader = await newReader(setting)
      await reader.openArticle(slug)
      await reader.button(reader.messages.voteUp, reader.comment(TEXT)).click()
      await reader.hears(reader.messages.voteCounted)
    }
    const third = await newReader(setting)
    await eventually(async () => {
      await third.openArticle(slug)
      expect(await third.comment(TEXT).getByText(third.plural(third.messages.score, 2)).count()).toBe(1)
    })
  })
})

describe.each(UNSCRIPTED)('$name', (setting) => {
  test('a vote leads back to the comment, and can be taken back there', async () => {
    const slug = await publish()
    await post(slug, TEXT)
    const reader = await newReader(setting)
    const { messages, page, plural } = reader
    await reader.openArticle(slug)
    const comment = reader.comment(TEXT)
    await reader.button(messages.voteUp, comment).click()
    await reader.reads(messages.voteCounted, comment)
    await eventually(async () => {
      await page.reload()
      expect(await comment.getByText(plural(messages.score, 1)).count()).toBe(1)
    })
    await reader.button(messages.voteBack, comment).click()
    await eventually(async () => {
      await page.reload()
      expect(await comment.getByText(plural(messages.score, 1)).count()).toBe(0)
    })
    expect(await comment.getByText(messages.voteCounted).count()).toBe(0)
  })
})
