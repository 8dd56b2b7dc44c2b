/**
 * The number of comments beside each entry of a list: `data-comment-count` holds an article's slug or a page's address, or
 * nothing on a link that leads there.
 */
const MOST_AT_ONCE = 50
/** Characters of a question; API Gateway takes 10,240 of an address with all headers, CloudFront 8,192. */
const LONGEST = 4000

/** What is asked about an entry, and by what name the answer knows it. */
type Counted = { asked: string; value: string; element: HTMLElement }

/** Nothing for what is no address of a page; one of those would spoil the answer for all. */
function counted(element: HTMLElement): Counted[] {
  const said = element.dataset.commentCount || element.getAttribute('href') || location.href
  // A slug has none of these signs; everything else is an address.
  const isSlug = !/[/:?#.]/.test(said)
  if (isSlug) return [{ asked: `slug=${encodeURIComponent(said)}`, value: said, element }]
  const value = URL.canParse(said, document.baseURI) ? new URL(said, document.baseURI).href.replace(/#.*/, '') : ''
  return /^https?:.{1,1990}$/.test(value) ? [{ asked: `url=${encodeURIComponent(value)}`, value, element }] : []
}

const lengthOf = (some: readonly Counted[]): number => some.map(({ asked }) => asked).join('&').length

/** Writes every number on the page; where one is not to be had, what stands there stays. */
export async function countComments(site: string): Promise<void> {
  const all = [...document.querySelectorAll<HTMLElement>('[data-comment-count]')].flatMap(counted)
  while (all.length > 0) {
    let count = 1
    while (count < MOST_AT_ONCE && lengthOf(all.slice(0, count + 1)) < LONGEST && count < all.length) count++
    const some = all.splice(0, count)
    // The same question each time, so that a cache can answer it.
    const query = [...new Set(some.map(({ asked }) => asked))].sort().join('&')
    try {
      const answer = await fetch(`${site}/v1/comment-counts?${query}`)
      const { counts }: { counts: Record<string, number> } = await answer.json()
      for (const { value, element } of some) {
        const lang = element.closest<HTMLElement>('[lang]')?.lang || undefined
        const count = counts[value]
        if (count !== undefined) element.textContent = new Intl.NumberFormat(lang).format(count)
      }
    } catch (error) {
      console.warn('Understory:', error)
    }
  }
}
