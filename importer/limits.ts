/**
 * What the API takes (its document, /v1/openapi.json, says so), as far as the importer fits things into it, or can say
 * beforehand that they won't.
 */
export const NAME_LENGTH = 80
export const TITLE_LENGTH = 200
export const STANDFIRST_LENGTH = 500
export const TAG_LENGTH = 50
export const MOST_TAGS = 10
export const MOST_AUTHORS = 10
export const TEXT_LENGTH = 8000
export const EMAIL_LENGTH = 254
/** Bytes of an article's Markdown. */
export const SOURCE_BYTES = 128 * 1024
/** Comments and bytes of one request, with room for what surrounds them. */
export const MOST_AT_ONCE = 100
export const BYTES_AT_ONCE = 480 * 1024

/** How many quotes and lists may stand in each other in a comment. */
export const MAX_CONTAINERS = 16
const TOO_MANY_CONTAINERS = new RegExp(
  String.raw`^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))){${MAX_CONTAINERS + 1}}`,
  'm',
)

/** Whether they are nested deeper in a text. */
export const isNestedTooDeep = (text: string): boolean => TOO_MANY_CONTAINERS.test(text)
