/**
 * What an element says of the language of the words in it, so that they are spoken, hyphenated and set as that language is:
 * an article need not be in the page's.
 */
import { type Html, html } from '../html.ts'

/** Scripts that are written from right to left: Unicode's, as far as anybody publishes in them. */
const RIGHT_TO_LEFT = ['Adlm', 'Arab', 'Hebr', 'Mand', 'Nkoo', 'Rohg', 'Samr', 'Syrc', 'Thaa', 'Yezi']

/** @param lang a valid BCP 47 tag */
const directionOf = (lang: string): 'ltr' | 'rtl' =>
  RIGHT_TO_LEFT.includes(new Intl.Locale(lang).maximize().script ?? '') ? 'rtl' : 'ltr'

/**
 * The attributes of an element that holds an article's own words. Where nobody has said what language they are in, the
 * browser finds the direction by the first letter.
 */
export const languageAttributes = (lang: string | undefined): Html =>
  lang === undefined ? html`dir="auto"` : html`lang="${lang}" dir="${directionOf(lang)}"`
