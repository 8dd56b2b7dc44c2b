/**
 * Puts the corpus into every text field by every endpoint. The editors' API creates, replaces (as an import does) and
 * patches articles. Comments are posted and edited.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from '@jest/globals'
import { each } from '../../kit/each.ts'
import { type Answer, asEditor, call } from '../../kit/http/client.ts'
import { commentPath, editorPath, having, send, unique } from '../../kit/http/fixtures.ts'
import type { Article, Posted } from '../../kit/http/shapes.ts'
import { CORPUS } from './corpus.ts'
import type { Payload } from './payload.ts'

type Fields = Record<string, unknown>
export type Planted = { payload: Payload; article: Article; fields: string[] }
type Problem = { errors?: { pointer: string }[] }

/** A URL with the payload in its query, where any character may be. */
const inAddress = (text: string): string => `https://example.org/?${text}`

const fieldsOf = ({ text }: Payload): Fields => ({
  title: text,
  standfirst: text,
  body: text,
  tags: [text],
  authors: [{ name: text, url: text }],
  image: { url: inAddress(text), alt: text },
})

const NEEDED = ['title', 'body', 'name', 'text']

/** Sends a request, and repeats it without the refused fields until it is accepted. Only 422 may refuse it. */
async function sendTaken<B>(fields: Fields, request: (fields: Fields) => Promise<Answer<unknown>>) {
  let left = fields
  for (;;) {
    const answer = await request(left)
    // A busy server answers 503.
    if (answer.status === 503) {
      await sleep(500)
      continue
    }
    // The caller names the type of the body. The API suite checks it.
    if (answer.status < 300) return { answer: answer as Answer<B>, fields: left }
    expect({ status: answer.status, sent: answer.status === 422 || left }).toEqual({ status: 422, sent: true })
    // The body is a problem document.
    const faults = (answer.body as Problem).errors ?? []
    for (const { pointer } of faults) left = without(left, pointer)
  }
}

/**
 * Removes the refused field. For a byline with a refused address, only the address is removed. A required field gets a
 * harmless value.
 */
function without(fields: Fields, pointer: string): Fields {
  const [, name = '', , inner] = pointer.split('/')
  if (NEEDED.includes(name)) return { ...fields, [name]: 'Harmless.' }
  const { [name]: field, ...others } = fields
  if (inner !== 'url' || !Array.isArray(field)) return others
  return { ...others, [name]: field.map(({ name }: { name: string }) => ({ name })) }
}

/** Creates an article for each payload. @returns the accepted values of each */
export async function plantArticles(): Promise<Planted[]> {
  return each(CORPUS, async (payload) => {
    const slug = unique(`injection-${payload.number}`)
    const status = 'published'
    const created = await sendTaken<Article>(fieldsOf(payload), (fields) =>
      asEditor('POST', '/v1/editor/articles', { body: { slug, status, ...fields } }),
    )
    const { fields } = created
    const imported = await change('PUT', created.answer, { slug, status, ...fields })
    const harmless = await change('PATCH', imported, {
      title: 'Harmless.',
      body: 'Harmless.',
      tags: null,
      authors: null,
    })
    const edited = await change('PATCH', harmless, fields)
    // All three endpoints must give the same result.
    const rendered = ({ body: { title, standfirst, html, tags, authors, image } }: Answer<Article>) => ({
      ...{ title, standfirst, html, tags, authors, image },
    })
    expect(rendered(imported)).toEqual(rendered(created.answer))
    expect(rendered(edited)).toEqual(rendered(created.answer))
    const isKept = (name: string) => JSON.stringify(fields[name])?.includes(JSON.stringify(payload.text).slice(1, -1))
    return { payload, article: edited.body, fields: Object.keys(fieldsOf(payload)).filter(isKept) }
  })
}

async function change(method: string, { body, headers }: Answer<Article>, fields: Fields): Promise<Answer<Article>> {
  const options = { body: fields, headers: { 'if-match': headers.etag ?? '' } }
  return having(200, await asEditor<Article>(method, editorPath(body.slug), options))
}

/** This makes the text so long that previews shorten it. */
const MORE = ` ${'and so on '.repeat(30)}`

export type PlantedComments = {
  /** The number of payloads accepted as a name, as a text and as an address. */
  names: number
  texts: number
  urls: number
  /** The ids of the roots. Each root has a reply that was edited to the same payload. */
  roots: { payload: Payload; id: string }[]
}

/**
 * Posts each payload as the name, text and address of a comment. Each comment gets a harmless reply, which is edited to
 * the payload.
 */
export async function plantComments(slug: string, payloads = CORPUS): Promise<PlantedComments> {
  const planted: PlantedComments = { names: 0, texts: 0, urls: 0, roots: [] }
  await each(payloads, async (payload) => {
    const { text } = payload
    const { answer, fields } = await postTaken(slug, { name: text, url: text, text })
    if (fields.name === text) planted.names++
    if (fields.text === text) planted.texts++
    if (fields.url === text) planted.urls++
    const id = answer.body.comment.id
    planted.roots.push({ payload, id })
    const harmless = { name: fields.name, text: 'Harmless.', url: inAddress(text) }
    const reply = await postTaken(slug, harmless, id)
    if (fields.text === text) await edit(slug, reply.answer.body, text + MORE)
  })
  return planted
}

const postTaken = (slug: string, fields: Fields, parentId?: string) =>
  sendTaken<Posted>(fields, async ({ text, name, url }) => {
    const author = { name, ...(url !== undefined && { url }) }
    const answer = await send(slug, { author, text, ...(parentId !== undefined && { parentId }) })
    // An answer other than 2xx has a problem document.
    const { errors = [] } = answer.body as unknown as Problem
    for (const error of errors) error.pointer = error.pointer.replace('#/author/', '#/')
    return answer
  })

async function edit(slug: string, { comment, editToken }: Posted, text: string): Promise<void> {
  having(200, await call('PATCH', commentPath(slug, comment.id), { token: editToken, body: { text } }))
}
