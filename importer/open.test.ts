/** Exports as files: what is read, and what is refused with a word on why. */
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { zip } from '../test/kit/documents/archive.ts'
import {
  disqusPost,
  disqusThread,
  disqusXml,
  withFile,
  wxr,
  wxrComment,
  wxrPost,
} from '../test/kit/documents/exports.ts'
import type { Choices, OldConversation } from './conversation.ts'
import { withAmpersands } from './file/ampersands.ts'
import { type Format, openExport } from './open.ts'

const CHOICES: Choices = { by: 'slug', pages: false, moves: [] }

async function read(path: string, format?: Format, choices = CHOICES) {
  const { format: found, found: opened } = await openExport(path, format, () => choices)
  const conversations: OldConversation[] = []
  for await (const conversation of opened.conversations()) conversations.push(conversation)
  return { format: found, amount: opened.amount, conversations }
}
const readText = (text: string | Uint8Array, format?: Format) => withFile(text, (path) => read(path, format))

const small = disqusXml(disqusThread('1', 'https://old.example/a'), disqusPost('2', '1', { name: 'Zoë' }))
const nameIn = ({ conversations }: Awaited<ReturnType<typeof read>>) => conversations[0]?.comments[0]?.author.name

test('the samples are what they are taken for', async () => {
  const sample = (name: string) => read(join(import.meta.dirname, 'exports', name))
  expect(await sample('wordpress.xml')).toMatchObject({ format: 'wordpress', amount: { articles: 3, comments: 3 } })
  expect(await sample('disqus.xml')).toMatchObject({ format: 'disqus', amount: { articles: 0, comments: 3 } })
})

describe('read are', () => {
  test('exports that are compressed', async () => {
    expect(nameIn(await readText(gzipSync(small)))).toBe('Zoë')
  })

  test('exports in an archive, as WordPress.com makes them', async () => {
    const archive = zip({ 'site/': '', 'site/export.xml': small, '__MACOSX/site/._export.xml': 'x' })
    expect(nameIn(await readText(archive))).toBe('Zoë')
  })

  test.each([
    ['Q & A', 'Q & A'],
    ['R&D & co.', 'R&D & co.'],
    ['a?b=1&c=2&amp;d=3&copy=4', 'a?b=1&c=2&d=3&copy=4'],
    ['&unknown; &#8; &#xD800; &#x6e2f;', '&unknown; &#8; &#xD800; 港'],
    ['a &<![CDATA[ & b]]>', 'a & & b'],
    ['a<!-- & --> b&', 'a b&'],
  ])('ampersands that nobody escaped: %s', async (xml, name) => {
    expect(nameIn(await readText(small.replace('<![CDATA[Zoë]]>', xml)))).toBe(name)
  })

  test('wherever the pieces of the file end', async () => {
    const text = 'a & b &amp; <![CDATA[ & ]]>&eacute; <!-- & -->&unknown;'
    const expected = 'a &amp; b &amp; <![CDATA[ & ]]>&eacute; <!-- & -->&amp;unknown;'
    for (let size = 1; size < text.length; size++) {
      const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []
      let read = ''
      for await (const piece of withAmpersands(Readable.from(pieces))) read += piece
      expect(read).toBe(expected)
    }
  })

  test.each([
    ['a warning of PHP after the export', `${small}\nWarning: a & b\n`],
    ['space before the first line', `\n  ${small}`],
  ])('exports with %s', async (_, text) => {
    expect(nameIn(await readText(text))).toBe('Zoë')
  })

  test.each([
    ['a byte order mark', Buffer.from(`\uFEFF${small}`)],
    ['UTF-16', Buffer.from(`\uFEFF${small.replace('utf-8', 'utf-16')}`, 'utf16le')],
    ['UTF-16, big end first', Buffer.from(`\uFEFF${small.replace('utf-8', 'utf-16')}`, 'utf16le').swap16()],
    ['windows-1252', Buffer.from(small.replace('utf-8', 'windows-1252'), 'latin1')],
    ['Latin-1', Buffer.from(small.replace('utf-8', 'ISO-8859-1'), 'latin1')],
  ])('those in %s', async (_, bytes) => {
    expect(nameIn(await readText(bytes))).toBe('Zoë')
  })

  test('entities of XML and of HTML, numbers, and CDATA in pieces', async () => {
    const name = '&lt;b&gt; &amp;amp; &eacute;&nbsp;&#x6e2f;<![CDATA[<i>]]]]><![CDATA[>]]>'
    const text = small.replace('<![CDATA[Zoë]]>', name)
    expect(nameIn(await readText(text))).toBe('<b> &amp; é 港<i>]]>')
  })

  test('texts longer than what is read at once', async () => {
    const message = `<p>${'long '.repeat(1500)}</p>`.repeat(30)
    const { conversations } = await readText(
      disqusXml(disqusThread('1', 'https://old.example/a'), disqusPost('2', '1', { message })),
    )
    expect(conversations[0]?.refused.comments).toEqual([
      { ref: 'disqus:2', reason: 'its text has more than 8,000 characters as Markdown', detail: '225,028' },
    ])
  })

  test('controls that XML does not allow but plugins write, as nothing', async () => {
    const post = wxrPost({}, [wxrComment({ id: '1', author: 'A\u0008da', content: 'a\u0002b' })])
    expect((await readText(wxr(post))).conversations[0]?.comments).toMatchObject([
      { author: { name: 'Ada' }, text: 'ab' },
    ])
  })
})

