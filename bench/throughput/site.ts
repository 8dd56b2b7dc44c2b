/** A local stack without articles and without limits, to put under load, and threads in it. */
import { type Stack, type StackOptions, startStack } from '../../local/stack.ts'
import { PLENTY, UNTHROTTLED } from '../../test/kit/site/plenty.ts'
import { callsTo } from '../../test/kit/stack/callsTo.ts'
import { commentOf, postEach } from './comments.ts'

/** Environments of each function, the local run's default. An environment waits for the engine half of its time. */
export const ENVIRONMENTS = 4

/** A comment as Understory takes it. */
const commentBody = (number: number | '{n}') => {
  const { name, text } = commentOf(number)
  return { author: { name }, text }
}
export const bodyOf = (number: number | '{n}'): string => JSON.stringify(commentBody(number))

export async function startLimitless(options: StackOptions = {}): Promise<Stack> {
  const stack = await startStack({ port: 0, data: ':memory:', quiet: true, context: UNTHROTTLED, ...options })
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
