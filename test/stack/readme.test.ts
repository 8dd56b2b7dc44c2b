/**
 * Runs the commands of the README and the guides in order on a separate stack, and compares their output with the text.
 */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PROJECT } from '../../local/project.ts'
import { type Stack, startStack } from '../../local/stack.ts'
import { callsTo } from '../kit/stack/callsTo.ts'

let stack: Stack
beforeAll(async () => {
  // The projector gets no records, so that the output does not depend on its speed.
  stack = await startStack({ port: 0, quiet: true, disturb: () => [] })
  await callsTo(stack).publish({ title: 'Sele Lock', slug: 'sele-lock-closure', body: 'Closed.' })
}, 60_000)
afterAll(() => stack.stop())

/** The output of each block of commands. All blocks run in one shell, because later blocks use earlier results. */
const printed = async (file: string): Promise<string[]> => {
  const document = readFileSync(join(PROJECT, file), 'utf8')
  const blocks = [...document.matchAll(/^```sh\n(.*?)^```/gms)].map(([, text = '']) => text)
  const script = blocks
    .filter((text) => /http:\/\/localhost:3000|\$SITE/.test(text))
    .map((text) => text.replaceAll('http://localhost:3000', stack.url))
    .join('\necho; echo "=== next"\n')
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', script], {
    cwd: PROJECT,
    env: { ...process.env, PORT: String(stack.port) },
  })
  return stdout.split('=== next')
}

test('articles are listed and read, a comment and its reply are read back, an article is published', async () => {
  const [listed, read, posted, replied, published, ...rest] = await printed('README.md')
  expect(rest).toEqual([])
  expect(JSON.parse(listed ?? '')).toMatchObject({ items: [{ slug: 'sele-lock-closure' }] })
  expect(JSON.parse(read ?? '')).toMatchObject({ html: '<p>Closed.</p>' })
  expect(JSON.parse(posted ?? '')).toMatchObject({ comment: { author: { name: 'Ada' }, parentId: null } })
  // The output has the answer to the reply, and then the list of replies.
  const [reply = '', replies = ''] = (replied ?? '').trim().split(/(?<=\})(?=\{"items")/)
  const { comment } = JSON.parse(reply)
  expect(comment).toMatchObject({ author: { name: 'Grace' }, html: '<p>It does.</p>' })
  expect(JSON.parse(replies)).toMatchObject({ items: [{ id: comment.id, html: '<p>It does.</p>' }] })
  expect(JSON.parse(published ?? '')).toMatchObject({ slug: 'herons-return-to-the-weir', status: 'published' })
}, 60_000)

/** The body in the output of curl, with or without headers before it. */
const bodyOf = (text = '') => JSON.parse(text.slice(text.indexOf('{')))
const bodiesOf = (text = ''): unknown[] => text.split(/(?<=\})\n?(?=\{)/).map((part) => JSON.parse(part))
const headOf = (text = '') => {
  const [, status = '', etag = ''] = /^HTTP\/1.1 (\d+).*?\r\n(?:.*?etag: (\S+))?/is.exec(text.trim()) ?? []
  return `${status} ${etag}`.trim()
}

test('docs/editing-api.md: an article is written, changed, scheduled, published, renamed, restored, deleted', async () => {
  const [, written, read, changed, again, scheduled, published, renamed, revisions, restored, deleted, back, ...rest] =
    await printed('docs/editing-api.md')
  expect(rest).toEqual([])
  expect([written, read, changed].map(headOf)).toEqual(['201 "1"', '200 "1"', '200 "2"'])
  expect(bodyOf(read)).toMatchObject({ status: 'draft', source: 'It leaves at **six**.' })
  expect(bodyOf(again)).toMatchObject({ status: 412, type: 'urn:problem-type:understory:version-changed' })
  expect(bodyOf(scheduled)).toMatchObject({ status: 'scheduled', version: 3 })
  expect(bodiesOf(published)).toMatchObject([{ status: 'published', version: 4 }, { html: expect.any(String) }])
  expect(renamed?.trim()).toMatch(/301 \S+\/v1\/editor\/articles\/the-early-ferry$/)
  const [list, first] = bodiesOf(revisions)
  expect(list).toMatchObject({ items: [5, 4, 3, 2, 1].map((version) => ({ version })) })
  expect(first).toMatchObject({ version: 1, standfirst: '' })
  expect([restored, deleted, back].map(headOf)).toEqual(['200 "6"', '204 "7"', '200 "8"'])
}, 60_000)

test('docs/moderating-api.md: a comment waits, is decided about and reported; settings and imports are written', async () => {
  const [, prepared, queue, approved, refused, restored, reported, settings, imported, ...rest] =
    await printed('docs/moderating-api.md')
  expect(rest).toEqual([])
  expect(bodiesOf(prepared)[1]).toMatchObject({ comment: { state: 'held' } })
  expect(bodyOf(queue)).toMatchObject({ items: [{ article: 'a-new-pier', source: 'Who pays for it?', version: 1 }] })
  expect(bodyOf(approved)).toMatchObject({ results: [{ ok: true }] })
  expect(bodyOf(refused)).toMatchObject({ results: [{ ok: false, problem: { status: 409 } }] })
  expect(bodiesOf(restored)).toMatchObject([{ results: [{ ok: true }] }, { results: [{ ok: true }] }])
  expect(headOf(reported)).toBe('202')
  expect(bodiesOf(reported?.slice(reported.indexOf('{')))[1]).toMatchObject({
    items: [{ status: 'reported', reports: { count: 1, details: ['Asked on every article.'] } }],
  })
  expect(bodiesOf(settings)[1]).toMatchObject({ reportsToHold: 5 })
  expect(bodyOf(imported)).toMatchObject({ results: [{ ref: 'old-17', ok: true, stored: true }] })
}, 60_000)
