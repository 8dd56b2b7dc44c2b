/**
 * How deep quotes and lists may be nested in a comment. Apart from the rendering, so that checking a comment's shape does
 * not load a Markdown parser.
 */

/** Nesting deeper than this helps nobody; thousands of levels hurt readers' browsers. */
export const MAX_CONTAINERS = 16
const TOO_MANY_CONTAINERS = new RegExp(
  `^(?:[ \\t]*(?:>|[-+*](?=[ \\t])|\\d{1,9}[.)](?=[ \\t]))){${MAX_CONTAINERS + 1}}`,
  'm',
)

/** Whether quotes or lists in the text are nested beyond reason. */
export function isNestedTooDeep(text: string): boolean {
  return TOO_MANY_CONTAINERS.test(text)
}
