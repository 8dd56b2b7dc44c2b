import { readForm } from '../../http/input/form.ts'
import { ARTICLE_BODY_LIMIT, articleInputSchema } from './articleSchemas.ts'
import {
  COMMENT_BODY_LIMIT,
  EDIT_BODY_LIMIT,
  editSchema,
  newCommentSchema,
  REPORT_BODY_LIMIT,
  reportSchema,
} from './commentSchemas.ts'
import { IMPORT_BODY_LIMIT, importSchema } from './importSchemas.ts'
import {
  ACTIONS_BODY_LIMIT,
  actionsSchema,
  PAGE_BODY_LIMIT,
  pagePatchSchema,
  SETTINGS_BODY_LIMIT,
  settingsSchema,
} from './moderationSchemas.ts'

/** JSON with the escapes that Python and PHP write, and with indentation. */
const escaped = (value: unknown): string =>
  JSON.stringify(value, undefined, 2).replace(
    /[\u0080-\uFFFF]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

const page = { url: `https://blog.example/${'a'.repeat(1979)}`, title: '見'.repeat(200) }
const comment = (letter: string) => ({
  author: {
    name: letter.repeat(80),
    email: `${'ü'.repeat(242)}@example.org`,
    url: `https://a.example/${'a'.repeat(1982)}`,
  },
  text: letter.repeat(8000),
  parentId: 'A'.repeat(53),
})

test.each([
  ['Cyrillic', 'Ж'],
  ['kana', 'あ'],
  ['emoji', '😀'],
  ['Hangul as macOS takes it apart', '각'.normalize('NFD')],
  ['Vietnamese, taken apart', 'ế'.normalize('NFD')],
])('the longest texts fit, escaped: %s', (_, letter) => {
  const full = { ...comment(letter), page }
  expect(newCommentSchema.safeParse(full).success).toBe(true)
  expect(escaped(full).length).toBeLessThanOrEqual(COMMENT_BODY_LIMIT)
  const edit = { text: letter.repeat(8000) }
  expect(editSchema.safeParse(edit).success).toBe(true)
  expect(escaped(edit).length).toBeLessThanOrEqual(EDIT_BODY_LIMIT)
  const report = { reason: 'spam', detail: letter.repeat(500) }
  expect(reportSchema.safeParse(report).success).toBe(true)
  expect(escaped(report).length).toBeLessThanOrEqual(REPORT_BODY_LIMIT)
  const patch = { title: letter.repeat(200), comments: { policy: 'closed' } }
  expect(pagePatchSchema.safeParse(patch).success).toBe(true)
  expect(escaped(patch).length).toBeLessThanOrEqual(PAGE_BODY_LIMIT)
  const old = { ref: 'a', createdAt: '2009-02-13T23:31:30Z' }
  const batch = {
    article: 'a',
    page,
    comments: [
      { ...full, ...old },
      { ...full, ...old, ref: 'b' },
    ],
  }
  expect(importSchema.safeParse(batch).success).toBe(true)
  expect(escaped(batch).length).toBeLessThanOrEqual(IMPORT_BODY_LIMIT)
  const form = new URLSearchParams({ ...full.author, text: full.text, parent: full.parentId }).toString()
  const event = { body: form, isBase64Encoded: false, headers: { 'content-type': 'application/x-www-form-urlencoded' } }
  // Only the parts of an event from which a form is read.
  expect(readForm(event as unknown as Parameters<typeof readForm>[0])('text')).toBe(full.text)
})

test('the longest article, a hundred decisions and all origins fit, escaped', () => {
  const article = {
    title: '😀'.repeat(200),
    standfirst: 'あ'.repeat(500),
    body: 'é'.repeat(64 * 1024),
    tags: Array.from({ length: 10 }, (_, index) => `${index}${'あ'.repeat(49)}`),
    authors: Array.from({ length: 10 }, () => ({ name: '😀'.repeat(80), url: page.url })),
    image: { url: page.url, alt: 'あ'.repeat(500) },
  }
  expect(articleInputSchema.safeParse(article).success).toBe(true)
  expect(escaped(article).length).toBeLessThanOrEqual(ARTICLE_BODY_LIMIT)
  const decided = { article: 'あ'.repeat(200), id: 'A'.repeat(60), version: 1 }
  const actions = { action: 'approve', comments: Array.from({ length: 100 }, () => decided) }
  expect(actionsSchema.safeParse(actions).success).toBe(true)
  expect(escaped(actions).length).toBeLessThanOrEqual(ACTIONS_BODY_LIMIT)
  const origin = `https://${Array.from({ length: 4 }, () => 'a'.repeat(60)).join('.')}.example:65535`
  const settings = {
    commentsPerMinute: 1_000_000,
    editWindowSeconds: 1,
    privateFactsDays: 1,
    allowedOrigins: Array.from({ length: 50 }, () => origin),
  }
  expect(settingsSchema.safeParse(settings).success).toBe(true)
  expect(escaped(settings).length).toBeLessThanOrEqual(SETTINGS_BODY_LIMIT)
})
