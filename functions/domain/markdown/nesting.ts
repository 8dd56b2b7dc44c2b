/**
 * The limit for nested quotes and lists in a comment. It is separate from rendering, so that validation does not load a
 * Markdown parser.
 */

/** Comments do not need deeper nesting. Thousands of levels slow down readers' browsers. */
export const MAX_CONTAINERS = 16
const TOO_MANY_CONTAINERS = new RegExp(
  `^(?:[ \\t]*(?:>|[-+*](?=[ \\t])|\\d{1,9}[.)](?=[ \\t]))){${MAX_CONTAINERS + 1}}`,
  'm',
)

/** Whether quotes or lists are nested deeper than {@link MAX_CONTAINERS}. */
export function isNestedTooDeep(text: string): boolean {
  return TOO_MANY_CONTAINERS.test(text)
}
