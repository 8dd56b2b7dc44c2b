/**
 * What an article is filed under, so that searching finds it: the words of its title, and those anywhere in it.
 */
import type { Article } from './article.ts'
import { filedTerms } from './terms.ts'

/** The terms of one article, sorted, each once. */
export type Filing = {
  publishedAt: string
  title: string[]
  /** Those of the title, too. */
  anywhere: string[]
}

/**
 * Bounds for the longest articles, so that an article costs so much to file and no more, and a list of its terms fits into
 * an item twice. 128 KiB of English or German have about 5,000 different words; of Japanese, more pairs than this.
 */
const MOST_TERMS = 10_000
const MOST_BYTES = 100_000

/**
 * Undefined for what readers never get to see. A scheduled article is filed under its future time, as in the lists, and
 * found from then on.
 */
export function filingOf(article: Article, html: string): Filing | undefined {
  const { title, standfirst, tags, authors, status, publishedAt, deletedAt } = article
  if (deletedAt !== null || status === 'draft' || publishedAt === null) return undefined
  const names = authors.map(({ name }) => name)
  const all = filedTerms([title, standfirst, ...tags, ...names, textOf(html)].join('\n'))
  return { publishedAt, title: [...filedTerms(title)].toSorted(), anywhere: [...within(all)].toSorted() }
}

export const isSameFiling = (one: Filing | undefined, other: Filing | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other)

function* within(terms: Iterable<string>): Generator<string> {
  let [count, bytes] = [0, 0]
  for (const term of terms) {
    count++
    bytes += Buffer.byteLength(term) + 1
    if (count > MOST_TERMS || bytes > MOST_BYTES) return
    yield term
  }
}

const CHARACTERS: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' }

/**
 * The text of an article's HTML, with what its pictures show. micromark wrote it, so no `>` stands inside a tag, only four
 * characters are named, and blocks are on lines of their own. The marks of footnotes and the heading over them are no text.
 */
function textOf(html: string): string {
  return html
    .replace(/<sup>.*?<\/sup>|<h2 id="footnote-label".*?<\/h2>/g, '')
    .replace(/<img [^>]*?\balt="([^"]*)"[^>]*>/g, ' $1 ')
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:lt|gt|quot|amp);/g, (entity) => CHARACTERS[entity] ?? entity)
}
