/**
 * A local stack with the complete sample newspaper. On a very busy machine some samples may fail, and pictures and
 * measurements would differ.
 */
import { join } from 'node:path'
import { countComments, readSamples } from '../../../local/samples/samples.ts'
import { type Stack, type StackOptions, startStack } from '../../../local/stack.ts'

const CONTENT = join(import.meta.dirname, '../../../content')

const ATTEMPTS = 3

/** @throws Error with the name of an article that lacks comments after all attempts */
export async function startSampleSite(options: StackOptions = {}): Promise<Stack> {
  for (let attempt = 1; ; attempt++) {
    const stack = await startStack({ port: 0, data: ':memory:', quiet: true, samples: true, ...options })
    await stack.settled()
    const incomplete = await firstIncomplete(stack)
    if (incomplete === undefined) return stack
    await stack.stop()
    if (attempt === ATTEMPTS) throw new Error(`Comments of ${incomplete} are missing.`)
  }
}

/** Returns pieces of the sample newspaper's English prose. Random and repeated texts would compress differently. */
export async function proseOf(): Promise<(length: number) => string> {
  const bodies = (await readSamples(CONTENT)).map(({ article }) => article.body)
  const text = bodies
    .filter((body) => !/[^\n -\u02ff\u2010-\u20ac]/.test(body))
    .join('\n')
    .replace(/[^\w\s.,;’]+/g, ' ')
    .replace(/\s+/g, ' ')
  let position = 0
  return (length) => {
    position += length
    if (position > text.length) throw new Error('The sample paper has too little text for this.')
    return text.slice(position - length, position)
  }
}

async function firstIncomplete(stack: Stack): Promise<string | undefined> {
  for (const { article, comments } of await readSamples(CONTENT)) {
    const { slug, comments: conversation } = article
    // Held comments are not counted.
    const isHeld =
      typeof conversation === 'object' &&
      conversation !== null &&
      'policy' in conversation &&
      conversation.policy === 'held'
    if (typeof slug !== 'string' || comments.length === 0 || isHeld) continue
    const response = await fetch(`${stack.origin}/v1/comment-counts?slug=${slug}`)
    const { counts } = (await response.json()) as { counts: Record<string, number> }
    if (counts[slug] !== countComments(comments)) return slug
  }
  return undefined
}
