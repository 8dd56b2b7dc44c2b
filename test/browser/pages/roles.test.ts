/**
 * The conversation for screen readers: the roles and names of all elements, and announcements of changes.
 */
import { beforeAll, describe, expect, test } from '@jest/globals'
import type { Locator } from 'playwright-core'
import { commentsPath, eventually, page as listOf, post, publish } from '../../kit/http/fixtures.ts'
import { announcedOn } from '../reader/announcements.ts'
import { MATRIX, PLAIN, SCRIPTED } from '../reader/matrix.ts'
import { filled, newReader } from '../reader/reader.ts'

/** The accessibility tree, without values that differ between runs. */
async function outline(locator: Locator): Promise<string> {
  const lines = (await locator.ariaSnapshot()).split('\n').filter((line) => !/^\s*- (\/url|time):/.test(line))
  return lines.map((line) => line.replace(/(link )"(now|.* UTC|.* ago)"/, '$1"(when)"').replace(/:$/, '')).join('\n')
}

const comment = (author: string, text: string) => `\
- article
  - text: ${author}
  - link "(when)"
  - paragraph: ${text}
  - button "Vote up": ▲
  - button "Vote down": ▼
  - link "Reply ${author}"
  - link "Report ${author}"`

const indented = (text: string, by: number) => text.replace(/^/gm, ' '.repeat(by))

const HINT = 'Markdown works: **bold**, *italic*, > quote.'

const conversation = (hint: string) => `\
- region "2 comments"
  - heading "2 comments" [level=2]
  - link "Leave a comment"
  - list
    - listitem
${indented(comment('Ada', 'Who rings the bell?'), 6)}
      - list
        - listitem
${indented(comment('Ada', 'The warden.'), 10)}
  - form "Leave a comment"
    - heading "Leave a comment" [level=2]
    - text: Comment
    - paragraph: "${hint}"
    - textbox "Comment"
    - text: Name
    - textbox "Name"
    - text: E-mail (optional)
    - paragraph: Never shown to anyone.
    - textbox "E-mail (optional)"
    - text: Website (optional)
    - textbox "Website (optional)"
    - paragraph
      - button "Post comment"
    - status
  - status`

const OWN = `\
- article
  - text: Grace
  - link "(when)"
  - paragraph: Hello.
  - button "Vote up" [pressed]: ▲
  - text: 1 point
  - button "Vote down": ▼
  - link "Reply Grace"
  - link "Report Grace"
  - button "Edit"
  - button "Delete"
  - text: "Time left to edit: (time)"
  - form "Delete this comment for good?"
    - heading "Delete this comment for good?" [level=3]
    - paragraph
      - button "Delete for good"
      - button "Cancel"`

let slug: string

beforeAll(async () => {
  slug = await publish({ title: 'The bell on the bar' })
  const { comment: root } = await post(slug, 'Who rings the bell?')
  await post(slug, 'The warden.', root.id)
  await eventually(async () => expect((await listOf(commentsPath(slug))).items[0]?.replies.total).toBe(1))
})

describe.each(MATRIX.filter(({ lang, viewport }) => lang === 'en' && viewport.width === 1280))('$name', (setting) => {
  test('every part of a conversation has its role and its name', async () => {
    const reader = await newReader(setting)
    await reader.openArticle(slug)
    if (setting.scripts) await reader.page.locator('[aria-pressed]').first().waitFor()
    expect(await outline(reader.page.getByRole('region'))).toBe(
      conversation(setting.scripts ? `${HINT} Ctrl+Enter or Cmd+Enter sends it.` : HINT),
    )
    // One heading of level 1, and landmarks for navigation.
    expect(await reader.page.getByRole('heading', { level: 1 }).count()).toBe(1)
    for (const role of ['banner', 'search', 'main', 'contentinfo'] as const)
      expect(await reader.page.getByRole(role).count()).toBe(1)
  })
})

test('what scripts add has its role and its name', async () => {
  const own = await publish()
  const reader = await newReader(PLAIN)
  const { messages } = reader
  await reader.openArticle(own)
  await reader.post('Hello.', 'Grace')
  await reader.button(messages.voteUp).click()
  await reader.hears(messages.voteCounted)
  await reader.button(messages.delete).click()
  const told = (await outline(reader.comment('Hello.'))).replace(/(edit: )[^"]*/, '$1(time)')
  expect(told).toBe(OWN)
})

describe.each(SCRIPTED.filter(({ viewport }) => viewport.width === 1280))('$name', (setting) => {
  test('everything that happens is announced, once and in order', async () => {
    const own = await publish()
    await post(own, 'Who rings the bell?')
    const reader = await newReader(setting)
    const { messages, page, plural } = reader
    await reader.openArticle(own)
    await reader.fill({ text: 'Hello.', name: ' ' })
    await reader.button(messages.post).click()
    const fault = plural(messages.mend, 1)
    await eventually(async () =>
      expect((await announcedOn(page)).map((text) => text.replace(/\s+/g, ' '))).toContain(fault),
    )
    await reader.post('Hello.', 'Grace')
    await reader.button(messages.voteUp, reader.comment('Hello.')).click()
    await reader.hears(messages.voteCounted)
    await reader.button(messages.edit).click()
    await page.getByRole('textbox', { name: messages.yourComment }).fill('Hello!')
    await reader.button(messages.save).click()
    await reader.hears(messages.ownSaved)
    await reader.field('comment').fill('t'.repeat(7990))
    await reader.hears(plural(messages.charactersLeft, 10))
    await reader.field('comment').fill('t'.repeat(8001))
    const count = new Intl.NumberFormat(setting.lang)
    const tooLong = filled(messages.faultTooLong, { count: count.format(8001), max: count.format(8000) })
    await reader.hears(tooLong)
    await reader.field('comment').fill('')
    await reader.button(messages.delete).click()
    await reader.button(messages.deleteForGood).click()
    await reader.hears(messages.ownDeleted)
    expect(await announcedOn(page)).toEqual([
      fault,
      messages.sending,
      messages.ownPublished,
      messages.voteCounted,
      messages.ownSaved,
      plural(messages.charactersLeft, 10),
      tooLong,
      messages.ownDeleted,
    ])
  })
})
