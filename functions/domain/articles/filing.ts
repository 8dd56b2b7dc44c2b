/**
 * The search terms of an article: those of its title, and those of all its text.
 */
import type { Article } from './article.ts'
import { filedTerms } from './terms.ts'

/** The terms of one article, sorted, without duplicates. */
export type Filing = {
  publishedAt: string
  title: string[]
  /** Includes the terms of the title. */
  anywhere: string[]
}

/**
 * Bounds for the longest articles. They limit the cost of indexing an article, and a list of its terms fits into an
 * item twice. 128 KiB of English or German have about 5,000 different words. 128 KiB of Japanese have more pairs than
 * this.
 */
const MOST_TERMS = 10_000
const MOST_BYTES = 100_000

/**
 * The terms of an article; undefined for drafts and deleted articles. A scheduled article is indexed with its future
 * publication time, as in lists, and is found from then on.
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
 * The text of an article's HTML, with the descriptions of images, without footnote marks and the footnote heading. The
 * HTML is micromark's: tags have no `>` inside, only four characters are encoded, and blocks are on separate lines.
 */
function textOf(html: string): string {
  return html
    .replace(/<sup>.*?<\/sup>|<h2 id="footnote-label".*?<\/h2>/g, '')
    .replace(/<img [^>]*?\balt="([^"]*)"[^>]*>/g, ' $1 ')
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:lt|gt|quot|amp);/g, (entity) => CHARACTERS[entity] ?? entity)
}
