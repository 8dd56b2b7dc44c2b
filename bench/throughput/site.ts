/** A local stack with an empty paper and no limits on who may write how much, to put under load; and conversations in it. */
import { type Stack, type StackOptions, startStack } from '../../local/stack.ts'

/** 500 characters, most of them plain words, as comments are. */
export const TEXT = 'The harbour board voted again last night, and nobody on the quay was asked. '
  .repeat(7)
  .slice(0, 500)

export async function startLimitless(options: StackOptions = {}): Promise<Stack> {
  const context = { throttleRate: '100000', throttleBurst: '100000' }
  const stack = await startStack({ port: 0, data: ':memory:', quiet: true, context, ...options })
  const answer = await fetch(`${stack.origin}/v1/moderation/settings`, {
    headers: { authorization: `Bearer ${await stack.token('moderator')}` },
  })
  await send(stack, 'PUT', '/v1/moderation/settings', 'moderator', {
    ...((await answer.json()) as object),
    commentsPerMinute: 1_000_000,
  })
  return stack
}

async function send(stack: Stack, method: string, path: string, role: 'editor' | 'moderator', body: unknown) {
  const response = await fetch(stack.origin + path, {
    method,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await stack.token(role)}` },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`)
}

/** Publishes an article and posts root comments under it, through the API. @returns the address of its comments */
export async function seedThread(stack: Stack, slug: string, comments: number): Promise<string> {
  await send(stack, 'POST', '/v1/editor/articles', 'editor', { title: slug, slug, body: 'Text.', status: 'published' })
  const path = `/v1/articles/${slug}/comments`
  await postEach(comments, (number) =>
    fetch(stack.origin + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ author: { name: `Reader ${number}` }, text: `${number} ${TEXT}`.slice(0, 500) }),
    }),
  )
  await stack.settled()
  return path
}

/** Sends numbered requests, 16 at a time. */
async function postEach(count: number, send: (number: number) => Promise<Response>): Promise<void> {
  let next = 0
  const worker = async () => {
    while (next < count) {
      const response = await send(next++)
      const text = await response.text()
      if (!response.ok) throw new Error(`A comment was answered with ${response.status}: ${text}`)
    }
  }
  await Promise.all(Array.from({ length: 16 }, worker))
}
