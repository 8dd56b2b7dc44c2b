/**
 * The schemas that validate articles from editors and describe them in the OpenAPI document.
 */
import * as z from 'zod/mini'
import { isSlug } from '../../domain/articles/slug.ts'
import { TooLarge } from '../../domain/errors.ts'
import { because } from './because.ts'
import { block, line, moment, webAddress } from './fields.ts'
import { jsonBytes, LENGTH } from './lengths.ts'

/** Bytes of an article's Markdown. */
const SOURCE_LIMIT = 128 * 1024
/** Characters. */
const [TAG, STANDFIRST, ALT] = [50, 500, 500]
const [MOST_TAGS, MOST_AUTHORS] = [10, 10]

/** Bytes of an article's request body. Each byte of the text may be an escape of six bytes. */
export const ARTICLE_BODY_LIMIT =
  6 * SOURCE_LIMIT +
  jsonBytes(
    LENGTH.title + LENGTH.slug + STANDFIRST + MOST_TAGS * TAG,
    MOST_AUTHORS * (LENGTH.name + LENGTH.url),
    LENGTH.url + ALT,
  )
/** Bytes of a body that contains only a command. */
export const COMMAND_BODY_LIMIT = jsonBytes()

const slug = z
  .string()
  .check(
    z.refine(isSlug, because({ code: 'not-slug' })),
    z.meta({ maxLength: 100, description: 'The name in the address. If it is left out, it is made from the title.' }),
  )

const BODY = { max: SOURCE_LIMIT, description: 'The article in Markdown, at most 128 KiB. Raw HTML is shown as text.' }

const body = z
  .pipe(
    z.string().check((context) => {
      const size = Buffer.byteLength(context.value)
      if (size > SOURCE_LIMIT) throw new TooLarge('article', size, SOURCE_LIMIT)
    }),
    block(BODY),
  )
  .check(z.meta({ minLength: 1, maxLength: BODY.max, description: BODY.description }))

const tags = z.array(line({ max: TAG, description: 'A tag. Case is ignored.' })).check(
  z.maxLength(MOST_TAGS),
  z.refine(
    (all) => new Set(all.map((tag) => tag.toLowerCase())).size === all.length,
    because({ code: 'duplicate-tag' }),
  ),
)

const author = z.strictObject({
  name: line({ max: LENGTH.name, description: 'The name in the byline.' }),
  url: z.optional(webAddress('A page about the author.')),
})

const image = z.strictObject({
  url: webAddress('The address of the picture.'),
  alt: line({ min: 0, max: ALT, description: 'A text for people who do not see the picture.' }),
})

/** Long enough for every tag without private use (RFC 5646 section 4.4.1). */
const LONGEST_TAG = 35

const languageTag = z
  .pipe(
    z.string(),
    z.transform((text: string, context) => {
      const tag = canonicalTag(text.trim())
      if (tag === undefined)
        context.issues.push({ code: 'custom', input: text, ...because({ code: 'not-language-tag' }) })
      return tag ?? ''
    }),
  )
  .check(
    z.meta({
      maxLength: LONGEST_TAG,
      description: 'The language of the article, as a BCP 47 tag such as `ja` or `de-CH`.',
    }),
  )

export const articleInputSchema = z.strictObject({
  title: line({ max: LENGTH.title, description: 'The headline.' }),
  slug: z.optional(slug),
  standfirst: z._default(
    line({ min: 0, max: STANDFIRST, description: 'The paragraph between headline and text.' }),
    '',
  ),
  body,
  tags: z._default(tags, []),
  authors: z._default(z.array(author).check(z.maxLength(MOST_AUTHORS)), []),
  image: z.nullish(image),
  lang: z.optional(languageTag),
  status: z._default(z.enum(['draft', 'scheduled', 'published']), 'draft'),
  publishAt: z.optional(moment('The time of publication, in the future or in the past.')),
  comments: z._default(z.strictObject({ policy: z._default(z.enum(['open', 'held', 'closed']), 'open') }), {
    policy: 'open',
  }),
})

const FIELDS = Object.keys(articleInputSchema.shape)

/**
 * A merge patch may contain null anywhere. The patched article is validated as a whole, so that all faults are reported
 * at once. This is not an object schema, because object schemas ignore `__proto__`.
 */
export const articlePatchSchema = z
  .pipe(
    z.unknown(),
    z.transform((patch: unknown, context): Record<string, unknown> => {
      if (typeof patch === 'object' && patch !== null && !Array.isArray(patch)) return { ...patch }
      context.issues.push({ code: 'custom', input: patch, ...because({ code: 'wrong-type', expected: 'object' }) })
      return {}
    }),
  )
  .check(
    z.meta({
      type: 'object',
      description: 'The changes as a JSON Merge Patch (RFC 7396). `null` removes a field.',
      properties: Object.fromEntries(FIELDS.map((name) => [name, {}])),
      additionalProperties: false,
    }),
  )

/** Adds the patch's unknown fields to the document, also those that are null, so that they are refused. */
export function withUnknown(document: unknown, patch: Record<string, unknown>): unknown {
  const unknown = Object.keys(patch).filter((name) => !FIELDS.includes(name))
  // Built from entries, because assigning `__proto__` would set the prototype.
  const known = Object.entries(document as object).map(([name, value]) => [name, withUnknownInside(name, value, patch)])
  return Object.fromEntries([...known, ...unknown.map((name) => [name, null])])
}

/** The inner fields of fields that are objects. */
const INNER_FIELDS = new Map([
  ['comments', ['policy']],
  ['image', Object.keys(image.shape)],
])

function withUnknownInside(name: string, value: unknown, patch: Record<string, unknown>): unknown {
  const fields = INNER_FIELDS.get(name)
  const inner = patch[name]
  if (!fields || !isObject(value) || !isObject(inner)) return value
  const unknown = Object.keys(inner).filter((each) => !fields.includes(each))
  return Object.fromEntries([...Object.entries(value), ...unknown.map((each) => [each, null])])
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const restoreSchema = z.strictObject({
  version: z.optional(z.int().check(z.minimum(1), z.meta({ description: 'The version to restore.' }))),
})

/** The tag in canonical form (`iw-il` becomes `he-IL`). Undefined if the text is not a tag or names no language. */
function canonicalTag(text: string): string | undefined {
  if (text.length > LONGEST_TAG) return undefined
  try {
    const [tag] = Intl.getCanonicalLocales(text)
    return tag?.startsWith('und') ? undefined : tag
  } catch {
    return undefined
  }
}
