/**
 * The times of WordPress's posts and comments.
 */
import type { Notice } from '../conversation.ts'
import { feedTimeOf, isPast, timeOf } from '../fields/times.ts'
import { textOf, type XmlElement } from '../file/xml.ts'

/** The time in UTC, else the time of the feed, else the site's local time. */
export const postTime = (item: XmlElement): string | undefined =>
  timeOf(textOf(item, 'wp:post_date_gmt')) ??
  feedTimeOf(textOf(item, 'pubDate')) ??
  timeOf(textOf(item, 'wp:post_date'))

/** The time in UTC, else the site's local time, else the time of the post. */
export function commentTime(item: XmlElement, comment: XmlElement, remark: Notice): string {
  const written = ['wp:comment_date_gmt', 'wp:comment_date'].map((name) => textOf(comment, name))
  const time = written.map(timeOf).find((each) => each !== undefined && isPast(each))
  if (time !== undefined) return time
  const ofPost = postTime(item)
  if (ofPost === undefined || !isPast(ofPost)) return written[0] ?? ''
  remark('its time is impossible; it gets the time of its post')
  return ofPost
}
