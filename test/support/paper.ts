/**
 * A local stack with the sample paper in it, complete: on a machine that is too busy the samples stop half-way, and what is
 * shown or measured of them would be something else.
 */
import { join } from 'node:path'
import { countComments, readSamples } from '../../local/samples.ts'
import { type Stack, type StackOptions, startStack } from '../../local/stack.ts'

const CONTENT = join(import.meta.dirname, '../../content')

const ATTEMPTS = 3

/** @throws Error that names an article whose comments are not all there, however often it was tried */
export async function startPaper(options: StackOptions = {}): Promise<Stack> {
  for (let attempt = 1; ; attempt++) {
    const stack = await startStack({ port: 0, data: ':memory:', quiet: true, samples: true, ...options })
    await stack.settled()
    const incomplete = await firstIncomplete(stack)
    if (incomplete === undefined) return stack
    await stack.stop()
    if (attempt === ATTEMPTS) throw new Error(`Comments of ${incomplete} are missing.`)
  }
}

async function firstIncomplete(stack: Stack): Promise<string | undefined> {
  for (const { article, comments } of await readSamples(CONTENT)) {
    const { slug, comments: talk } = article
    // Held comments are not counted.
    const isHeld = typeof talk === 'object' && talk !== null && 'policy' in talk && talk.policy === 'held'
    if (typeof slug !== 'string' || comments.length === 0 || isHeld) continue
    const response = await fetch(`${stack.origin}/v1/comment-counts?slug=${slug}`)
    const { counts } = (await response.json()) as { counts: Record<string, number> }
    if (counts[slug] !== countComments(comments)) return slug
  }
  return undefined
}
