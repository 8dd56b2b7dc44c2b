/**
 * An article's facts as an item, `A#<key>` / `A`: one JSON string, beside the attributes that expressions touch.
 */
import type { Article } from '../domain/article.ts'
import { FORMAT, type Item, jsonAttribute, keyOf, n, parsed, s } from './dynamodb.ts'
import { articleKey } from './keys.ts'

export function articleItem(article: Article): Item {
  return {
    ...keyOf(articleKey(article.key)),
    format: n(FORMAT),
    version: n(article.version),
    slug: s(article.slug),
    status: s(article.status),
    facts: jsonAttribute(article),
  }
}

export const articleOf = (item: Item): Article => parsed<Article>(item, 'facts')
