/** A local stack with an empty paper and no limits on who may write how much, to put under load; and conversations in it. */
import { type Stack, type StackOptions, startStack } from '../../local/stack.ts'
import { PLENTY } from '../../test/kit/site/plenty.ts'
import { callsTo } from '../../test/kit/stack/callsTo.ts'
import { commentOf, postEach } from './comments.ts'

/** Of each function, at once; the local run's default. An environment waits for the engine half of its time. */
export const ENVIRONMENTS = 4

/** What one posts to Understory. */
const commentBody = (number: number | '{n}') => {
  const { name, text } = commentOf(number)
  return { author: { name }, text }
}
export const bodyOf = (number: number | '{n}'): string => JSON.stringify(commentBody(number))

export async function startLimitless(options: StackOptions = {}): Promise<Stack> {
  const context = { throttleRate: '100000', throttleBurst: '100000' }
  const stack = await startStack({ port: 0, data: ':memory:', quiet: true, context, ...options })
  await callsTo(stack, stack.origin).changeSettings(PLENTY)
  return stack
}

/** Publishes an article and posts root comments under it, through the API. @returns the address of its comments */
export async function seedThread(stack: Stack, slug: string, comments: number): Promise<string> {
  const { ask, publish } = callsTo(stack, stack.origin)
  await publish({ title: slug, slug })
  const path = `/v1/articles/${slug}/comments`
  await postEach(comments, (number) => ask('POST', path, { body: commentBody(number) }))
  await stack.settled()
  return path
}
