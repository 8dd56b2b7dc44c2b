/**
 * Editing and deleting one's own comment.
 */
import { describe, expect, test } from '@jest/globals'
import { commentsPath, eventually, page as listOf, publish } from '../../kit/http/fixtures.ts'
import { SCRIPTED, UNSCRIPTED } from '../reader/matrix.ts'
import { newReader } from '../reader/reader.ts'

describe.each(SCRIPTED)('$name', (setting) => {
  test('a comment is edited where it stands, within its time', async () => {
    const slug = await publish()
    const reader = await newReader(setting)
    const { messages, page } = reader
    await reader.openArticle(slug)
    await reader.post('Teh ferry.', 'Grace')
    const [before = ''] = messages.timeToEdit.split('{time}')
    await reader.sees(reader.comment('Teh ferry.').getByText(before.trim()))
    await reader.button(messages.edit, reader.comment('Teh ferry.')).click()
    const area = page.getByRole('textbox', { name: messages.yourComment })
    await reader.hasFocus(area)
    expect(await area.inputValue()).toBe('Teh ferry.')
    await area.fill('   ')
    await reader.button(messages.save).click()
    await reader.reads(messages.faultRequired)
    await area.fill('The *ferry*.')
    await reader.button(messages.save).click()
    await reader.hears(messages.ownSaved)
    await reader.seesNo(area)
    expect(await page.getByRole('emphasis').textContent()).toBe('ferry')

    // The same browser can still edit the comment after a reload.
    await page.reload()
    await reader.button(messages.edit).click()
    expect(await area.inputValue()).toBe('The *ferry*.')
    await area.fill('The *ferries*.')
    await page.keyboard.press('Escape')
    await reader.seesNo(area)
    await reader.hasFocus(reader.button(messages.edit))

    // Unsaved text is restored when the editor is opened again.
    await page.reload()
    await reader.button(messages.edit).click()
    expect(await area.inputValue()).toBe('The *ferries*.')
    await reader.button(messages.cancel).click()
    await reader.button(messages.edit).click()
    expect(await area.inputValue()).toBe('The *ferry*.')
    await area.fill('The *ferries*.')
    await reader.button(messages.save).click()
    await reader.hears(messages.ownSaved)
    await reader.button(messages.edit).click()
    expect(await area.inputValue()).toBe('The *ferries*.')
    expect(await page.getByRole('emphasis').textContent()).toBe('ferries')
  })

  test('a comment is deleted after a question', async () => {
    const slug = await publish()
    const reader = await newReader(setting)
    const { messages } = reader
    await reader.openArticle(slug)
    await reader.post('I take it back.', 'Grace')
    await reader.button(messages.delete).click()
    await reader.sees(reader.heading(messages.deleteSure))
    await reader.button(messages.cancel).click()
    await reader.hasFocus(reader.button(messages.delete))
    await reader.button(messages.delete).click()
    await reader.button(messages.deleteForGood).click()
    await reader.hears(messages.ownDeleted)
    await reader.reads(messages.removed)
    await reader.seesNo(reader.comment('I take it back.'))
    await reader.sees(reader.heading(messages.comments))
    expect((await listOf(commentsPath(slug))).items.every(({ state }) => state === 'removed')).toBe(true)
  })
})

describe.each(UNSCRIPTED)('$name', (setting) => {
  test('a comment is edited on its author’s own page', async () => {
    const slug = await publish()
    const reader = await newReader(setting)
    const { messages, page } = reader
    await reader.openArticle(slug)
    await reader.post('Teh ferry.', 'Grace')
    const own = page.url()
    expect(await reader.field('comment').inputValue()).toBe('Teh ferry.')
    await reader.field('comment').fill('The *ferry*.')
    await reader.button(messages.save).click()
    await reader.reads(messages.ownSaved)
    expect(await page.getByRole('emphasis').textContent()).toBe('ferry')
    await reader.link(messages.inConversation).click()
    await reader.sees(page.getByText('ferry', { exact: true }))

    const stranger = await newReader(setting)
    await stranger.page.goto(own)
    await stranger.reads(messages.notYours)
  })

  test('a comment is deleted there after a question', async () => {
    const slug = await publish()
    const reader = await newReader(setting)
    const { messages, page } = reader
    await reader.openArticle(slug)
    await reader.post('I take it back.', 'Grace')
    await page.getByText(messages.delete, { exact: true }).click()
    await reader.reads(messages.deleteSure)
    await reader.button(messages.deleteForGood).click()
    await reader.reads(messages.ownDeleted)
    await reader.link(messages.backToArticle).click()
    await eventually(async () => {
      await page.reload()
      expect(await reader.comment('I take it back.').count()).toBe(0)
    })
  })
})
