/**
 * A TypeScript client that uses the types that openapi-typescript generates. It compiles only if the types are exact.
 * `@ts-expect-error` fails if the next line has no error.
 */
import type { components, paths } from './types.ts'

type Schemas = components['schemas']
type CommentPage = paths['/v1/articles/{slug}/comments']['get']['responses'][200]['content']['application/json']
type Refused = paths['/v1/articles/{slug}/comments']['post']['responses'][403]['content']['application/problem+json']

declare const page: CommentPage
declare const refused: Refused

export const deepest: string | undefined = page.items[0]?.replies.items[0]?.replies.items[0]?.html
export const total: number | undefined = page.total
export const sent: Schemas['NewComment'] = { author: { name: 'Ada' }, text: 'Fog', parentId: null }
export const isClosed: boolean = refused.type === 'urn:problem-type:understory:comments-closed'

// @ts-expect-error: a misspelt field of an answer
page.totl
// @ts-expect-error: a misspelt field, below
page.items[0]?.replies.items[0]?.htlm
// @ts-expect-error: a comment without a text
export const empty: Schemas['NewComment'] = { author: { name: 'Ada' } }
// @ts-expect-error: a problem that this operation does not answer
export const isOther: boolean = refused.type === 'urn:problem-type:understory:version-changed'
