/**
 * The change feed of a conversation, in buckets of ten seconds. The address of a bucket, and of the changes since it, is
 * the same for all readers, so that an edge can answer.
 */

import { changes as contract } from '../contract/comments.ts'
import { isPageKey } from '../domain/articles/externalPage.ts'
import { bucketAt, isClosed, isForgotten, liveFrom } from '../domain/comments/changeFeed.ts'
import { ChangesGone, ChangesNotFound } from '../domain/errors.ts'
import { implement } from '../http/implement.ts'
import { type HttpEvent, pathParameter } from '../http/input/request.ts'
import { changesView } from '../http/views/changeViews.ts'
import { readChanges } from '../store/derived/changeFeed.ts'
import { type CommentReader, publicConversation } from './comments.ts'

export const changeEndpoints = (reader: CommentReader) =>
  implement(contract, {
    'GET /v1/articles/{slug}/changes/{bucket}': async ({ event }) => {
      const now = reader.clock()
      const bucket = bucketOf(event, now)
      const key = await keyOf(reader, event)
      const closed = isClosed(bucket, now)
      const found = await readChanges(reader.comments, key, { from: bucket, to: bucket }, closed)
      // A closed bucket is cached permanently, so it must not contain the current time.
      return closed
        ? { status: 200, body: changesView(found, bucket + 1), cache: 'closed' }
        : { status: 200, body: { ...changesView(found, bucket), now: bucketAt(now) }, cache: 'open' }
    },
    'GET /v1/articles/{slug}/changes/since/{bucket}': async ({ event }) => {
      const now = reader.clock()
      const from = bucketOf(event, now)
      const key = await keyOf(reader, event)
      // The projector's clock may be ahead of this one. Strongly consistent: the page does not read closed buckets again.
      const found = await readChanges(reader.comments, key, { from, to: bucketAt(now) + 1 }, isClosed(from, now))
      return { status: 200, body: changesView(found, liveFrom(now)) }
    },
  })

/** An external page has an empty change feed before its first comment. */
async function keyOf(reader: CommentReader, event: HttpEvent): Promise<string> {
  const slug = pathParameter(event, 'slug')
  return isPageKey(slug) ? slug : (await publicConversation(reader, event)).key
}

/** @throws ChangesNotFound, ChangesGone */
function bucketOf(event: HttpEvent, now: number): number {
  const text = pathParameter(event, 'bucket')
  const bucket = /^[1-9]\d{0,11}$/.test(text) ? Number(text) : Number.NaN
  // The next bucket is accepted, because the page's clock may be ahead of this one.
  if (!(bucket <= bucketAt(now) + 1)) throw new ChangesNotFound()
  if (isForgotten(bucket, now)) throw new ChangesGone()
  return bucket
}
