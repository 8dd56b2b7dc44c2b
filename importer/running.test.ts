/** The command's own words: options, progress, and what it says without sending anything. */
import { join } from 'node:path'
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
    expect(optionsFrom(['a.xml', '--format', 'disqus', '--by', 'slug', '--dry-run', '--pages'])).toEqual({
      file: 'a.xml',
      format: 'disqus',
      by: 'slug',
      pages: true,
      dryRun: true,
    })
    expect(optionsFrom(['a.xml'])).toEqual({
      file: 'a.xml',
      format: undefined,
      by: undefined,
      pages: false,
      dryRun: false,
    })
    expect(optionsFrom(['--help'])).toBeUndefined()
  })

  test.each([
    [[], /Name one file/],
    [['a.xml', 'b.xml'], /Name one file/],
    [['a.xml', '--format', 'blogger'], /--format is wordpress or disqus/],
    [['a.xml', '--by', 'id'], /--by is slug or url/],
    [['a.xml', '--overwrite'], /--overwrite/],
  ])('%j are refused', (args, message) => {
    expect(() => optionsFrom(args)).toThrow(message)
  })
})

test('a dry run asks nobody, and says what would be imported', async () => {
  const { out, written } = output(false)
  const file = join(import.meta.dirname, 'exports', 'wordpress.xml')
  const options = { file, format: undefined, by: undefined, pages: true, dryRun: true }
  expect(await runImport(options, {}, out)).toBe(true)
  expect(written.join('')).toContain('Articles: 4 to import, 1 left out, 0 refused')
  expect(written.join('')).toContain('Comments: 3 to import, 4 left out, 0 refused')
})

test('progress is a bar on a terminal, out of the way of what is said', () => {
  const { out, written } = output(true)
  const { show, say, clear } = progressOn(out, 4)
  show(1)
  say('Refused a')
  clear()
  const bar = `${'█'.repeat(8)}${'░'.repeat(22)} 25 %  1 of 4`
  expect(written[0]).toBe(`\r\x1b[K${bar}`)
  expect(written.slice(1)).toEqual(['\r\x1b[K', 'Refused a\n', `\r\x1b[K${bar}`, '\r\x1b[K'])
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
  expect(written).toEqual(['2 of 4\n', '4 of 4\n'])
})
