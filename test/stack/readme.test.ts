/** The README's commands, run in their order on a stack of their own: each prints what the README says. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PROJECT } from '../../local/project.ts'
import { type Stack, startStack } from '../../local/stack.ts'

let stack: Stack
beforeAll(async () => {
  // The projector gets nothing: what the README reads back must not depend on its speed.
  stack = await startStack({ port: 0, quiet: true, disturb: () => [] })
  const response = await fetch(`${stack.url}/v1/editor/articles`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await stack.token('editor')}` },
    body: JSON.stringify({ title: 'Sele Lock', slug: 'sele-lock-closure', body: 'Closed.', status: 'published' }),
  })
  expect(response.status).toBe(201)
}, 60_000)
afterAll(() => stack.stop())

/** What each block of commands prints; they run in one shell, since one hands its answer to the next. */
const printed = async (): Promise<string[]> => {
  const readme = readFileSync(join(PROJECT, 'README.md'), 'utf8')
  const blocks = [...readme.matchAll(/^```sh\n(.*?)^```/gms)].map(([, text = '']) => text)
  const script = blocks
    .filter((text) => text.includes('http://localhost:3000'))
    .map((text) => text.replaceAll('http://localhost:3000', stack.url))
    .join('\necho; echo "=== next"\n')
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', script], {
    cwd: PROJECT,
    env: { ...process.env, PORT: String(stack.port) },
  })
  return stdout.split('=== next')
}

test('articles are listed and read, a comment and its reply are read back, an article is published', async () => {
  const [listed, read, posted, replied, published, ...rest] = await printed()
  expect(rest).toEqual([])
  expect(JSON.parse(listed ?? '')).toMatchObject({ items: [{ slug: 'sele-lock-closure' }] })
  expect(JSON.parse(read ?? '')).toMatchObject({ html: '<p>Closed.</p>' })
  expect(JSON.parse(posted ?? '')).toMatchObject({ comment: { author: { name: 'Ada' }, parentId: null } })
  // The answer to the reply, and the list of replies, are printed one after the other.
  const [reply = '', replies = ''] = (replied ?? '').trim().split(/(?<=\})(?=\{"items")/)
  const { comment } = JSON.parse(reply)
  expect(comment).toMatchObject({ author: { name: 'Grace' }, html: '<p>It does.</p>' })
  expect(JSON.parse(replies)).toMatchObject({ items: [{ id: comment.id, html: '<p>It does.</p>' }] })
  expect(JSON.parse(published ?? '')).toMatchObject({ slug: 'herons-return-to-the-weir', status: 'published' })
}, 60_000)
