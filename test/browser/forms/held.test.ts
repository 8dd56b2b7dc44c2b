/**
 * Held comments.
 */
import { describe, expect, test } from '@jest/globals'
import { decide, eventually, publishWithPolicy, queueOf } from '../../kit/http/fixtures.ts'
import { MATRIX } from '../reader/matrix.ts'
import { newReader } from '../reader/reader.ts'

const TEXT = 'Let me through.'

async function decideAbout(action: string, slug: string): Promise<void> {
  const queue = await eventually(async () => {
    const found = await queueOf(slug)
    expect(found).toHaveLength(1)
    return found
  })
  const results = await decide(
    action,
    slug,
    queue.map(({ id, version }) => ({ id, version })),
  )
  expect(results.every(({ ok }) => ok)).toBe(true)
}

describe.each(MATRIX)('$name', (setting) => {
  test('a held comment is shown to its author alone until it is approved', async () => {
    const slug = await publishWithPolicy('held')
    const reader = await newReader(setting)
    const { messages, page } = reader
    await reader.openArticle(slug)
    await reader.reads(messages.policyHeld)
    await reader.post(TEXT, 'Grace', messages.ownHeld)
    await page.reload()
    await reader.reads(messages.ownHeld)
    await reader.sees(reader.comment(TEXT))

    const stranger = await newReader(setting)
    await stranger.openArticle(slug)
    await stranger.reads(messages.noComments)
    expect(await stranger.comment(TEXT).count()).toBe(0)

    await decideAbout('approve', slug)
    await eventually(async () => {
      await stranger.page.reload()
      expect(await stranger.comment(TEXT).count()).toBe(1)
    })
    await page.reload()
    await reader.sees(reader.comment(TEXT))
    await reader.seesNo(page.getByText(messages.ownHeld))
    expect(await reader.comment(TEXT).count()).toBe(1)
  })

  test('a held comment can be changed before anybody has seen it', async () => {
    const slug = await publishWithPolicy('held')
    const reader = await newReader(setting)
    const { messages, page } = reader
    await reader.openArticle(slug)
    await reader.post('Let me trough.', 'Grace', messages.ownHeld)
    if (setting.scripts) {
      await reader.button(messages.edit).click()
      await page.getByRole('textbox', { name: messages.yourComment }).fill(TEXT)
    } else await reader.field('comment').fill(TEXT)
    await reader.button(messages.save).click()
    await reader.sees(reader.comment(TEXT))
    await reader.sees(page.getByText(messages.ownHeld))
    expect((await queueOf(slug)).map(({ source }) => source)).toEqual([TEXT])
  })

  test('a comment of theirs that a moderator refused stands no longer', async () => {
    const slug = await publishWithPolicy('held')
    const reader = await newReader(setting)
    const { messages, page } = reader
    await reader.openArticle(slug)
    await reader.post(TEXT, 'Grace', messages.ownHeld)
    await decideAbout('remove', slug)
    await page.reload()
    await reader.reads(setting.scripts ? messages.removed : messages.ownRemoved)
    await reader.seesNo(page.getByText(messages.ownHeld))
    expect(await reader.comment(TEXT).count()).toBe(0)
  })
})

describe.each(MATRIX)('$name', (setting) => {
  test('closed comments are read, and no form is offered', async () => {
    const slug = await publishWithPolicy('closed')
    const reader = await newReader(setting)
    await reader.openArticle(slug)
    await reader.reads(reader.messages.policyClosed)
    expect(await reader.form().count()).toBe(0)
  })
})
