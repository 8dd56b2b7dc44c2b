/**
 * Queries of lists of articles. In a file of their own, so that a cold start of the reader does not load the schemas of
 * editors' bodies.
 */
import * as z from 'zod/mini'
import { line } from './fields.ts'
import { articleCursor, pageLimit, versionCursor } from './paging.ts'

export const articleListSchema = z.strictObject({
  tag: z.optional(line({ max: 50, description: 'Only articles with this tag.' })),
  limit: pageLimit,
  cursor: z.optional(articleCursor),
})

export const editorListSchema = z.strictObject({
  status: z.optional(z.enum(['draft', 'scheduled', 'published', 'deleted'])),
  limit: pageLimit,
  cursor: z.optional(articleCursor),
})

export const revisionListSchema = z.strictObject({ limit: pageLimit, cursor: z.optional(versionCursor) })
