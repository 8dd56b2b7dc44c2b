/**
 * A reader who writes a lot in a short time is told how long to wait, and the text is kept. On a stack of its own, whose limit
 * is one comment a minute: a higher limit would allow another one while the form is filled in.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type Stack, startStack } from '../../../local/stack.ts'
import { MATRIX } from '../reader/matrix.ts'
import { articleAt, newReader, type Reader } from '../reader/reader.ts'

let stack: Stack

beforeAll(async () => {
  stack = await startStack({ port: 0, quiet: true })
  // Before any function has read them: they are remembered for ten seconds.
  const settings = `${stack.url}/v1/moderation/settings`
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${await stack.token('moderator')}` }
  const usual = (await (await fetch(settings, { headers })).json()) as object
  const body = JSON.stringify({ ...usual, commentsPerMinute: 1 })
  expect((await fetch(settings, { method: 'PUT', headers, body })).status).toBe(200)
})

afterAll(() => stack.stop())

/** Uses up the minute of this machine's address. @returns the slug of an article */
async function busyArticle(): Promise<string> {
  const json = { 'content-type': 'application/json' }
  const created = await fetch(`${stack.url}/v1/editor/articles`, {
    method: 'POST',
    headers: { ...json, authorization: `Bearer ${await stack.token('editor')}` },
    body: JSON.stringify({ title: 'A busy day', body: 'Indeed.', status: 'published' }),
  })
  const { slug }: { slug: string } = await created.json()
  for (let status = 201; status === 201; ) {
    const answer = await fetch(`${stack.url}/v1/articles/${slug}/comments`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ author: { name: 'Ada' }, text: 'Once more.' }),
    })
    await answer.text()
    status = answer.status
  }
  return slug
}

/** The sentence that says how long, whatever the number is by now. */
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
