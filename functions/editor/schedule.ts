/**
 * Finalises scheduled articles that are due. Readers see an article from its publication time on, even if it is not
 * finalised. This removes it from the list of scheduled articles.
 */
import { audit } from '../log.ts'
import { finalise } from '../store/articles/articleChanges.ts'
import { listArticles } from '../store/articles/articleListings.ts'
import type { Desk } from './editing.ts'

/** Articles in one run. The next run, a minute later, takes the rest. */
const MAX_PER_RUN = 100

export async function runSchedule({ articles, clock }: Omit<Desk, 'randomBytes'>): Promise<void> {
  const due = await listArticles(articles, 'scheduled', { limit: MAX_PER_RUN, until: clock() })
  const finalised: string[] = []
  const changedMeanwhile: string[] = []
  for (const article of due.items) {
    const { key, publishedAt } = article
    if (publishedAt === null) throw new Error(`The scheduled article “${key}” has no publication time.`)
    const list = (await finalise(articles, article, publishedAt)) ? finalised : changedMeanwhile
    list.push(key)
  }
  if (due.items.length > 0) audit({ action: 'publish', by: 'schedule', finalised, changedMeanwhile })
}
