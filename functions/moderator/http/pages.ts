/**
 * External pages: their policy for comments and their title. Comments set the title until a moderator sets it.
 */

import type { moderation } from '../../contract/moderation.ts'
import type { PagePatch } from '../../contract/schemas/moderationSchemas.ts'
import { canonicalPage, type ExternalPage, isPageKey } from '../../domain/articles/externalPage.ts'
import { deedIn } from '../../http/api.ts'
import type { Handlers } from '../../http/implement.ts'
import { type HttpEvent, pathParameter } from '../../http/input/request.ts'
import { RequestRefused } from '../../http/refusals.ts'
import { audit } from '../../log.ts'
import type { Table } from '../../store/client/dynamodb.ts'
import { changePage, findPage } from '../../store/comments/externalPages.ts'

type PageHandlers = Pick<
  Handlers<(typeof moderation)['operations']>,
  'GET /v1/moderation/pages/{slug}' | 'PATCH /v1/moderation/pages/{slug}'
>

export const pageHandlers = (comments: Table): PageHandlers => ({
  'GET /v1/moderation/pages/{slug}': async ({ event }) => ({
    status: 200,
    body: pageView(known(await findPage(comments, pageKeyIn(event)))),
  }),
  'PATCH /v1/moderation/pages/{slug}': async ({ event, body: patch }) => {
    const body = pageView(known(await changePage(comments, pageKeyIn(event), (page) => patched(page, patch))))
    const { slug, title, comments: conversation } = body
    audit({ ...deedIn(event), action: 'page', page: slug, title, policy: conversation.policy })
    return { status: 200, body }
  },
})

const patched = (page: ExternalPage, { title, comments }: PagePatch): ExternalPage => ({
  ...page,
  // Later comments do not change a moderator's title.
  ...(title !== undefined && { title, titledBy: 'moderator' }),
  policy: comments?.policy ?? page.policy,
})

function pageKeyIn(event: HttpEvent): string {
  const slug = pathParameter(event, 'slug')
  if (!isPageKey(slug)) throw unknown()
  return slug
}

/** Refuses a page without comments. Only its key is known then, and its URL cannot be found from the key. */
function known(page: ExternalPage | undefined): ExternalPage {
  if (!page) throw unknown()
  return page
}

const unknown = () => new RequestRefused('article-not-found', 'No page that somebody has commented on has this slug.')

const pageView = ({ url, title, createdAt, policy }: ExternalPage) => ({
  slug: canonicalPage(url).key,
  url,
  title,
  createdAt: new Date(createdAt).toISOString(),
  comments: { policy },
})
