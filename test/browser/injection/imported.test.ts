/**
 * The corpus in exports of old sites, in every imported field. The modules of the import command import it, both as
 * HTML and as escaped text.
 */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { runImport } from '../../../importer/running.ts'
import {
  disqusPost,
  disqusThread,
  disqusXml,
  withFile,
  wxr,
  wxrAuthor,
  wxrComment,
  wxrPost,
} from '../../kit/documents/exports.ts'
import { each } from '../../kit/each.ts'
import { asEditor, get } from '../../kit/http/client.ts'
import { editorPath, eventually, having, unique } from '../../kit/http/fixtures.ts'
import type { Article } from '../../kit/http/shapes.ts'
import { baseUrl, editorToken, moderatorToken } from '../../kit/http/target.ts'
import { hostUrl } from '../reader/host.ts'
import { articleAt } from '../reader/reader.ts'
import { CORPUS } from './corpus.ts'
import { visitAtom } from './feeds.ts'
import { LURE_HOST } from './payload.ts'
import { visitInFrames, visitPages, type Watched, watched } from './watching.ts'

const SEEDING = 300_000
/** Each Disqus thread has a share of the corpus. The titles of threads are shown on few pages, one title at a time. */
const PER_THREAD = 8

const word = unique('imported')
const slugOf = (number: number): string => `${word}-${number}`
let reader: Watched
let output: string

/** The payload escaped as text in HTML. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
/**
 * The payload as text, and then as HTML. The text comes first, because an element that the payload opens may contain
 * the rest.
 */
const both = (text: string): string => `${escaped(text)}\n\n${text}`

function wordpress(): string {
  const authors = CORPUS.map(({ number, text }) => wxrAuthor(`author-${number}`, escaped(text)))
  const posts = CORPUS.map(({ number, text }) => {
    const comments = [escaped(text), text, both(text)].map((content, index) =>
      wxrComment({
        id: `${number}${index}`,
        author: index === 0 ? escaped(text) : text,
        author_url: index === 0 ? text : `https://example.org/?${text}`,
        content,
        parent: index === 2 ? `${number}0` : '0',
      }),
    )
    const fields = {
      title: escaped(text),
      'excerpt:encoded': both(text),
      'content:encoded': both(text),
      'dc:creator': `author-${number}`,
      'category:post_tag': escaped(text),
      'category:category': text,
      'wp:post_id': `${number}`,
      'wp:post_name': slugOf(number),
    }
    return wxrPost(fields, comments)
  })
  return wxr(...authors, ...posts)
}

const pageOf = (number: number): string => `${hostUrl()}/${word}/${Math.floor(number / PER_THREAD) * PER_THREAD}`

function disqus(): string {
  const threads = CORPUS.filter(({ number }) => number % PER_THREAD === 0)
  const posts = CORPUS.flatMap(({ number, text }) => {
    const thread = `${Math.floor(number / PER_THREAD) * PER_THREAD}`
    const root = disqusPost(`${number}0`, thread, { name: text, message: `<p>${escaped(text)}</p>` })
    return [root, disqusPost(`${number}1`, thread, { name: text, message: text }, `${number}0`)]
  })
  return disqusXml(...threads.map(({ number, text }) => disqusThread(`${number}`, pageOf(number), text)), ...posts)
}

/** @returns the output of the command */
async function imported(text: string): Promise<string> {
  const lines: string[] = []
  // The command uses no other part of a stream.
  const out = { isTTY: false, write: (line: string) => lines.push(line) } as unknown as NodeJS.WriteStream
  const environment = {
    UNDERSTORY_URL: baseUrl(),
    UNDERSTORY_EDITOR_TOKEN: editorToken(),
    UNDERSTORY_MODERATOR_TOKEN: moderatorToken(),
  }
  await withFile(text, (file) =>
    runImport(
      { file, format: undefined, by: undefined, pages: false, moves: [], dryRun: false, verbose: false },
      environment,
      out,
    ),
  )
  return lines.join('')
}

const countIn = (kind: 'Articles' | 'Comments', outcome: string): number =>
  Number(new RegExp(`${kind}: ([\\d,]+) ${outcome}`).exec(output)?.[1]?.replace(',', ''))

beforeAll(async () => {
  reader = await watched({ policy: 'reported' })
  output = (await imported(wordpress())) + (await imported(disqus())).replaceAll('Comments:', 'Of Disqus:')
}, SEEDING)
// The test opens hundreds of pages, often on busy machines.
jest.setTimeout(600_000)
afterAll(() => reader.close())

test('almost all of it is taken, and titles say what the old ones showed', async () => {
  const summary = output.split('\n').filter((line) => /^(Articles|Comments|Of Disqus| {2}\d)/.test(line))
  console.info(`Imported:\n${summary.join('\n')}`)
  expect(countIn('Articles', 'created')).toBe(CORPUS.length)
  expect(countIn('Comments', 'imported')).toBeGreaterThan(1.5 * CORPUS.length)
  const titles = await each(
    CORPUS,
    async ({ number }) => having(200, await asEditor<Article>('GET', editorPath(slugOf(number)))).body.title,
  )
  expect(titles.filter((title, index) => title === CORPUS[index]?.text).length).toBeGreaterThan(150)
})

/** An image in an exported article stays an image, at any address. */
const isPicture = (what: string): boolean =>
  CORPUS.some(
    ({ number, text }) =>
      /<img\b[^>]*\bsrc=["']?http/i.test(text) && what === `image fetched http://${LURE_HOST}/${number}`,
  )

test('none runs on the pages of the articles, with their comments', async () => {
  expect(
    (
      await visitInFrames(
        reader,
        CORPUS.map(({ number }) => articleAt(slugOf(number))),
      )
    ).filter((what) => !isPicture(what)),
  ).toEqual([])
})

test('none runs on the front page and those after it', async () => {
  expect(await visitPages(reader, '/')).toEqual([])
})

test('none runs in feeds, nor is in them as more than text', async () => {
  expect(await visitAtom(reader, '/feed.xml')).toEqual([])
})

test('none runs on pages elsewhere, as a title, a name or a text', async () => {
  const addresses = await each(
    CORPUS.filter(({ number }) => number % PER_THREAD === 0),
    async ({ number }) => {
      const query = new URLSearchParams({ url: pageOf(number) })
      return having(200, await get<{ slug: string; registered: boolean }>(`/v1/pages?${query}`)).body
    },
  )
  const registered = addresses.filter((page) => page.registered)
  expect(registered.length).toBeGreaterThan(30)
  await eventually(async () => {
    const { slug } = registered[0] ?? { slug: '' }
    expect(having(200, await get<{ total: number }>(`/v1/articles/${slug}/comments`)).body.total).toBeGreaterThan(0)
  })
  expect(
    await visitInFrames(
      reader,
      registered.map(({ slug }) => articleAt(slug)),
    ),
  ).toEqual([])
})
