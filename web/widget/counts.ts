/**
 * The number of comments beside each entry of a list: `data-comment-count` holds an article's slug or a page's address, or
 * nothing on a link that leads there.
 */
const MOST_AT_ONCE = 50

type Counted = { name: 'slug' | 'url'; value: string; element: HTMLElement }

function counted(element: HTMLElement): Counted {
  const said = element.dataset.commentCount || element.getAttribute('href') || location.href
  // A slug has none of these signs; everything else is an address.
  if (!/[/:?#.]/.test(said)) return { name: 'slug', value: said, element }
  return { name: 'url', value: new URL(said, document.baseURI).href.replace(/#.*/, ''), element }
}

/** Writes every number on the page; where one is not to be had, what stands there stays. */
export async function countComments(site: string): Promise<void> {
  const all = [...document.querySelectorAll<HTMLElement>('[data-comment-count]')].map(counted)
  while (all.length > 0) {
    const some = all.splice(0, MOST_AT_ONCE)
    // The same question each time, so that a cache can answer it.
    const query = [...new Set(some.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`))].sort().join('&')
    try {
      const answer = await fetch(`${site}/v1/comment-counts?${query}`)
      const { counts }: { counts: Record<string, number> } = await answer.json()
      for (const { value, element } of some) {
        const lang = element.closest<HTMLElement>('[lang]')?.lang || undefined
        element.textContent = new Intl.NumberFormat(lang).format(counts[value] ?? 0)
      }
    } catch (error) {
      console.warn('Understory:', error)
    }
  }
}
