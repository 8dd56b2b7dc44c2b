/**
 * The editors' endpoints.
 */
import type { Article } from '../domain/article.ts'
import { ArticleMoved, RevisionNotFound } from '../domain/errors.ts'
import { actorOf, type Endpoint, endpoint, PATCH_TYPES } from '../http/api.ts'
import { editorListSchema, revisionListSchema } from '../http/articleQueries.ts'
import {
  ARTICLE_BODY_LIMIT,
  articleInputSchema,
  articlePatchSchema,
  COMMAND_BODY_LIMIT,
  restoreSchema,
  withUnknown,
} from '../http/articleSchemas.ts'
import { editorSummaryView, editorView, pageOf, revisionSummaryView, revisionView } from '../http/articleViews.ts'
import { onlyGroups } from '../http/groups.ts'
import { matchVersion, requireVersion, versionTag } from '../http/ifMatch.ts'
import { type HttpEvent, pathParameter } from '../http/request.ts'
import { json, noContent, type Response } from '../http/respond.ts'
import { validate } from '../http/validate.ts'
import { listArticles } from '../store/articleListings.ts'
import { getRevision, listRevisions } from '../store/articleRevisions.ts'
import { readWhole, type WholeArticle } from '../store/articles.ts'
import { type Change, create, type Desk, patch, remove, replace, restore } from './editing.ts'
import { renderArticle } from './rendering.ts'

const EDITORS = ['editor', 'admin']

/** A compressed answer would need another ETag than the version (RFC 9110 section 8.8.3.3), so nobody may compress. */
const PRIVATE = { 'cache-control': 'private, no-store, no-transform' }

/**
 * @param groupsClaim the claim of the token that lists the caller's groups
 */
export function editorEndpoints(desk: Desk, groupsClaim: string): Record<string, Endpoint> {
  const guard = onlyGroups(EDITORS, groupsClaim)
  const changeGuard = (event: HttpEvent) => {
    guard(event)
    requireVersion(event)
  }
  const answer = (whole: WholeArticle, status = 200, headers = {}): Response =>
    json(status, editorView(whole, desk.clock()), {
      ...PRIVATE,
      etag: versionTag(whole.article.version),
      ...headers,
    })

  return {
    'GET /v1/editor/articles': endpoint({
      guard,
      query: editorListSchema,
      run: async ({ query: { status, limit, cursor } }) => {
        const now = desk.clock()
        const page = await listArticles(desk.articles, status ?? 'all', {
          limit,
          position: cursor,
          ...(status === 'published' && { until: now }),
        })
        // What is due but not finalised yet stands at the end of this list, and is published.
        const items = status === 'scheduled' ? page.items.filter((article) => isToCome(article, now)) : page.items
        const next = items.length < page.items.length ? null : page.next
        return json(
          200,
          pageOf({ items, next }, (article) => editorSummaryView(article, now)),
          PRIVATE,
        )
      },
    }),
    'POST /v1/editor/articles': endpoint({
      guard,
      body: { schema: articleInputSchema, limit: ARTICLE_BODY_LIMIT },
      run: async ({ event, body }) => {
        const whole = await create(desk, body, actorOf(event))
        log(event, 'create', whole.article)
        return answer(whole, 201, { location: `/v1/editor/articles/${encodeURIComponent(whole.article.slug)}` })
      },
    }),
    'GET /v1/editor/articles/{slug}': endpoint({
      guard,
      run: async ({ event }) => answer(await underItsSlug(desk, event)),
    }),
    'PUT /v1/editor/articles/{slug}': endpoint({
      guard: changeGuard,
      body: { schema: articleInputSchema, limit: ARTICLE_BODY_LIMIT },
      run: async ({ event, body }) => {
        const whole = await replace(desk, changeOf(event), body)
        log(event, 'replace', whole.article)
        return answer(whole)
      },
    }),
    'PATCH /v1/editor/articles/{slug}': endpoint({
      guard: changeGuard,
      body: { schema: articlePatchSchema, limit: ARTICLE_BODY_LIMIT, mediaTypes: PATCH_TYPES },
      run: async ({ event, body }) => {
        const whole = await patch(desk, changeOf(event), body, (document) =>
          validate(articleInputSchema, withUnknown(document, body)),
        )
        log(event, 'patch', whole.article)
        return answer(whole)
      },
    }),
    'DELETE /v1/editor/articles/{slug}': endpoint({
      guard: changeGuard,
      run: async ({ event }) => {
        const article = await remove(desk, changeOf(event))
        log(event, 'delete', article)
        return { ...noContent(), headers: { ...PRIVATE, etag: versionTag(article.version) } }
      },
    }),
    'POST /v1/editor/articles/{slug}/restore': endpoint({
      guard: changeGuard,
      body: { schema: restoreSchema, limit: COMMAND_BODY_LIMIT, mayBeEmpty: true },
      run: async ({ event, body }) => {
        const whole = await restore(desk, changeOf(event), body.version)
        log(event, 'restore', whole.article)
        return answer(whole)
      },
    }),
    'GET /v1/editor/articles/{slug}/revisions': endpoint({
      guard,
      query: revisionListSchema,
      run: async ({ event, query }) => {
        const { article } = await underItsSlug(desk, event)
        const { items, next } = await listRevisions(desk.articles, article.key, query.limit, query.cursor)
        const nextCursor = next === null ? null : String(next)
        return json(200, { items: items.map(revisionSummaryView), nextCursor }, PRIVATE)
      },
    }),
    'GET /v1/editor/articles/{slug}/revisions/{version}': endpoint({
      guard,
      run: async ({ event }) => {
        const { article } = await underItsSlug(desk, event)
        const version = pathParameter(event, 'version')
        const revision = /^[1-9]\d{0,9}$/.test(version)
          ? await getRevision(desk.articles, article.key, Number(version))
          : undefined
        if (!revision) throw new RevisionNotFound()
        // Rendered anew: only the text of an older version is kept.
        return json(
          200,
          revisionView(
            { ...revision, html: await renderArticle(revision.source, revision.article.lang) },
            desk.clock(),
          ),
          PRIVATE,
        )
      },
    }),
  }
}

const isToCome = ({ publishedAt }: Article, now: number): boolean =>
  publishedAt !== null && Date.parse(publishedAt) > now

/** Writes follow a rename, because If-Match already says which article is meant. */
const changeOf = (event: HttpEvent): Change => ({
  slug: pathParameter(event, 'slug'),
  by: actorOf(event),
  check: (version) => matchVersion(event, version),
})

/** Reads are sent on to the current slug. */
async function underItsSlug({ articles }: Desk, event: HttpEvent): Promise<WholeArticle> {
  const slug = pathParameter(event, 'slug')
  const whole = await readWhole(articles, slug)
  if (whole.article.slug !== slug) throw new ArticleMoved(whole.article.slug)
  return whole
}

/** One line in the log for every deed: who did what to which article. */
function log(event: HttpEvent, action: string, { key, slug, version, status }: Article): void {
  const { requestId } = event.requestContext
  console.info({ audit: { action, by: actorOf(event), article: key, slug, version, status, requestId } })
}
