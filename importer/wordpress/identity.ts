/**
 * What posts and comments are called, in every run the same. WordPress numbers them; in files that other programs wrote, or
 * somebody edited, numbers are missing, and what they say has to do.
 */
import { createHash } from 'node:crypto'
import { textOf, type XmlElement } from '../xml.ts'

/** A post's number; without one that in its address (`?p=11`), or a few letters made of what it is. */
export function idOf(item: XmlElement): string {
  const id = textOf(item, 'wp:post_id')
  if (/^\d{1,20}$/.test(id)) return id
  const [, inAddress] = /[?&](?:p|page_id)=(\d{1,20})\b/.exec(`${textOf(item, 'guid')} ${textOf(item, 'link')}`) ?? []
  return (
    inAddress ?? made(item, ['guid', 'link', 'wp:post_name', 'title', 'pubDate', 'wp:post_date', 'content:encoded'])
  )
}

export const articleRef = (item: XmlElement): string => `wordpress:post-${idOf(item)}`

/** A comment's number; without one, letters made of the post and of what was said by whom. */
export function commentRef(item: XmlElement, comment: XmlElement): string {
  const id = textOf(comment, 'wp:comment_id')
  if (/^\d{1,20}$/.test(id)) return `wordpress:${id}`
  const fields = ['author', 'author_email', 'date', 'date_gmt', 'content'].map((name) => `wp:comment_${name}`)
  return `wordpress:${idOf(item)}-${made(comment, fields)}`
}

const made = (element: XmlElement, fields: readonly string[]): string =>
  createHash('sha256')
    .update(fields.map((name) => textOf(element, name)).join('\n'))
    .digest('hex')
    .slice(0, 12)
