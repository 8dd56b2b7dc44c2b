/**
 * Requests for articles and comments that do not exist. Each costs reads, and no other limit counts them, so they have
 * a limit of their own.
 */
import {
  ArticleNotFound,
  CommentNotFound,
  InvalidInput,
  OriginNotAllowed,
  ParentNotFound,
  Refusal,
} from '../domain/errors.ts'
import { MISS } from '../domain/site/limits.ts'
import type { Limits } from './limits.ts'

/** The last two are refusals of external pages. They too cost a read. */
const MISSES = [ArticleNotFound, CommentNotFound, ParentNotFound, InvalidInput, OriginNotAllowed]
/** Whether the article or comment does not exist. An error page must not read it again: that would count again. */
export const isNowhere = (error: unknown): boolean =>
  error instanceof ArticleNotFound || error instanceof CommentNotFound

const isMiss = (error: unknown): boolean => MISSES.some((miss) => error instanceof miss)

/**
 * Runs a request. If it is a miss, it counts for its address.
 * @throws TooManyRequests if the address has had too many misses, and what `run` throws
 */
export async function countingMisses<T>(limits: Limits, addressHash: string, run: () => Promise<T>): Promise<T> {
  limits.refuseKnown(addressHash, MISS)
  try {
    return await run()
  } catch (error) {
    if (isMiss(error)) {
      // This request keeps its own refusal. The limit refuses the next one.
      await limits.charge(addressHash, [MISS]).catch((refusal: unknown) => {
        if (!(refusal instanceof Refusal)) throw refusal
      })
    }
    throw error
  }
}
