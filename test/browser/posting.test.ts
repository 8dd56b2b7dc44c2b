/**
 * Posting a comment, and finding it where it belongs.
 */
import { describe, expect, test } from '@jest/globals'
import { commentsPath, eventually, page as listOf, publish } from '../api/fixtures.ts'
import { MATRIX } from './matrix.ts'
import { newReader } from './reader.ts'

describe.each(MATRIX)('$name', (setting) => {
  test('a comment is written and stands in the conversation', async () => {
    const slug = await publish({ title: 'A quiet harbour' })
    const reader = await newReader(setting)
    const { messages } = reader
    await reader.openArticle(slug)
    await reader.reads(messages.noComments)
    await reader.fill({ text: 'The ferry was late again.', name: 'Grace' })
    await reader.button(messages.post).click()
    if (setting.scripts) {
      await reader.hears(messages.ownPublished)
      await reader.sees(reader.heading(reader.plural(messages.commentCount, 1)))
    } else {
      await reader.reads(messages.ownPublished)
      await reader.link(messages.inConversation).click()
    }
    await reader.sees(reader.comment('The ferry was late again.'))

    const stranger = await newReader(setting)
    await eventually(async () => {
      await stranger.openArticle(slug)
      expect(await stranger.heading(reader.plural(messages.commentCount, 1)).count()).toBe(1)
    })
    await stranger.sees(stranger.comment('The ferry was late again.'))
    expect((await listOf(commentsPath(slug))).items).toHaveLength(1)
  })
})
