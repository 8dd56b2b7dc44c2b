/**
 * The limit and the cursor, which every list has.
 */
import * as z from 'zod/mini'
import { isSlug } from '../../domain/articles/slug.ts'
import { because, pattern } from './because.ts'

const DEFAULT_LIMIT = 25

const LIMIT_DESCRIPTION =
  'The maximum number of items. A page has fewer if reading more would cost too much. `nextCursor` is null only at the end.'

const limit = z
  .pipe(
    z
      .string()
      .check(
        z.refine(
          (text) => /^(?:[1-9]\d?|100)$/.test(text),
          because({ code: 'not-in-range', minimum: 1, maximum: 100 }),
        ),
      ),
    z.transform((text) => Number(text)),
  )
  .check(z.meta({ type: 'integer', minimum: 1, maximum: 100, default: DEFAULT_LIMIT, description: LIMIT_DESCRIPTION }))

export const pageLimit = z._default(limit, DEFAULT_LIMIT)

/**
 * Bytes of a list: Lambda sends at most 6 MB, and writes the body into another JSON document, which escapes its quotes.
 */
const MOST_BYTES = 4_000_000

/**
 * Shortens a page of a list that is too large to be sent.
 * @param next the cursor after all of the items
 * @param cursorAfter the cursor after one of them
 */
export function cutToSize<T>(
  items: T[],
  next: string | null,
  cursorAfter: (item: T) => string,
  most = MOST_BYTES,
): { items: T[]; nextCursor: string | null } {
  // No character takes more than three bytes when it is escaped again, so most pages need no exact count.
  if (items.reduce((length, item) => length + 3 * JSON.stringify(item).length, 0) <= most)
    return { items, nextCursor: next }
  let bytes = 0
  // Encoded twice, because Lambda sends the body as a string in a JSON document.
  const tooMany = items.findIndex((item, place) => {
    bytes += Buffer.byteLength(JSON.stringify(JSON.stringify(item)))
    return place > 0 && bytes > most
  })
  const last = items[tooMany - 1]
  return last === undefined
    ? { items, nextCursor: next }
    : { items: items.slice(0, tooMany), nextCursor: cursorAfter(last) }
}

export const CURSOR_DESCRIPTION = 'The `nextCursor` of the previous page.'

/** Longer than any cursor: a time, and a slug of 100 characters of 4 bytes, in base64. */
export const MAX_CURSOR = 600

/** A position in a list of articles, `<time>#<key>`, in base64url. The next page starts after it. */
export const articleCursor = z
  .pipe(
    z.string(),
    z.transform((cursor: string, context) => {
      const position = cursor.length <= MAX_CURSOR ? Buffer.from(cursor, 'base64url').toString() : ''
      const isOurs = isArticlePosition(position) && cursorOf(position) === cursor
      if (!isOurs) context.issues.push({ code: 'custom', input: cursor, ...because({ code: 'not-cursor' }) })
      return position
    }),
  )
  .check(z.meta({ maxLength: MAX_CURSOR, description: CURSOR_DESCRIPTION }))

export const cursorOf = (position: string): string => Buffer.from(position).toString('base64url')

/** `<time>#<key>`. */
export function isArticlePosition(position: string): boolean {
  const time = position.slice(0, position.indexOf('#'))
  return isMoment(time) && isSlug(position.slice(time.length + 1))
}

const isMoment = (text: string): boolean => {
  const time = Date.parse(text)
  return !Number.isNaN(time) && new Date(time).toISOString() === text
}

/** A position in a list of revisions: the last version of the previous page. */
export const versionCursor = z
  .pipe(
    z.string().check(pattern(/^[1-9]\d{0,9}$/, 'not-cursor')),
    z.transform((text) => Number(text)),
  )
  .check(z.meta({ description: CURSOR_DESCRIPTION }))
