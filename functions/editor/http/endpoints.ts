/**
 * The editors' endpoints.
 */

import { editing } from '../../contract/editing.ts'
import { articleInputSchema, withUnknown } from '../../contract/schemas/articleSchemas.ts'
import type { Article } from '../../domain/articles/article.ts'
import { ArticleMoved, RevisionNotFound } from '../../domain/errors.ts'
import { actorOf, deedIn } from '../../http/api.ts'
import { implement } from '../../http/implement.ts'
import { matchVersion, versionTag } from '../../http/input/ifMatch.ts'
import { type HttpEvent, pathParameter } from '../../http/input/request.ts'
import { validate } from '../../http/input/validate.ts'
import {
  editorSummaryView,
  editorView,
  pageOf,
  revisionSummaryView,
  revisionView,
} from '../../http/views/articleViews.ts'
import { audit } from '../../log.ts'
import { listArticles } from '../../store/articles/articleListings.ts'
import { getRevision, listRevisions } from '../../store/articles/articleRevisions.ts'
import { readWhole, type WholeArticle } from '../../store/articles/articles.ts'
import { type ArticleChange, create, type Desk, patch, remove, replace, restore } from '../editing.ts'
import { renderArticle } from '../rendering.ts'

/**
 * @param groupsClaim the claim of the token that lists the caller's groups
 */
export function editorEndpoints(desk: Desk, groupsClaim: string) {
  const answer = (whole: WholeArticle) => ({
    status: 200 as const,
    body: editorView(whole, desk.clock()),
    headers: { etag: versionTag(whole.article.version) },
  })

  return implement(
    editing,
    {
      'GET /v1/editor/articles': async ({ query: { status, limit, cursor } }) => {
        const now = desk.clock()
        const page = await listArticles(desk.articles, status ?? 'all', {
          limit,
          position: cursor,
          ...(status === 'published' && { until: now }),
        })
        // Articles that are due but not finalised are at the end of this list. They count as published, not scheduled.
        const items = status === 'scheduled' ? page.items.filter((article) => isToCome(article, now)) : page.items
        const next = items.length < page.items.length ? null : page.next
        return { status: 200, body: pageOf({ items, next }, (article) => editorSummaryView(article, now)) }
      },
      'POST /v1/editor/articles': async ({ event, body }) => {
        const whole = await create(desk, body, actorOf(event))
        log(event, 'create', whole.article)
        const { headers, ...created } = answer(whole)
        const location = `/v1/editor/articles/${encodeURIComponent(whole.article.slug)}`
        return { ...created, status: 201, headers: { ...headers, location } }
      },
      'GET /v1/editor/articles/{slug}': async ({ event }) => answer(await underItsSlug(desk, event)),
      'PUT /v1/editor/articles/{slug}': async ({ event, body }) => {
        const whole = await replace(desk, changeOf(event), body)
        log(event, 'replace', whole.article)
        return answer(whole)
      },
      'PATCH /v1/editor/articles/{slug}': async ({ event, body }) => {
        const whole = await patch(desk, changeOf(event), body, (document) =>
          validate(articleInputSchema, withUnknown(document, body)),
        )
        log(event, 'patch', whole.article)
        return answer(whole)
      },
      'DELETE /v1/editor/articles/{slug}': async ({ event }) => {
        const article = await remove(desk, changeOf(event))
        log(event, 'delete', article)
        return { status: 204, headers: { etag: versionTag(article.version) } }
      },
      'POST /v1/editor/articles/{slug}/restore': async ({ event, body }) => {
        const whole = await restore(desk, changeOf(event), body.version)
        log(event, 'restore', whole.article)
        return answer(whole)
      },
      'GET /v1/editor/articles/{slug}/revisions': async ({ event, query }) => {
        const { article } = await underItsSlug(desk, event)
        const { items, next } = await listRevisions(desk.articles, article.key, query.limit, query.cursor)
        const nextCursor = next === null ? null : String(next)
        return { status: 200, body: { items: items.map(revisionSummaryView), nextCursor } }
      },
      'GET /v1/editor/articles/{slug}/revisions/{version}': async ({ event }) => {
        const { article } = await underItsSlug(desk, event)
        const version = pathParameter(event, 'version')
        const revision = /^[1-9]\d{0,9}$/.test(version)
          ? await getRevision(desk.articles, article.key, Number(version))
          : undefined
        if (!revision) throw new RevisionNotFound()
        // Rendered again: only the text of an older version is stored.
        const html = await renderArticle(revision.source, revision.article.lang)
        return { status: 200, body: revisionView({ ...revision, html }, desk.clock()) }
      },
    },
    groupsClaim,
  )
}

const isToCome = ({ publishedAt }: Article, now: number): boolean =>
  publishedAt !== null && Date.parse(publishedAt) > now

/** Writes accept an earlier slug, because If-Match identifies the article's version. */
const changeOf = (event: HttpEvent): ArticleChange => ({
  slug: pathParameter(event, 'slug'),
  by: actorOf(event),
  check: (version) => matchVersion(event, version),
})

/** Reads by an earlier slug are redirected to the current one. */
async function underItsSlug({ articles }: Desk, event: HttpEvent): Promise<WholeArticle> {
  const slug = pathParameter(event, 'slug')
  const whole = await readWhole(articles, slug)
  if (whole.article.slug !== slug) throw new ArticleMoved(whole.article.slug)
  return whole
}

const log = (event: HttpEvent, action: string, { key, slug, version, status }: Article): void =>
  audit({ ...deedIn(event), action, article: key, slug, version, status })
