/**
 * Replying to a comment and to a reply.
 */
import { describe, expect, test } from '@jest/globals'
import { post, publish } from '../../kit/http/fixtures.ts'
import { MATRIX } from '../reader/matrix.ts'
import { filled, newReader, type Reader } from '../reader/reader.ts'

async function answer(reader: Reader, to: { text: string; author: string }, text: string): Promise<void> {
  const { messages, setting } = reader
  await reader.action('reply', to.text, to.author).click()
  const form = reader.form(filled(messages.replyTo, { name: to.author }))
  await reader.sees(form)
  if (setting.scripts) await reader.hasFocus(reader.field('comment', form))
  await reader.fill({ text, name: 'Grace' }, form)
  await reader.button(messages.postReply, form).click()
  if (setting.scripts) {
    await reader.hears(messages.ownPublished)
    await reader.seesNo(form)
  } else {
    await reader.reads(messages.ownPublished)
    await reader.link(messages.inConversation).click()
  }
}

describe.each(MATRIX)('$name', (setting) => {
  test('a reply stands under what it answers, and so does a reply to it', async () => {
    const slug = await publish()
    await post(slug, 'Who rings the bell?')
    await post(slug, 'Another matter.')
    const reader = await newReader(setting)
    await reader.openArticle(slug)
    await answer(reader, { text: 'Who rings the bell?', author: 'Ada' }, 'The warden does.')
    await reader.sees(reader.thread('Who rings the bell?').getByText('The warden does.'))
    await answer(reader, { text: 'The warden does.', author: 'Grace' }, 'Not on Sundays.')
    const inner = reader.thread('The warden does.').last()
    await reader.sees(inner.getByText('Not on Sundays.'))

    const stranger = await newReader(setting)
    await stranger.openArticle(slug)
    await stranger.sees(stranger.comment('Another matter.'))
    expect(await stranger.thread('Another matter.').getByText('The warden does.').count()).toBe(0)
  })

  test('the reply form can be left, and offers to write a new comment instead', async () => {
    const slug = await publish()
    await post(slug, 'Who rings the bell?')
    const reader = await newReader(setting)
    const { messages } = reader
    await reader.openArticle(slug)
    await reader.action('reply', 'Who rings the bell?', 'Ada').click()
    const form = reader.form(filled(messages.replyTo, { name: 'Ada' }))
    await reader.sees(form)
    if (setting.scripts) {
      await reader.fill({ text: 'Half a thought' }, form)
      await reader.page.keyboard.press('Escape')
      await reader.seesNo(form)
      await reader.hasFocus(reader.action('reply', 'Who rings the bell?', 'Ada'))
      await reader.action('reply', 'Who rings the bell?', 'Ada').click()
      expect(await reader.field('comment', form).inputValue()).toBe('Half a thought')
      await reader.button(messages.cancel, form).click()
      await reader.seesNo(form)
    } else {
      await reader.link(messages.newComment).click()
      await reader.sees(reader.form())
    }
  })
})
