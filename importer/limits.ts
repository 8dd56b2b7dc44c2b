/**
 * Limits of the API (/v1/openapi.json) that the importer applies: it shortens what is too long, or refuses it before it
 * is sent.
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
/** Comments and bytes of one request, with room for the rest of its body. */
export const MOST_AT_ONCE = 100
export const BYTES_AT_ONCE = 480 * 1024

/** How deep quotes and lists may be nested in a comment. */
export const MAX_CONTAINERS = 16
const TOO_MANY_CONTAINERS = new RegExp(
  String.raw`^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))){${MAX_CONTAINERS + 1}}`,
  'm',
)

/** Whether quotes and lists are nested deeper in a text. */
export const isNestedTooDeep = (text: string): boolean => TOO_MANY_CONTAINERS.test(text)
