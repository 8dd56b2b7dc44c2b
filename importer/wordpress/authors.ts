/**
 * The authors of a post: the one that WordPress names, or several with the plugin Co-Authors Plus. Some have no
 * account.
 * Source: https://github.com/Automattic/Co-Authors-Plus
 */
import type { Notice } from '../conversation.ts'
import { isEmail, nameOf } from '../fields/lines.ts'
import { childrenOf, textOf, type XmlElement } from '../file/xml.ts'
import { plainText } from '../html/markdown.ts'
import { MOST_AUTHORS } from '../limits.ts'
import { metaOf } from './meta.ts'

/** Display names by login name. */
export type Authors = Map<string, string>

/** Stores the name of an author without an account. */
export function keepGuest(authors: Authors, item: XmlElement): void {
  const name = metaOf(item, 'cap-display_name') || textOf(item, 'title')
  for (const login of [metaOf(item, 'cap-user_login'), textOf(item, 'wp:post_name').replace(/^cap-/, '')])
    if (login !== '' && !authors.has(login)) authors.set(login, name)
}

export function authorsOf(item: XmlElement, authors: Authors, remark: Notice): { name: string }[] {
  const together = childrenOf(item, 'category').filter(({ attributes }) => attributes.domain === 'author')
  const logins = together.map(({ text, attributes }) => [text.trim(), (attributes.nicename ?? '').replace(/^cap-/, '')])
  const all = logins.length > 0 ? logins : [[textOf(item, 'dc:creator')]]
  const names = all.flatMap((names) => {
    const login = names.find((name) => name !== '')
    if (login === undefined) return []
    const shown = names.map((name) => authors.get(name)).find((name) => name)
    // Only display names were public.
    if (shown !== undefined || !isEmail(login)) return [nameOf(plainText(shown ?? login), remark)]
    remark('an author was left out: the file has only an e-mail address as the name')
    return []
  })
  const different = [...new Set(names)]
  for (const left of different.slice(MOST_AUTHORS))
    remark(`an author was left out: ${MOST_AUTHORS} are allowed`, `“${left}”`)
  return different.slice(0, MOST_AUTHORS).map((name) => ({ name }))
}
