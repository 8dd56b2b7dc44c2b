/**
 * Requests more write shards for an article whose partition is throttled.
 */
import { defect } from '../log.ts'
import { cached } from '../running/cache.ts'
import type { Table } from '../store/client/dynamodb.ts'
import { grow } from '../store/comments/shardGrowth.ts'

/** Milliseconds before one instance asks again for an article. A thousand instances that ask at once would add load. */
const ASKED_FOR = 5000

/** @param clock milliseconds since 1970 */
export function spreader(comments: Table, clock: () => number, growArticle = grow): (article: string) => Promise<void> {
  const ask = cached({ maxAge: ASKED_FOR, size: 1000, clock }, async (article) => {
    const epoch = await growArticle(comments, article, clock())
    if (epoch) console.info({ message: 'An article is spread over more write shards', article, ...epoch })
  })
  return (article) =>
    ask(article).catch((error: unknown) => {
      // Only logged: the comment is posted even if the article gets no more shards.
      defect('An article could not be spread over more write shards', error, { article })
    })
}
