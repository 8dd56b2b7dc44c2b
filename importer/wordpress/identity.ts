/**
 * Names for posts and comments that are the same in every run. WordPress numbers them. Where a file has no numbers,
 * because another program wrote it or somebody edited it, the name is a hash of the content.
 */
import { createHash } from 'node:crypto'
import { textOf, type XmlElement } from '../file/xml.ts'

/** A post's number; else the number in its address (`?p=11`), else a hash of its content. */
export function idOf(item: XmlElement): string {
  const id = textOf(item, 'wp:post_id')
  if (/^\d{1,20}$/.test(id)) return id
  const [, inAddress] = /[?&](?:p|page_id)=(\d{1,20})\b/.exec(`${textOf(item, 'guid')} ${textOf(item, 'link')}`) ?? []
  return (
    inAddress ?? hashOf(item, ['guid', 'link', 'wp:post_name', 'title', 'pubDate', 'wp:post_date', 'content:encoded'])
  )
}

export const articleRef = (item: XmlElement): string => `wordpress:post-${idOf(item)}`

/** A comment's number; else the post's name with a hash of the author, the time and the text. */
export function commentRef(item: XmlElement, comment: XmlElement): string {
  const id = textOf(comment, 'wp:comment_id')
  if (/^\d{1,20}$/.test(id)) return `wordpress:${id}`
  const fields = ['author', 'author_email', 'date', 'date_gmt', 'content'].map((name) => `wp:comment_${name}`)
  return `wordpress:${idOf(item)}-${hashOf(comment, fields)}`
}

const hashOf = (element: XmlElement, fields: readonly string[]): string =>
  createHash('sha256')
    .update(fields.map((name) => textOf(element, name)).join('\n'))
    .digest('hex')
    .slice(0, 12)