describe('refused is', () => {
  const [before = '', after = ''] = small.split('Zoë')
  const farIn = Buffer.concat([
    Buffer.from(`${before}${'港\n'.repeat(100_000)}`),
    Buffer.from([0xff]),
    Buffer.from(after),
  ])
  const bomb = `<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(1000)}">]>`
  test.each([
    ['a file that is empty', '', 'The file is empty.'],
    ['a file that is no XML', '{"a": 1}', /not well-formed XML.*line 1/],
    ['a web page', '<html><body></body></html>', /is <html>\. Exports of WordPress/],
    ['a feed', '<rss version="2.0"><channel></channel></rss>', /is a feed/],
    [
      'entities that grow',
      small.replace('<disqus', `${bomb}<disqus`).replace('Zoë', ']]>&b;<![CDATA['),
      /declares a document type/,
    ],
    [
      'a file from elsewhere',
      small.replace('<disqus', '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><disqus'),
      /document type/,
    ],
    ['XML that ends too early', small.slice(0, -60), /ends too early, in line \d+\. Download/],
    ['CDATA that does not end', small.slice(0, small.indexOf('Zoë')), /ends too early/],
    [
      'elements that cross',
      small.replace('</author>', '</post>'),
      /not well-formed XML: Unexpected close tag, in line 4/,
    ],
    ['XML that is nested beyond reason', small.replace('<author>', `${'<a>'.repeat(100)}`), /nested too deeply/],
    [
      'bytes that are no UTF-8',
      Buffer.from(small, 'latin1'),
      new RegExp(`is not text in utf-8: byte ${small.indexOf('ë') + 1} of it, in line 4, is EB\\. Fix it in an editor`),
    ],
    ['a bad byte far into a file', farIn, new RegExp(`byte ${farIn.indexOf(0xff) + 1} of it, in line 100004, is FF`)],
    [
      'half a character at the end',
      Buffer.concat([Buffer.from(small), Buffer.from([0xe6])]),
      /ends in the middle of a character/,
    ],
    ['a file packed in another way', Buffer.from('7z\xBC\xAF\x27\x1C', 'latin1'), /is packed \(7z\)\. Unpack it/],
    ['an archive without an export', zip({ 'readme.txt': 'x' }), /There is no XML file in/],
    [
      'an archive with several',
      zip({ 'a.xml': small, 'b.xml': small }),
      /holds several files: a\.xml, b\.xml\. Unpack/,
    ],
    ['an archive that ends too early', zip({ 'a.xml': small }).subarray(0, -30), /can’t be unpacked/],
    ['an encoding that is none', small.replace('utf-8', 'klingon'), /klingon, which is not a known encoding/],
    ['a compressed file that ends too early', gzipSync(small).subarray(0, -20), /cannot be read completely/],
  ])('%s', async (_, content, message) => {
    await expect(readText(content)).rejects.toThrow(message)
  })

  test('a file that is not there, one that is a folder, and one of the other system', async () => {
    await expect(read('/nowhere/at/all.xml')).rejects.toThrow('There is no file /nowhere/at/all.xml.')
    await expect(read(import.meta.dirname)).rejects.toThrow(/can’t be read/)
    await expect(readText(small, 'wordpress')).rejects.toThrow('is an export of Disqus, not of WordPress.')
  })
})
