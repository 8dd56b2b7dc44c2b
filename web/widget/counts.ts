/**
 * The numbers of comments beside the entries of a list. `data-comment-count` has an article's slug or a page's address.
 * On a link to the page it may be empty.
 */
import { linked, ownAddress } from './address.ts'
import { localeOf } from './tag.ts'

const MOST_AT_ONCE = 50
/** Most characters of a query. API Gateway accepts 10,240 for an address with all headers, CloudFront 8,192. */
const LONGEST = 4000

/** The query for an entry, and its name in the answer. */
type Counted = { asked: string; value: string; element: HTMLElement }

/** The query of each element that was counted. */
const done = new WeakMap<HTMLElement, string>()

/** Empty if the value is no web address, because the server would refuse the whole request. */
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

/** Formats a number in the nearest language. */
const written = (count: number, lang = ''): string => new Intl.NumberFormat(localeOf(lang)).format(count)

/**
 * Writes the numbers on the page. If the server has none, the element keeps its text.
 * @param isAgain also updates numbers that were written before
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
    // Always in the same order, so that a cache can answer.
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
      // They are requested again with the next ones.
      for (const { element } of some) done.delete(element)
      console.warn('Understory:', error)
    }
  }
}
