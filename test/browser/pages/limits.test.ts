/**
 * A reader who posts too fast is told how long to wait, and the text is kept. The test has its own stack with a limit
 * of one comment a minute. A higher limit would allow another comment while the form is filled in.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Stack, startStack } from '../../../local/stack.ts'
import { callsTo } from '../../kit/stack/callsTo.ts'
import { MATRIX } from '../reader/matrix.ts'
import { articleAt, newReader, type Reader } from '../reader/reader.ts'

let stack: Stack
let calls: ReturnType<typeof callsTo>

beforeAll(async () => {
  stack = await startStack({ port: 0, quiet: true })
  calls = callsTo(stack)
  await calls.changeSettings({ commentsPerMinute: 1 })
})

afterAll(() => stack.stop())

/** Posts the one comment that this address may post in this minute. @returns the slug of an article */
async function busyArticle(): Promise<string> {
  const slug = await calls.publish({ title: 'A busy day' })
  for (let status = 201; status === 201; ) {
    const answer = await calls.askToPost(slug, 'Once more.')
    await answer.text()
    status = answer.status
  }
  return slug
}

/** The sentence with the time to wait, with any number. */
function asksToWait({ messages, page }: Reader) {
  const [before = ''] = messages.tooMany.other.split('{count}')
  return page.getByText(before.trim()).first()
}

describe.each(MATRIX)('$name', (setting) => {
  test('too many comments in a minute are refused, and the text is kept', async () => {
    const slug = await busyArticle()
    const reader = await newReader(setting, { baseURL: stack.url })
    const { messages, page } = reader
    await page.goto(articleAt(slug))
    await reader.fill({ text: 'One too many.', name: 'Grace' })
    await reader.button(messages.post).click()
    await reader.sees(asksToWait(reader))
    if (setting.scripts) {
      await reader.sees(reader.button(messages.tryAgain))
      await reader.button(messages.edit, reader.comment('One too many.')).click()
    }
    expect(await reader.field('comment').inputValue()).toBe('One too many.')
    expect(await reader.field('name').inputValue()).toBe('Grace')
  })
})
