/**
 * The number of comments beside each entry of a list: `data-comment-count` holds an article's slug or a page's address, or
 * nothing on a link that leads there.
 */
import { linked, ownAddress } from './address.ts'
import { localeOf } from './tag.ts'

const MOST_AT_ONCE = 50
/** The most characters of a query. API Gateway takes 10,240 of an address with all headers, CloudFront 8,192. */
const LONGEST = 4000

/** The query for an entry, and the name that its count has in the answer. */
type Counted = { asked: string; value: string; element: HTMLElement }

/** The query that each element was counted by. */
const done = new WeakMap<HTMLElement, string>()

/** Empty where the value is no web address: the server would refuse the whole request for it. */
function counted(element: HTMLElement): Counted[] {
  const attribute = element.dataset.commentCount?.trim()
  // A slug has none of these characters. Everything else is an address.
  if (attribute && !/[/:?#.]/.test(attribute))
    return [{ asked: `slug=${encodeURIComponent(attribute)}`, value: attribute, element }]
  const href = attribute || element.getAttribute('href')
  const value = href === null ? ownAddress() : linked(href)
  return value ? [{ asked: `url=${encodeURIComponent(value)}`, value, element }] : []
}

const lengthOf = (some: readonly Counted[]): number => some.map(({ asked }) => asked).join('&').length

/** A number in the form of the nearest language. */
const written = (count: number, lang = ''): string => new Intl.NumberFormat(localeOf(lang)).format(count)

/**
 * Writes the numbers on the page. Where the server has none, the element keeps its text.
 * @param isAgain also writes those that were written before
 */
export async function countComments(site: string, isAgain: boolean): Promise<void> {
  const all = [...document.querySelectorAll<HTMLElement>('[data-comment-count]')]
    .flatMap(counted)
    .filter(({ asked, element }) => isAgain || done.get(element) !== asked)
  for (const { asked, element } of all) done.set(element, asked)
  while (all.length > 0) {
    let count = 1
    while (count < MOST_AT_ONCE && lengthOf(all.slice(0, count + 1)) < LONGEST && count < all.length) count++
    const some = all.splice(0, count)
    // The same query each time, so that a cache can answer it.
    const query = [...new Set(some.map(({ asked }) => asked))].sort().join('&')
    try {
      const answer = await fetch(`${site}/v1/comment-counts?${query}`)
      if (!answer.ok) throw new Error(`${answer.url} answered ${answer.status}`)
      const { counts }: { counts: Record<string, number> } = await answer.json()
      for (const { value, element } of some) {
        const count = counts[value]
        if (count !== undefined) element.textContent = written(count, element.closest<HTMLElement>('[lang]')?.lang)
      }
    } catch (error) {
      // They are asked for again with the next ones.
      for (const { element } of some) done.delete(element)
      console.warn('Understory:', error)
    }
  }
}
