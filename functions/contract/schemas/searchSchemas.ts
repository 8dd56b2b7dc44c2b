/**
 * The query of a search.
 */
import * as z from 'zod/mini'
import { because } from './because.ts'
import { line } from './fields.ts'
import { CURSOR_DESCRIPTION, cursorOf, isArticlePosition, MAX_CURSOR, pageLimit } from './paging.ts'

/** Characters of a query. */
export const LONGEST_QUERY = 200

/** Articles with the words in their titles come first. */
type Found = { inTitle: boolean; position: string }

/** The end of a page of results: `title` or `text`, then a position as in lists of articles, in base64url. */
const searchCursor = z
  .pipe(
    z.string(),
    z.transform((cursor: string, context): Found => {
      const decoded = cursor.length <= MAX_CURSOR ? Buffer.from(cursor, 'base64url').toString() : ''
      const [part = ''] = decoded.split('#', 1)
      const position = decoded.slice(part.length + 1)
      const isOurs = /^(?:title|text)$/.test(part) && isArticlePosition(position) && cursorOf(decoded) === cursor
      if (!isOurs) context.issues.push({ code: 'custom', input: cursor, ...because({ code: 'not-cursor' }) })
      return { inTitle: part === 'title', position }
    }),
  )
  .check(z.meta({ maxLength: MAX_CURSOR, description: CURSOR_DESCRIPTION }))

export const cursorOfFound = ({ inTitle, position }: Found): string =>
  cursorOf(`${inTitle ? 'title' : 'text'}#${position}`)

export const searchSchema = z.strictObject({
  q: z._default(
    line({ min: 0, max: LONGEST_QUERY, description: 'Words that must all be in the article. At most ten are used.' }),
    '',
  ),
  limit: pageLimit,
  cursor: z.optional(searchCursor),
})
