/**
 * An article page as a reader gets it: 6,000 characters of prose and 25 comments of 500 characters, without and with a full
 * preview of two replies each.
 */
import { type Stack, startStack } from '../../local/stack.ts'
import { PLENTY } from '../../test/kit/site/plenty.ts'
import { proseOf } from '../../test/kit/stack/sampleSite.ts'

const ROOTS = 25
const LENGTH = 500

/** @returns the HTML of both */
export async function articlePages(): Promise<{ plain: string; full: string }> {
  const stack = await startStack({ port: 0, quiet: true, environments: 1 })
  try {
    const call = caller(stack)
    const moderator = { authorization: `Bearer ${await stack.token('moderator')}` }
    const settings = await call<object>('GET', '/v1/moderation/settings', undefined, moderator)
    await call('PUT', '/v1/moderation/settings', { ...settings, ...PLENTY }, moderator)
    const editor = { authorization: `Bearer ${await stack.token('editor')}` }
    const page = async (slug: string, replies: number): Promise<string> => {
      const next = await proseOf()
      const article = { title: 'A full page', slug, body: next(6000), status: 'published' }
      await call('POST', '/v1/editor/articles', article, editor)
      const post = (parentId?: string) =>
        call<{ comment: { id: string } }>('POST', `/v1/articles/${slug}/comments`, {
          author: { name: 'Wilhelmina Tarrant' },
          text: next(LENGTH),
          ...(parentId && { parentId }),
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

const caller =
  ({ url }: Stack) =>
  async <Body>(method: string, path: string, body?: object, headers: Record<string, string> = {}): Promise<Body> => {
    const response = await fetch(url + path, {
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`)
    return response.json() as Promise<Body>
  }
