/** A local stack with an empty paper and no limits on who may write how much, to put under load; and conversations in it. */
import { type Stack, type StackOptions, startStack } from '../../local/stack.ts'
import { PLENTY } from '../../test/kit/site/plenty.ts'
import { commentOf, postEach } from './comments.ts'

/** Of each function, at once; the local run's default. An environment waits for the engine half of its time. */
export const ENVIRONMENTS = 4

/** What one posts to Understory. */
export const bodyOf = (number: number | '{n}'): string => {
  const { name, text } = commentOf(number)
  return JSON.stringify({ author: { name }, text })
}

export async function startLimitless(options: StackOptions = {}): Promise<Stack> {
  const context = { throttleRate: '100000', throttleBurst: '100000' }
  const stack = await startStack({ port: 0, data: ':memory:', quiet: true, context, ...options })
  const answer = await fetch(`${stack.origin}/v1/moderation/settings`, {
    headers: { authorization: `Bearer ${await stack.token('moderator')}` },
  })
  await send(stack, 'PUT', '/v1/moderation/settings', 'moderator', {
    ...((await answer.json()) as object),
    ...PLENTY,
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
      body: bodyOf(number),
    }),
  )
  await stack.settled()
  return path
}
