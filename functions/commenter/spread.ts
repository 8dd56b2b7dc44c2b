/**
 * What a commenter does when an article's partition takes no more: it asks for more write shards, and goes on.
 */
import { defect } from '../log.ts'
import { cached } from '../running/cache.ts'
import type { Table } from '../store/client/dynamodb.ts'
import { grow } from '../store/comments/shardGrowth.ts'

/** How long one instance keeps from asking again, in milliseconds: a thousand that ask at once would be a load themselves. */
const ASKED_FOR = 5000

/** @param clock milliseconds since 1970 */
export function spreader(comments: Table, clock: () => number, growArticle = grow): (article: string) => Promise<void> {
  const ask = cached({ maxAge: ASKED_FOR, size: 1000, clock }, async (article) => {
    const epoch = await growArticle(comments, article, clock())
    if (epoch) console.info({ message: 'An article is spread over more write shards', article, ...epoch })
  })
  return (article) =>
    ask(article).catch((error: unknown) => {
      // A comment is not refused because the next ones could not be helped.
      defect('An article could not be spread over more write shards', error, { article })
    })
}
