/**
 * Attributes for the language of an article's text, which can differ from the page's language. Browsers use them for
 * speech, hyphenation and fonts.
 */
import { type Html, html } from '../html.ts'

/** Scripts that are written from right to left and in use (Unicode). */
const RIGHT_TO_LEFT = ['Adlm', 'Arab', 'Hebr', 'Mand', 'Nkoo', 'Rohg', 'Samr', 'Syrc', 'Thaa', 'Yezi']

/** @param lang a valid BCP 47 tag */
const directionOf = (lang: string): 'ltr' | 'rtl' =>
  RIGHT_TO_LEFT.includes(new Intl.Locale(lang).maximize().script ?? '') ? 'rtl' : 'ltr'

/**
 * The attributes of an element with an article's text. If its language is unknown, the browser finds the direction by
 * the first letter.
 */
export const languageAttributes = (lang: string | undefined): Html =>
  lang === undefined ? html`dir="auto"` : html`lang="${lang}" dir="${directionOf(lang)}"`
