/**
 * HTML templates that escape by default. A value is text unless this file made it HTML. So forgotten escaping cannot
 * turn a reader's text into markup.
 */

/** Finished HTML. Only {@link html} and {@link trusted} make it. */
export class Html {
  readonly #text: string
  constructor(text: string) {
    this.#text = text
  }
  toString(): string {
    return this.#text
  }
}

/** A value in a template. Text is escaped, lists are joined, and `undefined`, `null` and `false` leave nothing. */
export type Content = Html | string | number | null | undefined | false | readonly Content[]

/** HTML from a template. Values are allowed between tags and inside quoted attribute values only. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Html {
  let text = parts[0] ?? ''
  values.forEach((value, index) => {
    text += render(value) + (parts[index + 1] ?? '')
  })
  return new Html(text)
}

/** HTML that was made safe before: what micromark rendered when an article or comment was saved. */
export const trusted = (stored: string): Html => new Html(stored)

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Escapes text for element content and quoted attribute values. */
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)

const CHARACTERS = new Map(Object.entries(ENTITIES).map(([character, entity]) => [entity, character]))

/** Reverts the escaping of this file and of micromark, which writes the same entities. */
export const unescaped = (text: string): string =>
  text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => CHARACTERS.get(entity) ?? entity)

/**
 * JSON for a script element: `<` is written as an escape, so that no `</script>` or `<!--` can end the element.
 * https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements
 */
export const jsonInScript = (value: unknown): Html =>
  new Html(
    JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
  )

function render(value: Content): string {
  if (value instanceof Html) return value.toString()
  if (typeof value === 'string') return escapeHtml(value)
  if (typeof value === 'number') return String(value)
  if (value === null || value === undefined || value === false) return ''
  return value.map(render).join('')
}
