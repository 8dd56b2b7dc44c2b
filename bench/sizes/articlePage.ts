/**
 * An article page: 6,000 characters of prose and 25 comments of 500 characters, without and with a full preview of two
 * replies each.
 */
import { startStack } from '../../local/stack.ts'
import { PLENTY } from '../../test/kit/site/plenty.ts'
import { callsTo } from '../../test/kit/stack/callsTo.ts'
import { proseOf } from '../../test/kit/stack/sampleSite.ts'

const ROOTS = 25
const LENGTH = 500

/** @returns the HTML of both */
export async function articlePages(): Promise<{ plain: string; full: string }> {
  const stack = await startStack({ port: 0, quiet: true, environments: 1 })
  try {
    const calls = callsTo(stack)
    await calls.changeSettings(PLENTY)
    const page = async (slug: string, replies: number): Promise<string> => {
      const next = await proseOf()
      await calls.publish({ title: 'A full page', slug, body: next(6000) })
      const post = (parentId?: string) =>
        calls.call('POST', `/v1/articles/${slug}/comments`, {
          body: { author: { name: 'Wilhelmina Tarrant' }, text: next(LENGTH), parentId },
        })
      for (let root = 0; root < ROOTS; root++) {
        const { comment } = await post()
        for (let reply = 0; reply < replies; reply++) await post(comment.id)
      }
      await stack.settled()
      return (await fetch(`${stack.url}/articles/${slug}?lang=en`)).text()
    }
    return { plain: await page('plain', 0), full: await page('full', 2) }
  } finally {
    await stack.stop()
  }
}
