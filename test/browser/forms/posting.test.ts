/**
 * Posting a comment and finding it in its place.
 */
import { describe, expect, test } from '@jest/globals'
import { commentsPath, page as listOf, publish } from '../../kit/http/fixtures.ts'
import { MATRIX } from '../reader/matrix.ts'
import { newReader } from '../reader/reader.ts'

const TEXT = 'The ferry was late again.'

describe.each(MATRIX)('$name', (setting) => {
  test('a comment is written and stands in the conversation', async () => {
    const slug = await publish({ title: 'A quiet harbour' })
    const reader = await newReader(setting)
    const { messages } = reader
    await reader.openArticle(slug)
    await reader.reads(messages.noComments)
    await reader.post(TEXT, 'Grace')
    if (setting.scripts) await reader.sees(reader.heading(reader.plural(messages.commentCount, 1)))
    else await reader.link(messages.inConversation).click()
    await reader.sees(reader.comment(TEXT))
    // The address has no `lang` parameter, because the reader did not choose a language.
    expect(new URL(reader.page.url()).searchParams.has('lang')).toBe(false)

    const stranger = await newReader(setting)
    await stranger.openArticle(slug)
    await stranger.sees(stranger.comment(TEXT))
    expect((await listOf(commentsPath(slug))).items).toHaveLength(1)
  })
})
