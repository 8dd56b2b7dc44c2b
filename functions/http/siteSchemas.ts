/**
 * What may be asked about the comments of the whole site.
 */
import * as z from 'zod/mini'

/** Articles that may be counted in one request. */
const MOST_COUNTED = 100

export const countsQuerySchema = z.strictObject({
  slug: z._default(
    z
      .array(z.string())
      .check(z.maxLength(MOST_COUNTED), z.meta({ description: 'The slug of an article; may stand up to 100 times.' })),
    [],
  ),
})
