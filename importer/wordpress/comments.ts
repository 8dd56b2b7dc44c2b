/**
 * The comments of a post in WordPress's export.
 */
import type { Notice } from '../conversation.ts'
import { isEmail, nameOf } from '../fields/lines.ts'
import { textOf, type XmlElement } from '../file/xml.ts'
import { webAddress } from '../html/addresses.ts'
import { plainText } from '../html/markdown.ts'
import type { RawComment } from '../oldComments.ts'
import { commentTime } from './dates.ts'
import { commentRef } from './identity.ts'

/** The `ref` of the comment's parent. WordPress writes 0 for none. */
export function parentOf(comment: XmlElement): string | undefined {
  const parent = textOf(comment, 'wp:comment_parent')
  return parent === '' || parent === '0' ? undefined : `wordpress:${parent}`
}

/** Why a comment is left out: it was not public, or is not a comment. Undefined for others. */
export function reasonToLeave(comment: XmlElement): string | undefined {
  const type = textOf(comment, 'wp:comment_type')
  if (type !== '' && type !== 'comment') return `they are of the type “${type}”`
  switch (textOf(comment, 'wp:comment_approved')) {
    case '1':
    case 'approve':
      return undefined
    case 'spam':
      return 'they are spam'
    case 'trash':
    case 'post-trashed':
      return 'they are in the trash'
    default:
      return 'they were not approved'
  }
}

/**
 * @param base the old address of its post
 * @param remark called with each change
 */
export function commentOf(item: XmlElement, comment: XmlElement, base: string | undefined, remark: Notice): RawComment {
  const email = textOf(comment, 'wp:comment_author_email')
  return {
    ref: commentRef(item, comment),
    parent: parentOf(comment),
    author: {
      // WordPress keeps names as HTML.
      name: nameOf(plainText(textOf(comment, 'wp:comment_author')), remark),
      ...(isEmail(email) && { email }),
      ...addressOf(textOf(comment, 'wp:comment_author_url'), remark),
    },
    createdAt: commentTime(item, comment, remark),
    html: textOf(comment, 'wp:comment_content'),
    isWordPress: true,
    lineEnds: true,
    base,
  }
}

function addressOf(text: string, remark: Notice): { url?: string } {
  // The default value of the form.
  if (text === '' || text === 'http://' || text === 'https://') return {}
  const url = webAddress(/^[\w-]+(?:\.[\w-]+)+(?:[/?#]|$)/.test(text) ? `http://${text}` : text)
  if (url === undefined) remark('the author’s address was left out: it is not a web address', `“${text}”`)
  return url === undefined ? {} : { url }
}
