/**
 * An article as items: facts, body, source, and one revision per version. The facts are one JSON string. Attributes
 * that expressions use are stored separately.
 */
import type { Article } from '../../domain/articles/article.ts'
import { FORMAT, type Item, keyOf, n, packedAttribute, parsed, s, text } from '../client/dynamodb.ts'
import { articleBodyKey, articleKey, articleSourceKey, type Key, revisionKey } from '../client/keys.ts'

const ACTIONS = ['created', 'changed', 'deleted', 'restored'] as const
export type ArticleAction = (typeof ACTIONS)[number]

/** Who changed an article, and how. */
export type Deed = { by: string; action: ArticleAction }

/** An article at one version. */
export type Revision = Deed & { article: Article }

export const articleItem = (article: Article): Item => ({
  ...versioned(articleKey(article.key), article),
  slug: s(article.slug),
  status: s(article.status),
  facts: packedAttribute(article),
})

export const bodyItem = (article: Article, html: string): Item => ({
  ...versioned(articleBodyKey(article.key), article),
  html: s(html),
})

export const sourceItem = (article: Article, source: string): Item => ({
  ...versioned(articleSourceKey(article.key), article),
  source: s(source),
})

export const revisionItem = (article: Article, source: string, { by, action }: Deed): Item => ({
  ...versioned(revisionKey(article.key, article.version), article),
  facts: packedAttribute(article),
  source: s(source),
  by: s(by),
  action: s(action),
})

const versioned = (key: Key, { version }: Article): Item => ({ ...keyOf(key), format: n(FORMAT), version: n(version) })

export const articleOf = (item: Item): Article => parsed<Article>(item, 'facts')
export const bodyOf = (item: Item): string => text(item, 'html')
export const sourceOf = (item: Item): string => text(item, 'source')

export function revisionOf(item: Item): Revision {
  const action = ACTIONS.find((each) => each === text(item, 'action'))
  if (!action) throw new Error(`The item has an unknown action: “${text(item, 'action')}”.`)
  return { article: articleOf(item), by: text(item, 'by'), action }
}
