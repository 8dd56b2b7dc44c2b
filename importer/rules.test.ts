/**
 * What the importer sends, the server takes: its rules are written down once more here (limits.ts, lines.ts, times.ts),
 * so that a dry run finds what a real one would refuse. This holds both against each other.
 */
import fc from 'fast-check'
import { articleInputSchema } from '../functions/contract/schemas/articleSchemas.ts'
import { importedCommentSchema } from '../functions/contract/schemas/importSchemas.ts'
import { renderArticle } from '../functions/domain/markdown/articleMarkdown.ts'
import { renderComment } from '../functions/domain/markdown/commentMarkdown.ts'
import { isNestedTooDeep as isNestedTooDeepThere } from '../functions/domain/markdown/nesting.ts'
import {
  disqusPost,
  disqusThread,
  disqusXml,
  withFile,
  wxr,
  wxrAuthor,
  wxrComment,
  wxrPost,
} from '../test/kit/documents/exports.ts'
import type { OldConversation } from './conversation.ts'
import { isNestedTooDeep } from './limits.ts'
import { openExport } from './open.ts'
import { Report } from './report.ts'
import { dryRun } from './sending/dryRun.ts'

const text = fc.oneof(
  fc.constantFrom(
    '',
    'Text.',
    ' ',
    '\u200B',
    'a\u202Eb',
    'e\u0301',
    '&#8;',
    '<b>',
    'ª',
    '\uD83D',
    'x'.repeat(300),
    '%E6',
    '#',
    '\u0007a',
    '<hr>',
    '<blockquote>&nbsp;</blockquote>',
    '<ul><li></ul>',
    '<pre> </pre>',
    '\u3164',
    '> ',
    '- ',
    '---',
    '```',
  ),
  // Embeddings, isolates and overrides, and their ends, as they are and as references.
  fc
    .array(
      fc.constantFrom(...'\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069ab\n'.split(''), '<p>', '<b>', '</b>'),
      {
        maxLength: 8,
      },
    )
    .chain((parts) =>
      fc.constantFrom(
        parts.join(''),
        parts.join('').replace(/[\u202A-\u2069]/g, (sign) => `&#x${sign.charCodeAt(0).toString(16)};`),
        `<pre><code class="language-${parts.join('').replace(/[^\u202A-\u2069]/g, '')}x">y</code></pre>`,
      ),
    ),
  fc.string({ unit: 'binary', maxLength: 40 }).map((string) => string.toWellFormed().replaceAll('\0', '')),
)
const date = fc.oneof(
  fc.constantFrom(
    '',
    '0000-00-00 00:00:00',
    '2009-02-13 23:31:30',
    '2009-02-30 00:00:00',
    '2999-01-01 00:00:00',
    '1969-12-31 23:59:59',
    '9999-99-99 99:99:99',
    'x',
  ),
)
const fields = fc.record({
  title: text,
  link: fc.oneof(fc.constant('https://old.example/a'), text),
  'excerpt:encoded': text,
  'content:encoded': text,
  'dc:creator': fc.oneof(fc.constant('mira'), text),
  'category:post_tag': text,
  'wp:post_id': fc.constantFrom('1', '', 'x y'),
  'wp:post_name': text,
  'wp:post_date_gmt': date,
  pubDate: fc.constantFrom(
    '',
    'Fri, 13 Feb 2009 23:31:30 +0000',
    'Wed, 30 Nov -0001 00:00:00 +0000',
    'Fri, 99 Feb 2009 99:31:30 +0000',
  ),
  'wp:status': fc.constantFrom('publish', 'future', 'draft', 'private', ''),
})
const comment = fc.record({
  id: fc.constantFrom('1', '', 'x y'),
  author: text,
  author_email: fc.oneof(fc.constant('a@b.example'), text),
  author_url: fc.oneof(fc.constant('b.example'), text),
  date_gmt: date,
  content: text,
})

const now = () => Date.now()
const faultsOf = (result: { success: boolean; error?: { issues: unknown[] } | undefined }) => result.error?.issues ?? []

async function conversationsIn(xml: string, by: 'slug' | 'url'): Promise<OldConversation[]> {
  return withFile(xml, async (path) => {
    const { found } = await openExport(path, undefined, () => ({ by, pages: false, moves: [] }))
    const conversations: OldConversation[] = []
    for await (const conversation of found.conversations()) conversations.push(conversation)
    return conversations
  })
}

/** What a dry run takes, the server's schemas and renderers take. */
async function expectTaken(conversations: readonly OldConversation[]): Promise<void> {
  for (const conversation of conversations) {
    const { article } = conversation
    if (article) {
      expect(faultsOf(articleInputSchema.safeParse(article))).toEqual([])
      renderArticle(article.body, { footnotes: 'Footnotes', backTo: String })
    }
    for (const { parent, ...each } of conversation.comments) {
      const report = new Report()
      await dryRun(
        report,
        { allowed: undefined, isThere: undefined },
        { ...conversation, article: undefined, comments: [{ ...each, parent }] },
      )
      if (report.hasRefused) continue
      expect(faultsOf(importedCommentSchema(now).safeParse(each))).toEqual([])
      renderComment(each.text)
    }
  }
}

test('of WordPress', async () => {
  await fc.assert(
    fc.asyncProperty(fields, comment, fc.constantFrom('slug' as const, 'url' as const), async (post, written, by) => {
      await expectTaken(await conversationsIn(wxr(wxrAuthor('mira', 'Mira'), wxrPost(post, [wxrComment(written)])), by))
    }),
    { numRuns: 200 },
  )
})

test('of Disqus', async () => {
  await fc.assert(
    fc.asyncProperty(text, text, text, date, async (title, name, message, createdAt) => {
      const xml = disqusXml(
        disqusThread('1', 'https://old.example/a', title),
        disqusPost('11', '1', { name, message, createdAt }),
      )
      await expectTaken(await conversationsIn(xml, 'url'))
    }),
    { numRuns: 100 },
  )
})

test('quotes and lists are nested as deep as there', () => {
  const part = fc.constantFrom('> ', '>', '- ', '1. ', '* ', ' ', '\t', 'a', '\n', '1) ', '+ ')
  fc.assert(
    fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
      expect(isNestedTooDeep(parts.join(''))).toBe(isNestedTooDeepThere(parts.join('')))
    }),
    { numRuns: 1000 },
  )
  expect(isNestedTooDeep(`${'> '.repeat(16)}a`)).toBe(false)
  expect(isNestedTooDeep(`${'> '.repeat(17)}a`)).toBe(true)
})
