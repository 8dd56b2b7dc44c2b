/**
 * An article and a comment that are written before the second deployment and must exist after it.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { check } from './steps.ts'

const TEXT = 'Still here after the second deployment.'
/** The projector counts within seconds. Half a minute is a fault. */
const COUNTED_SECONDS = 30

const Article = z.object({ slug: z.string() })
const Page = z.object({ total: z.number(), items: z.array(z.object({ html: z.string() })) })

async function post(url: string, body: object, token?: string): Promise<unknown> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  check(answer.status === 201, `POST ${url} answers 201, not ${answer.status} ${text}`)
  return JSON.parse(text)
}

/** @returns the slug of the article. */
export async function publishOne(api: string, editorToken: string): Promise<string> {
  const article = { title: `Deployed ${Date.now()}`, body: 'A body.', status: 'published' }
  const { slug } = Article.parse(await post(`${api}/v1/editor/articles`, article, editorToken))
  await post(`${api}/v1/articles/${slug}/comments`, { author: { name: 'Ada' }, text: TEXT })
  return slug
}

export async function readOne(api: string, slug: string): Promise<void> {
  const article = await fetch(`${api}/v1/articles/${slug}`)
  check(article.status === 200, `the article answers 200, not ${article.status}`)
  for (const deadline = Date.now() + COUNTED_SECONDS * 1000; ; await sleep(250)) {
    const answer = await fetch(`${api}/v1/articles/${slug}/comments`)
    const page = Page.parse(await answer.json())
    check(page.items.length === 1 && (page.items[0]?.html.includes(TEXT) ?? false), 'its comment is listed')
    if (page.total === 1) return
    check(Date.now() < deadline, `the projector counted it, not ${page.total}`)
  }
}
