/**
 * Finds the conversation of a new comment, under an article of this site or under an external page. The first comment
 * on an external page creates the page.
 */

import { articleOfExternalPage, canonicalPage, type ExternalPage, isPageKey } from '../domain/articles/externalPage.ts'
import { titleOfAddress } from '../domain/articles/pageTitle.ts'
import type { NamedPage } from '../domain/comments/comment.ts'
import { UNSHARDED } from '../domain/comments/shards.ts'
import { ArticleNotFound, InvalidInput } from '../domain/errors.ts'
import type { Fault } from '../domain/faults.ts'
import type { Conversation } from '../store/comments/conversations.ts'

export type Target = Conversation & {
  /** The external page, if this is its first comment. */
  newPage?: ExternalPage
}

/**
 * Finds the conversation. Does not check whether the page's origin is allowed.
 * @param now milliseconds since 1970
 * @throws ArticleNotFound; InvalidInput when `page` is missing, has another key than `slug`, or is given for an article
 */
export async function resolveTarget(
  find: (slug: string) => Promise<Conversation>,
  slug: string,
  page: NamedPage | undefined,
  now: number,
): Promise<Target> {
  if (!isPageKey(slug)) {
    if (page) throw fault({ path: ['page'], code: 'not-external-page' })
    return find(slug)
  }
  const url = page && canonicalPage(page.url)
  if (url && url.key !== slug) {
    throw fault({ path: ['page', 'url'], code: 'another-page' })
  }
  try {
    return await find(slug)
  } catch (error) {
    if (!(error instanceof ArticleNotFound)) throw error
    if (!page || !url) throw fault({ path: ['page'], code: 'page-unknown' })
    const title = page.title || titleOfAddress(url.url)
    const newPage: ExternalPage = { url: url.url, title, titledBy: 'comment', policy: 'open', createdAt: now }
    return { article: articleOfExternalPage(newPage), shards: UNSHARDED, newPage }
  }
}

const fault = (one: Fault): InvalidInput => new InvalidInput([one])
