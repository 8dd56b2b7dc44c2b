/**
 * Publishes the sample articles (content/) through the API, as an editor and readers would. content/README.md describes
 * the format.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { untilAnswered } from './untilAnswered.ts'

export type SampleComment = {
  readonly name: string
  readonly text: string
  readonly url?: string
  readonly replies: readonly SampleComment[]
}

export type Sample = {
  /** The file's name without its ending. */
  readonly name: string
  /** Fields of POST /v1/editor/articles. */
  readonly article: { readonly title: string; readonly body: string; readonly [field: string]: unknown }
  readonly comments: readonly SampleComment[]
}

export type Target = {
  readonly url: string
  readonly editorToken: string
}

export type Published = {
  readonly articles: number
  readonly comments: number
}

/** The API refused a sample. The message has its name and the answer. */
class SampleRefused extends Error {
  override readonly name = 'SampleRefused'
}

const comment: z.ZodType<SampleComment> = z.strictObject({
  name: z.string(),
  text: z.string(),
  url: z.string().exactOptional(),
  get replies() {
    return z.array(comment).default([])
  },
})
const frontMatter = z.looseObject({ title: z.string() })

/** Splits a Markdown file into its YAML front matter and what follows. */
function article(text: string): Sample['article'] {
  const [, front = '', body = ''] = /^---\n(.*?)\n---\n(.*)$/s.exec(text) ?? []
  return { ...frontMatter.parse(parse(front)), body: body.trim() }
}

/** @throws Error naming the file that is not as content/README.md says */
export async function readSamples(folder: string): Promise<Sample[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.md') && file !== 'README.md')
  return Promise.all(
    files.map(async (file) => {
      const name = basename(file, '.md')
      try {
        const [markdown, conversation] = await Promise.all([
          readFile(join(folder, file), 'utf8'),
          readFile(join(folder, `${name}.comments.yaml`), 'utf8').catch(() => '[]'),
        ])
        return { name, article: article(markdown), comments: z.array(comment).parse(parse(conversation) ?? []) }
      } catch (error) {
        throw new Error(`content/${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
      }
    }),
  )
}

export const countComments = (comments: readonly SampleComment[]): number =>
  comments.reduce((count, { replies }) => count + 1 + countComments(replies), 0)

async function answerOf(response: Response, what: string): Promise<unknown> {
  const text = await response.text()
  if (response.ok) return text === '' ? undefined : JSON.parse(text)
  throw new SampleRefused(`${what} was refused: ${response.status} ${text.slice(0, 500)}`)
}

const post = (url: string, body: unknown, headers: Record<string, string>): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })

const articleAnswer = z.object({ slug: z.string(), title: z.string() })
const listAnswer = z.object({ items: z.array(articleAnswer), nextCursor: z.string().nullish() })
const postedAnswer = z.object({ comment: z.object({ id: z.string() }) })

/** Slugs by title, with drafts: the articles that an interrupted first start has already published. */
async function publishedBefore({ url, editorToken }: Target): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  const headers = { authorization: `Bearer ${editorToken}` }
  let cursor: string | null | undefined
  do {
    const after = cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''
    const response = await untilAnswered(() => fetch(`${url}/v1/editor/articles?limit=100${after}`, { headers }))
    const page = listAnswer.parse(await answerOf(response, 'The list of articles'))
    for (const { title, slug } of page.items) found.set(title, slug)
    cursor = page.nextCursor
  } while (cursor)
  return found
}

/** Editors' posts have no idempotency key, so a repeat first checks whether the article was stored. */
async function publishArticle(target: Target, sample: Sample): Promise<string> {
  const headers = { authorization: `Bearer ${target.editorToken}` }
  let repeats = false
  let stored: string | undefined
  const response = await untilAnswered(async () => {
    if (repeats) stored = (await publishedBefore(target)).get(sample.article.title)
    repeats = true
    return stored === undefined
      ? post(`${target.url}/v1/editor/articles`, sample.article, headers)
      : Response.json({ slug: stored, title: sample.article.title })
  })
  return articleAnswer.parse(await answerOf(response, `content/${sample.name}.md`)).slug
}

/** Posts one comment after another, so that they are in order. */
async function postConversation(
  url: string,
  slug: string,
  comments: readonly SampleComment[],
  posted: () => void,
  parentId?: string,
  path = slug,
): Promise<void> {
  for (const [index, { name, text, url: site, replies }] of comments.entries()) {
    const place = `${path}/${index}`
    const author = { name, ...(site !== undefined && { url: site }) }
    const body = { author, text, ...(parentId !== undefined && { parentId }) }
    // The same key each time: after an interrupted first start, the next start posts no comment twice.
    const key = createHash('sha256').update(place).digest('hex').slice(0, 32)
    const address = `${url}/v1/articles/${encodeURIComponent(slug)}/comments`
    const response = await untilAnswered(() => post(address, body, { 'idempotency-key': key }))
    const answer = postedAnswer.parse(await answerOf(response, `Comment ${place}`))
    posted()
    await postConversation(url, slug, replies, posted, answer.comment.id, place)
  }
}

/**
 * @param progress called with the share that is done, from 0 to 1
 * @throws SampleRefused when the API refuses one
 */
export async function publishSamples(
  target: Target,
  samples: readonly Sample[],
  progress: (share: number) => void,
): Promise<Published> {
  const comments = samples.reduce((count, sample) => count + countComments(sample.comments), 0)
  const total = samples.length + comments
  let done = 0
  const step = () => progress(++done / total)
  const before = await publishedBefore(target)
  const results = await Promise.allSettled(
    samples.map(async (sample) => {
      const slug = before.get(sample.article.title) ?? (await publishArticle(target, sample))
      step()
      await postConversation(target.url, slug, sample.comments, step)
    }),
  )
  const failed = results.find((result) => result.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  return { articles: samples.length, comments }
}
