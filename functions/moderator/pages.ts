/**
 * Pages of other sites: who may comment on one, and what it is called, which whoever commented first has said.
 */
import type { Article } from '../domain/article.ts'
import { articleOfPage, isPageKey, type PageElsewhere } from '../domain/elsewhere.ts'
import { ArticleNotFound } from '../domain/errors.ts'
import { type Endpoint, endpoint, PATCH_TYPES } from '../http/api.ts'
import { PAGE_BODY_LIMIT, type PagePatch, pagePatchSchema } from '../http/moderationSchemas.ts'
import { type HttpEvent, pathParameter } from '../http/request.ts'
import { json } from '../http/respond.ts'
import type { Table } from '../store/dynamodb.ts'
import { changePage, findPage } from '../store/pagesElsewhere.ts'
import { log } from './audit.ts'

export function pageEndpoints(comments: Table, guard: (event: HttpEvent) => void): Record<string, Endpoint> {
  return {
    'GET /v1/moderation/pages/{slug}': endpoint({
      guard,
      run: async ({ event }) => json(200, pageView(known(await findPage(comments, pageKeyIn(event))))),
    }),
    'PATCH /v1/moderation/pages/{slug}': endpoint({
      guard,
      body: { schema: pagePatchSchema, limit: PAGE_BODY_LIMIT, mediaTypes: PATCH_TYPES },
      run: async ({ event, body }) => {
        const view = pageView(known(await changePage(comments, pageKeyIn(event), (page) => patched(page, body))))
        const { slug, title, comments: talk } = view
        log(event, { action: 'page', page: slug, title, policy: talk.policy })
        return json(200, view)
      },
    }),
  }
}

const patched = (page: PageElsewhere, { title, comments }: PagePatch): PageElsewhere => ({
  ...page,
  // A title that a moderator gave stays for good.
  ...(title !== undefined && { title, titledBy: 'moderator' }),
  policy: comments?.policy ?? page.policy,
})

function pageKeyIn(event: HttpEvent): string {
  const slug = pathParameter(event, 'slug')
  if (!isPageKey(slug)) throw unknown()
  return slug
}

/** Before the first comment there is only a key, which does not say what page it was made from. */
function known(page: PageElsewhere | undefined): Article {
  if (!page) throw unknown()
  return articleOfPage(page)
}

const unknown = () => new ArticleNotFound('No page that somebody has commented on has this slug.')

const pageView = ({ slug, elsewhere, title, createdAt, comments }: Article) => ({
  slug,
  url: elsewhere,
  title,
  createdAt,
  comments,
})
