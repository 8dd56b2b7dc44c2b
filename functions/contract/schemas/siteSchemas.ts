/**
 * Queries about the comments of the whole site.
 */
import * as z from 'zod/mini'
import { because } from './because.ts'
import { webAddress } from './fields.ts'

/** Most articles in one request. */
const MOST_COUNTED = 50

export const countsQuerySchema = z
  .strictObject({
    slug: z._default(
      z
        .array(z.string())
        .check(
          z.maxLength(MOST_COUNTED),
          z.meta({ description: 'The slug of an article. May be repeated up to 50 times.' }),
        ),
      [],
    ),
    url: z._default(
      z.array(webAddress('The address of an external page.')).check(
        z.maxLength(MOST_COUNTED),
        z.meta({
          description: 'The address of an external page. May be repeated; at most 50 addresses and slugs together.',
        }),
      ),
      [],
    ),
  })
  .check(
    z.refine(({ slug, url }) => slug.length + url.length <= MOST_COUNTED, {
      ...because({ code: 'too-many-counted', maximum: MOST_COUNTED }),
      path: ['url'],
    }),
  )

export const pageQuerySchema = z.strictObject({ url: webAddress('The address of an external page.') })
