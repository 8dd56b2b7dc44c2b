/**
 * Requests for what is not there. Each costs reads, and no other limit counts it, so they have a limit of their own.
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

/** The last two refuse pages of other sites, after a read. */
const MISSES = [ArticleNotFound, CommentNotFound, ParentNotFound, InvalidInput, OriginNotAllowed]
/** Whether the article or comment of a request is not there. Looked up again for a page, it would count again. */
export const isNowhere = (error: unknown): boolean =>
  error instanceof ArticleNotFound || error instanceof CommentNotFound

const isMiss = (error: unknown): boolean => MISSES.some((miss) => error instanceof miss)

/**
 * Does what a request asks, and counts for its address when that is not there.
 * @throws TooManyRequests where the address asked for too much of that already, and what `run` throws
 */
export async function countingMisses<T>(limits: Limits, addressHash: string, run: () => Promise<T>): Promise<T> {
  limits.refuseKnown(addressHash, MISS)
  try {
    return await run()
  } catch (error) {
    if (isMiss(error)) {
      // This request still gets its own refusal. The limit refuses the next one.
      await limits.charge(addressHash, [MISS]).catch((refusal: unknown) => {
        if (!(refusal instanceof Refusal)) throw refusal
      })
    }
    throw error
  }
}
