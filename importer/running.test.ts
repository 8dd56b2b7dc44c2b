/** The command's own words: options, progress, and what it says without sending anything. */
import { createServer, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { disqusPost, disqusThread, disqusXml, withFile } from '../test/kit/documents/exports.ts'
import { movesOf } from './moves.ts'
import { optionsFrom } from './options.ts'
import { progressOn } from './progress.ts'
import { runImport } from './running.ts'

/** A place to write to, as far as anybody here looks at one. */
function output(isTTY: boolean) {
  const written: string[] = []
  const out = { isTTY, write: (text: string) => written.push(text) }
  // Nothing else of a stream is used.
  return { out: out as unknown as NodeJS.WriteStream, written }
}

describe('options', () => {
  test('name a file, and what else is wanted', () => {
    expect(optionsFrom(['a.xml', '--format', 'disqus', '--by', 'slug', '--dry-run', '--pages', '--verbose'])).toEqual({
      file: 'a.xml',
      format: 'disqus',
      by: 'slug',
      pages: true,
      moves: [],
      dryRun: true,
      verbose: true,
    })
    expect(optionsFrom(['a.xml'])).toEqual({
      file: 'a.xml',
      format: undefined,
      by: undefined,
      pages: false,
      moves: [],
      dryRun: false,
      verbose: false,
    })
    expect(optionsFrom(['--help'])).toBeUndefined()
  })

  test.each([
    [[], /Name one file/],
    [['a.xml', 'b.xml'], /Name one file/],
    [['a.xml', '--format', 'blogger'], /--format must be wordpress or disqus/],
    [['a.xml', '--by', 'id'], /--by must be slug or url/],
    [['a.xml', '--overwrite'], /--overwrite/],
  ])('%j are refused', (args, message) => {
    expect(() => optionsFrom(args)).toThrow(message)
  })
})

test.each(['localhost:3000', 'news.example', 'ftp://news.example'])('the site %s is no web address', async (url) => {
  const file = join(import.meta.dirname, 'exports', 'wordpress.xml')
  const options = { file, format: undefined, by: undefined, pages: true, moves: [], dryRun: true, verbose: false }
  await expect(runImport(options, { UNDERSTORY_URL: url }, output(false).out)).rejects.toThrow(`is “${url}”. Set it`)
})

test('a dry run asks nobody, and says what would be imported', async () => {
  const { out, written } = output(false)
  const file = join(import.meta.dirname, 'exports', 'wordpress.xml')
  const options = { file, format: undefined, by: undefined, pages: true, moves: [], dryRun: true, verbose: false }
  expect(await runImport(options, {}, out)).toBe(true)
  expect(written.join('')).toContain('Articles: 4 to import, 1 left out, 0 refused')
  expect(written.join('')).toContain('Comments: 3 to import, 4 left out, 0 refused')
})

/** A site that answers as `answer` says. */
async function withSite<T>(
  answer: (path: string, body: string, response: ServerResponse) => unknown,
  work: (url: string) => Promise<T>,
) {
  const paths: string[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    paths.push(request.url ?? '')
    response.end(JSON.stringify(answer(request.url ?? '', Buffer.concat(chunks).toString(), response)))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  try {
    return { result: await work(`http://127.0.0.1:${port}`), paths }
  } finally {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  }
}

const DRY = { format: undefined, by: undefined, pages: false, moves: [], dryRun: true, verbose: false }
const TOKEN = { UNDERSTORY_MODERATOR_TOKEN: 'm' }

const THREADS = disqusXml(
  disqusThread('1', 'https://old.example/a'),
  disqusThread('2', 'http://www.old.example/a'),
  disqusThread('3', 'https://new.example/b'),
  disqusThread('4', 'https://old.example/c', 'C', { isDeleted: 'true' }),
  ...['1', '1', '2', '3', '4'].map((thread, n) => disqusPost(`${thread}${n}`, thread)),
)

test('a file with both forms of an address is told, with what to add', async () => {
  const { out, written } = output(false)
  await withFile(THREADS, (file) => runImport({ ...DRY, file }, {}, out))
  expect(written.join('')).toContain(
    'The file has pages of https://old.example (2 comments) and of http://www.old.example (1 comment). A page shows the comments at its own address only. If they are the same site, add --map http://www.old.example=https://old.example, or the reverse.\n',
  )
  const again = output(false)
  const moves = movesOf(['http://www.old.example=https://old.example'])
  await withFile(THREADS, (file) => runImport({ ...DRY, file, moves }, {}, again.out))
  expect(again.written.join('')).not.toContain('The file has pages of')
})

test('origins that are not allowed are told once, at the start, by a dry run too', async () => {
  const { out, written } = output(false)
  const { result, paths } = await withSite(
    () => ({ allowedOrigins: ['https://new.example'] }),
    (url) => withFile(THREADS, (file) => runImport({ ...DRY, file }, { ...TOKEN, UNDERSTORY_URL: url }, out)),
  )
  expect(result).toBe(false)
  expect(paths).toEqual(['/v1/moderation/settings'])
  expect(written.filter((line) => line.startsWith('Pages of'))).toEqual([
    'Pages of https://old.example can’t be commented on here: 2 comments. Add it to allowedOrigins of the settings (docs/widget.md), or name their new address: --map https://old.example=NEW.\n',
    'Pages of http://www.old.example can’t be commented on here: 1 comment. Add it to allowedOrigins of the settings (docs/widget.md), or name their new address: --map http://www.old.example=NEW.\n',
  ])
  expect(written.join('')).toContain('Comments: 1 to import, 1 left out, 3 refused\n')
})

test('articles that are not there are found by a dry run with an editor’s token', async () => {
  const { out, written } = output(false)
  const records = disqusXml(
    disqusThread('1', 'https://old.example/here'),
    disqusThread('2', 'https://old.example/not-here'),
    ...['1', '2', '2'].map((thread, n) => disqusPost(`${thread}${n}`, thread)),
  )
  const options = { ...DRY, by: 'slug' as const }
  const { paths } = await withSite(
    (path, _, response) => {
      if (path.endsWith('/not-here')) response.statusCode = 404
      return {}
    },
    (url) =>
      withFile(records, (file) =>
        runImport({ ...options, file }, { UNDERSTORY_EDITOR_TOKEN: 'e', UNDERSTORY_URL: url }, out),
      ),
  )
  expect(paths).toHaveLength(3)
  expect(written.join('')).toContain(
    'Comments: 1 to import, 2 refused\n  2 refused: There is no article at this address.',
  )
  const without = output(false)
  await withFile(records, (file) => runImport({ ...options, file }, {}, without.out))
  expect(without.written.join('')).toContain('Not checked: whether the articles exist. UNDERSTORY_EDITOR_TOKEN')
})

test('without a token a dry run says what it did not look at', async () => {
  const { out, written } = output(false)
  await withFile(THREADS, (file) => runImport({ ...DRY, file }, {}, out))
  expect(written.join('')).toMatch(/^Not checked: which origins are allowed\. UNDERSTORY_MODERATOR_TOKEN is not set/m)
})

test('an import that is interrupted says what it brought and how to go on', async () => {
  const { out, written } = output(false)
  const stopping = new AbortController()
  const many = Array.from({ length: 20 }, (_, n) => `${n}`)
  const threads = disqusXml(
    ...many.map((id) => disqusThread(id, `https://old.example/${id}`)),
    ...many.map((id) => disqusPost(`${id}0`, id)),
  )
  const answer = (path: string, body: string) => {
    if (path.includes('settings')) return { allowedOrigins: ['https://old.example'] }
    if (path.includes('pages')) return { slug: '~page' }
    stopping.abort()
    return { results: JSON.parse(body).comments.map(({ ref }: { ref: string }) => ({ ref, id: ref, stored: true })) }
  }
  await withSite(answer, (url) =>
    withFile(threads, async (file) => {
      const options = { ...DRY, file, dryRun: false }
      await expect(runImport(options, { ...TOKEN, UNDERSTORY_URL: url }, out, stopping.signal)).rejects.toThrow(
        'Interrupted. Run the same command again to continue. Nothing is imported twice.',
      )
    }),
  )
  expect(written.at(-1)).toMatch(/^Comments: [1-4] imported, 0 refused\n$/)
})

test('progress is a bar on a terminal, out of the way of what is said', () => {
  const { out, written } = output(true)
  const { show, print, clear } = progressOn(out, 4)
  show(1)
  print('Refused a')
  clear()
  const bar = `${'█'.repeat(8)}${'░'.repeat(22)} 25 %  1 of 4`
  expect(written[0]).toBe(`\r\x1b[K${bar}`)
  expect(written.slice(1)).toEqual(['\r\x1b[K', 'Refused a\n', `\r\x1b[K${bar}`, '\r\x1b[K'])
})

test.each([
  [1, 1000, undefined],
  [1, 4000, 'less than a minute'],
  [1, 60_000, 'about 3 minutes'],
  [3, 180_000, 'about 1 minute'],
  [1, 1_260_000, 'about 1 hour 3 minutes'],
  [1, 2_399_000, 'about 2 hours'],
  [1, 1_199_000, 'about 1 hour'],
  [4, 60_000, undefined],
])('it tells how long the rest takes: %d of 4 after %d ms: %s', (done, time, left) => {
  const { out, written } = output(true)
  let now = 0
  const { show } = progressOn(out, 4, () => now)
  now = time
  show(done)
  expect(written[0]?.endsWith(left === undefined ? `${done} of 4` : `${done} of 4, ${left} left`)).toBe(true)
})

test('and a line now and then where there is none', () => {
  const { out, written } = output(false)
  let now = 0
  const { show } = progressOn(out, 4, () => now)
  for (const [done, time] of [
    [1, 1000],
    [2, 11_000],
    [3, 12_000],
    [4, 30_000],
  ] as const) {
    now = time
    show(done)
  }
  expect(written).toEqual(['2 of 4, less than a minute left\n', '4 of 4\n'])
})
