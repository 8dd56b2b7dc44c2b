/**
 * Changes of articles by editors. Each reads the article, and stores the result on condition that the article has not
 * changed meanwhile.
 */
import type { Article } from '../domain/articles/article.ts'
import {
  type ArticleInput,
  deleted,
  documentOf,
  newArticle,
  replaced,
  restored,
} from '../domain/articles/articleInput.ts'
import { mergePatch } from '../domain/articles/mergePatch.ts'
import { slugFrom, withSuffix } from '../domain/articles/slug.ts'
import { ArticleGone, NothingToRestore, RevisionNotFound, SlugTaken } from '../domain/errors.ts'
import type { RandomBytes } from '../domain/ulid.ts'
import { changeArticle, createArticle } from '../store/articles/articleChanges.ts'
import type { Deed } from '../store/articles/articleItems.ts'
import { getRevision } from '../store/articles/articleRevisions.ts'
import { readWhole, type WholeArticle } from '../store/articles/articles.ts'
import type { Table } from '../store/client/dynamodb.ts'
import { renderArticle } from './rendering.ts'

export type Desk = {
  articles: Table
  /** Milliseconds since 1970. */
  clock: () => number
  randomBytes: RandomBytes
}

/** A change of an article. `check` throws if the stored version is not the one that the editor has seen. */
export type ArticleChange = { slug: string; by: string; check: (version: number) => void }

const NUMBERED = ['2', '3', '4', '5', '6', '7', '8', '9']

/**
 * @throws SlugTaken when the input names a slug that is or was another article's
 */
export async function create(desk: Desk, input: ArticleInput, by: string): Promise<WholeArticle> {
  const now = desk.clock()
  const html = await renderArticle(input.body, input.lang)
  const slugs = input.slug !== undefined ? [input.slug] : derivedSlugs(desk, input.title)
  for (const slug of slugs) {
    const whole = { article: newArticle(input, slug, now), html, source: input.body }
    try {
      await createArticle(desk.articles, whole, { by, action: 'created' })
      return whole
    } catch (error) {
      if (!(error instanceof SlugTaken) || slug === slugs.at(-1)) throw error
    }
  }
  throw new Error('No slug was derived from the title.')
}

/** Slugs to try, in order: the title's slug, the same with a number, and the same with a random suffix. */
function derivedSlugs(desk: Desk, title: string): string[] {
  const slug = slugFrom(title)
  const random = Buffer.from(desk.randomBytes(4)).toString('hex').slice(0, 7)
  return [slug, ...[...NUMBERED, random].map((suffix) => withSuffix(slug, suffix))]
}

export async function replace(desk: Desk, change: ArticleChange, input: ArticleInput): Promise<WholeArticle> {
  const { article } = await current(desk, change)
  return store(desk, article, replaced(article, input, desk.clock()), input.body, { ...change, action: 'changed' })
}

/**
 * @param patch a JSON merge patch
 * @param validated checks the patched article against the rules for articles
 */
export async function patch(
  desk: Desk,
  change: ArticleChange,
  patch: Record<string, unknown>,
  validated: (document: unknown) => ArticleInput,
): Promise<WholeArticle> {
  const now = desk.clock()
  const { article, source } = await current(desk, change)
  const document = documentOf(article, source, now)
  const input = validated(mergePatch(publishesNow(document, patch, now) ? withoutTime(document) : document, patch))
  return store(desk, article, replaced(article, input, now), input.body, { ...change, action: 'changed' })
}

/** “Publish” without a time means now, even if the article is scheduled for later. */
function publishesNow({ publishAt }: ArticleInput, patch: Record<string, unknown>, now: number): boolean {
  return (
    patch.status === 'published' && !('publishAt' in patch) && publishAt !== undefined && Date.parse(publishAt) > now
  )
}

const withoutTime = ({ publishAt: _, ...document }: ArticleInput): ArticleInput => document

export async function remove(desk: Desk, change: ArticleChange): Promise<Article> {
  const { article, html, source } = await current(desk, change)
  const after = deleted(article, desk.clock())
  await changeArticle(desk.articles, article, { article: after, html, source }, { by: change.by, action: 'deleted' })
  return after
}

/**
 * @param version the version to restore; without it, a deleted article is restored as it was
 * @throws RevisionNotFound, NothingToRestore
 */
export async function restore(desk: Desk, change: ArticleChange, version: number | undefined): Promise<WholeArticle> {
  const { article, source } = await known(desk, change)
  if (version === undefined && article.deletedAt === null) throw new NothingToRestore()
  const revision = version === undefined ? undefined : await getRevision(desk.articles, article.key, version)
  if (version !== undefined && !revision) throw new RevisionNotFound()
  const after = restored(article, revision?.article, desk.clock())
  return store(desk, article, after, revision?.source ?? source, { ...change, action: 'restored' })
}

/** The article. Throws if its version is not the one that the caller has seen. */
async function known(desk: Desk, { slug, check }: ArticleChange): Promise<WholeArticle> {
  const whole = await readWhole(desk.articles, slug)
  check(whole.article.version)
  return whole
}

/** The same for changes that a deleted article does not allow. */
async function current(desk: Desk, { slug, check }: ArticleChange): Promise<WholeArticle> {
  const whole = await readWhole(desk.articles, slug)
  if (whole.article.deletedAt !== null) throw new ArticleGone()
  check(whole.article.version)
  return whole
}

async function store(
  desk: Desk,
  before: Article,
  article: Article,
  source: string,
  { by, action }: Deed,
): Promise<WholeArticle> {
  const whole = { article, html: await renderArticle(source, article.lang), source }
  await changeArticle(desk.articles, before, whole, { by, action })
  return whole
}
