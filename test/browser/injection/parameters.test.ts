/**
 * The corpus in every parameter of every page and in the path. Pages show it as text only. It adds no header and causes
 * no redirect to another site.
 */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { each } from '../../kit/each.ts'
import { get } from '../../kit/http/client.ts'
import { post, publish } from '../../kit/http/fixtures.ts'
import { baseUrl } from '../../kit/http/target.ts'
import { articleAt } from '../reader/reader.ts'
import { auditParts } from './audit.ts'
import { CORPUS } from './corpus.ts'
import { visitInFrames, type Watched, watched } from './watching.ts'

const PARAMETERS = ['sort', 'cursor', 'reply', 'voted', 'done', 'lang', 'back', 'q', 'tag', 'url', 'limit', 'slug']

let reader: Watched
let article: string
let comment: string

beforeAll(async () => {
  reader = await watched({ policy: 'reported' })
  const slug = await publish({ title: 'Asked in many ways', tags: ['asked'] })
  article = articleAt(slug)
  comment = `${article}/comments/${(await post(slug, 'Here.')).comment.id}`
})
// The test opens hundreds of pages, often on busy machines.
jest.setTimeout(600_000)
afterAll(() => reader.close())

const pages = (): string[] => [
  '/',
  article,
  comment,
  `${comment}/report`,
  `${comment}/own`,
  '/tags/asked',
  '/search',
  '/nowhere',
  `${article}/conversation`,
  '/conversation',
  '/feed.xml',
  '/comments.xml',
]

const asking = (parameters: readonly string[], value: string): string =>
  String(new URLSearchParams(parameters.map((name) => [name, value])))

test('none runs, nor stands as more than text, on a page that is asked with it', async () => {
  const addresses = CORPUS.flatMap(({ text }) =>
    pages()
      .slice(0, 8)
      .map((page) => `${page}?${asking(PARAMETERS, text)}`),
  )
  expect(await visitInFrames(reader, addresses)).toEqual([])
})

test('nor as a part of the address', async () => {
  const addresses = CORPUS.flatMap(({ text }) => {
    const part = encodeURIComponent(text)
    return [`/${part}`, `/articles/${part}`, `/tags/${part}`, `${article}/comments/${part}`]
  })
  expect(await visitInFrames(reader, addresses)).toEqual([])
})

/** A sample of the corpus. Each payload is tried in each parameter of each page. */
const TELLING = [
  '"><img src=x onerror=ran(0)>',
  "' onfocus='ran(0)' autofocus='",
  '</title></script></textarea><script>ran(0)</script>',
  'javascript:ran(0)',
  'x\r\nSet-Cookie: a=b\r\n\r\n<script>ran(0)</script>',
  '__proto__',
  'http://lure.test/',
]

test('each parameter of each page by itself gives nothing away, and no header', async () => {
  const requests = pages().flatMap((page) =>
    PARAMETERS.flatMap((name) => TELLING.map((text) => `${page}?${asking([name], text)}`)),
  )
  const answers = await each(requests, async (request) => {
    const response = await fetch(baseUrl() + request, { redirect: 'manual' })
    return { request, headers: [...response.headers.keys()], status: response.status, text: await response.text() }
  })
  for (const { request, headers, status, text } of answers) {
    expect([request, status < 500]).toEqual([request, true])
    expect([request, headers.includes('set-cookie'), headers.includes('location')]).toEqual([request, false, false])
    expect([request, /<img|<script>ran|onfocus='|href="javascript/.test(text)]).toEqual([request, false])
  }
  const inPages = answers.filter(({ text }) => text.startsWith('<section'))
  expect(await auditParts(reader.page, [...new Set(inPages.map(({ text }) => text))], 'page')).toEqual([])
})

test('a vote leads back to its article, wherever it is told to lead', async () => {
  const { host } = new URL(baseUrl())
  const targets = [
    ...CORPUS.map(({ text }) => text),
    `//${host}.lure.test${article}`,
    `${article}/../../x`,
    `\\\\lure.test`,
  ]
  const answers = await each(targets, (back) =>
    fetch(`${baseUrl()}${comment}/vote?${new URLSearchParams({ back })}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: baseUrl() },
      body: 'value=1',
    }),
  )
  for (const [index, { status, headers }] of answers.entries()) {
    const to = URL.parse(headers.get('location') ?? 'nowhere:', baseUrl())
    expect([targets[index], status, to?.host]).toEqual([targets[index], 303, host])
    expect([targets[index], to?.pathname.startsWith(article)]).toEqual([targets[index], true])
  }
})

test('the API repeats it as JSON that no browser takes for a page', async () => {
  const answers = await each(CORPUS, ({ text }) => get(`/v1/articles?${asking(['tag', 'cursor', 'limit'], text)}`))
  for (const { headers } of answers) {
    expect(headers['content-type']).toMatch(/^application\/(problem\+)?json/)
    expect(headers['x-content-type-options']).toBe('nosniff')
  }
})
