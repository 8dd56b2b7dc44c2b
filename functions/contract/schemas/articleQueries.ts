/**
 * What may be asked of lists of articles. Apart from what editors send, so that readers don't wait until that is described.
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
