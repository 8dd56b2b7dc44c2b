/** Importing old sites: the endpoint, and the command that reads exports and calls it. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { disqusPost, disqusThread, disqusXml, wxr, wxrComment, wxrPost } from '../../kit/documents/exports.ts'
import { asEditor, asModerator, get } from '../../kit/http/client.ts'
import {
  articlePath,
  commentsPath,
  editorPath,
  eventually,
  having,
  page,
  publishWithPolicy,
  unique,
} from '../../kit/http/fixtures.ts'
import { OTHER_SITE } from '../../kit/http/settings.ts'
import type { Article, Comment } from '../../kit/http/shapes.ts'
import { baseUrl, editorToken, moderatorToken } from '../../kit/http/target.ts'
import { expectProblem } from '../problems.ts'

const ROOT = join(import.meta.dirname, '../../..')
const COMMAND = join(ROOT, 'importer', 'import.ts')
const EXPORTS = join(ROOT, 'importer', 'exports')

type Imported = { ref: string; ok: boolean; id: string; stored: boolean }

const old = (ref: string, text: string, parentId?: string) => ({
  ref,
  author: { name: 'Ada', url: 'https://ada.example/' },
  text,
  createdAt: '2009-02-13T23:31:30Z',
  ...(parentId !== undefined && { parentId }),
})

async function bring(article: string, comments: unknown[]): Promise<Imported[]> {
  const answer = await asModerator<{ results: Imported[] }>('POST', '/v1/moderation/imports', {
    body: { article, comments },
  })
  return having(200, answer).body.results
}

describe('comments of an old site', () => {
  test('stand at their times under an article that is closed, are counted, and come but once', async () => {
    const slug = await publishWithPolicy('closed')
    const [root] = await bring(slug, [old('1', '**Long** ago')])
    const [reply] = await bring(slug, [old('2', 'Indeed', root?.id)])
    expect([root, reply]).toMatchObject([
      { ref: '1', ok: true, stored: true },
      { ref: '2', ok: true, stored: true },
    ])
    await eventually(async () =>
      expect(await page<Comment>(commentsPath(slug))).toMatchObject({
        total: 2,
        items: [
          {
            id: root?.id,
            html: '<p><strong>Long</strong> ago</p>',
            createdAt: '2009-02-13T23:31:30.000Z',
            replies: { total: 1, items: [{ id: reply?.id, parentId: root?.id }] },
          },
        ],
      }),
    )
    expect(await bring(slug, [old('1', 'Otherwise'), old('2', 'Indeed', root?.id)])).toMatchObject([
      { id: root?.id, stored: false },
      { id: reply?.id, stored: false },
    ])
  })

  test('with faults are answered each by itself', async () => {
    const slug = await publishWithPolicy('open')
    const results = await bring(slug, [{ ...old('1', ''), createdAt: '2999-01-01T00:00:00Z' }, old('2', 'Fine')])
    expect(results).toMatchObject([
      { ok: false, problem: { status: 422, errors: [{ pointer: '#/text' }, { pointer: '#/createdAt' }] } },
      { ok: true },
    ])
  })

  test('are only for moderators, and for an article that there is', async () => {
    const body = { article: unique('nowhere'), comments: [old('1', 'x')] }
    expectProblem(await asModerator('POST', '/v1/moderation/imports', { body }), 404, 'article-not-found')
    expectProblem(await asEditor('POST', '/v1/moderation/imports', { body }), 403, 'forbidden')
    expectProblem(
      await asModerator('POST', '/v1/moderation/imports', { body: '{}'.padEnd(600_000) }),
      413,
      'body-too-large',
    )
  })
})

describe('the command', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'understory-import-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  /** Copies an export with text replaced. */
  async function exported(name: string, replacements: Record<string, string>): Promise<string> {
    let text = await readFile(join(EXPORTS, name), 'utf8')
    for (const [from, to] of Object.entries(replacements)) text = text.replaceAll(from, to)
    const path = join(folder, unique(name))
    await writeFile(path, text)
    return path
  }

  const run = (args: string[], environment: Record<string, string> = {}) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      const env = {
        ...process.env,
        UNDERSTORY_URL: baseUrl(),
        UNDERSTORY_EDITOR_TOKEN: editorToken(),
        UNDERSTORY_MODERATOR_TOKEN: moderatorToken(),
        ...environment,
      }
      execFile(process.execPath, [COMMAND, ...args], { env }, (error, out, err) =>
        resolve({ code: error ? Number(error.code) : 0, out, err }),
      )
    })

  test('brings WordPress’s articles with their conversations, and nothing twice', async () => {
    const slug = unique('herons')
    const path = await exported('wordpress.xml', {
      'herons-and-eels]': `${slug}]`,
      for_members: unique('members'),
      '>13<': `>${Date.now()}<`,
    })
    const first = await run([path])
    expect(first).toMatchObject({ code: 0, err: '' })
    expect(first.out).toContain('Articles: 3 created, 2 left out, 0 refused')
    expect(first.out).toContain('Comments: 3 imported, 4 left out, 0 refused')

    const { body: article } = having(200, await get<Article>(articlePath(slug)))
    expect(article).toMatchObject({
      title: 'Herons & eels',
      standfirst: 'What came back to the weir.',
      tags: ['Herons', 'nature'],
      authors: [{ name: 'Mira Okafor & sons' }],
      publishedAt: '2009-02-13T23:31:30.000Z',
      comments: { policy: 'closed' },
    })
    expect(article.html).toContain('<p>Two pairs,<br />\n<strong>both</strong> nesting. A snake_case_name, 2 * 3 * 4')
    await eventually(async () =>
      expect(await page<Comment>(commentsPath(slug))).toMatchObject({
        total: 3,
        items: [
          {
            author: { name: "Ada O'Neill", url: 'https://ada.example/' },
            createdAt: '2009-02-15T09:00:00.000Z',
            replies: { total: 2, items: [{ author: { name: 'Anonymous' } }, { author: { name: 'Grace' } }] },
          },
        ],
      }),
    )
    const before = await page<Comment>(commentsPath(slug))

    const second = await run([path, '--format', 'wordpress'])
    expect(second.code).toBe(0)
    expect(second.out).toContain('Articles: 0 created, 3 already there, 2 left out, 0 refused')
    expect(second.out).toContain('Comments: 0 imported, 3 already there, 4 left out, 0 refused')
    expect(await page<Comment>(commentsPath(slug))).toEqual(before)
    expect(having(200, await asEditor<Article>('GET', editorPath(slug))).body.version).toBe(1)
  })

  test('brings Disqus’s comments under articles by their slugs; pages elsewhere need an origin that is allowed', async () => {
    const slug = unique('herons')
    const origin = `https://${unique('weir')}.example`
    const path = await exported('disqus.xml', { 'https://weir.example': origin, 'herons-and-eels': slug })
    const elsewhere = await run([path])
    expect(elsewhere.code).toBe(1)
    expect(elsewhere.out).toContain(`Pages of ${origin} can’t be commented on here: 2 comments.`)
    expect(elsewhere.out).toContain(`2 refused: pages of ${origin} can’t be commented on here`)
    const dry = await run([path, '--dry-run'])
    expect(dry.out).toContain(`2 refused: pages of ${origin} can’t be commented on here`)

    const before = await run([path, '--by', 'slug'])
    expect(before.out).toContain('2 refused: There is no article at this address.')
    await asEditor('POST', '/v1/editor/articles', { body: { title: slug, slug, body: 'x', status: 'published' } })
    const after = await run([path, '--by', 'slug'])
    expect(after.out).toContain('Comments: 2 imported, 3 left out, 1 refused')
    // One comment belongs to a thread on a local disk.
    expect(after.code).toBe(1)
    await eventually(async () =>
      expect(await page<Comment>(commentsPath(slug))).toMatchObject({
        total: 2,
        items: [
          {
            author: { name: 'Ada <b>' },
            html: '<p>I saw <strong>three</strong>: *a* &amp; <a rel="nofollow ugc noopener" href="https://h.example/a_b">h.example</a></p>\n<p>Two<br />\nlines</p>',
            replies: { items: [{ html: '<p>Old messages<br />\nhave line ends.</p>' }] },
          },
        ],
      }),
    )
  })

  test('brings a closed thread of an old domain to the page where it is now, and closes it', async () => {
    const [path, old] = [`/${unique('weir')}`, `http://www.${unique('weir')}.example`]
    const file = join(folder, unique('closed.xml'))
    const thread = disqusThread('1', `${old}${path}`, 'A page', { isClosed: 'true' })
    await writeFile(file, disqusXml(thread, disqusPost('11', '1'), disqusPost('12', '1', {}, '11')))
    const args = [file, '--map', `${old.replace('http://www.', '')}=${OTHER_SITE}`]
    expect((await run(args)).out).toContain('Comments: 2 imported, 0 refused')
    const { slug } = having(200, await get<{ slug: string }>(`/v1/pages?url=${OTHER_SITE}${path}`)).body
    await eventually(async () => expect(await page<Comment>(commentsPath(slug))).toMatchObject({ total: 2 }))
    const closed = await asModerator<{ comments: unknown }>('GET', `/v1/moderation/pages/${slug}`)
    expect(having(200, closed).body.comments).toEqual({ policy: 'closed' })
    expect((await run(args)).out).toContain('Comments: 0 imported, 2 already there, 0 refused')
  })

  test('brings no comment from under a post that not everybody could read to a page elsewhere', async () => {
    const file = join(folder, unique('private.xml'))
    const link = `${OTHER_SITE}/${unique('members')}/`
    const comment = wxrComment({ id: '1' })
    await writeFile(
      file,
      wxr(wxrPost({ link, 'wp:post_password': 'x' }, [comment]), wxrPost({ link, 'wp:status': 'private' }, [comment])),
    )
    expect((await run([file, '--by', 'url'])).out).toContain('Comments: 0 imported, 2 left out, 0 refused')
    const { slug } = having(200, await get<{ slug: string }>(`/v1/pages?url=${link}`)).body
    expect((await get(commentsPath(slug))).status).toBe(404)
  })

  test('says what is missing or wrong, in a line', async () => {
    const path = await exported('wordpress.xml', {})
    expect(await run([path], { UNDERSTORY_MODERATOR_TOKEN: '' })).toMatchObject({
      code: 1,
      err: expect.stringContaining('UNDERSTORY_MODERATOR_TOKEN is not set'),
    })
    expect(await run([path], { UNDERSTORY_EDITOR_TOKEN: 'x' })).toMatchObject({
      code: 1,
      err: expect.stringContaining('The token was refused'),
    })
    expect(await run([path], { UNDERSTORY_EDITOR_TOKEN: moderatorToken() })).toMatchObject({
      code: 1,
      err: expect.stringContaining('The token is not enough'),
    })
    expect(await run([`${path}.not`])).toMatchObject({ code: 1, err: expect.stringContaining('There is no file') })
  })
})
