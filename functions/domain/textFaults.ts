/**
 * What is wrong with a text, in English. pages/refusals.ts uses these sentences as keys for those in the reader's language.
 * They are not beside the rendering, so that pages load no Markdown parser.
 */

/** Containers, counted in the source. */
export const TOO_MANY_CONTAINERS = 'Quotes and lists may be nested at most 16 deep.'
/** Elements, counted in the HTML. */
export const TOO_NESTED = 'Quotes, lists or emphasis are nested too deeply.'
/** Rendering takes too long, or makes too much HTML. */
export const TOO_MUCH_MARKUP =
  'This holds too much markup: use fewer emphasis marks, quotes, list items and table columns, and fewer or shorter links.'

export const NOTHING_VISIBLE = 'This shows nothing that can be read.'

const TURNED = 'This holds an invisible character that turns the direction of text, near “'
const REMEDY = '”. Delete it, or type that part anew.'

/** @param near the visible characters around it */
export const turnedFault = (near: string): string => `${TURNED}${near}${REMEDY}`

/** What {@link turnedFault} was told. */
export const nearOf = (detail: string): string | undefined =>
  detail.startsWith(TURNED) ? detail.slice(TURNED.length, -REMEDY.length) : undefined
