import type { Article } from '../../../functions/domain/articles/article.ts'

/** A published article as it is stored, without a text. */
export const publishedArticle = (key: string, facts: Partial<Article> = {}): Article => ({
  key,
  slug: key,
  title: key,
  standfirst: '',
  authors: [],
  tags: [],
  image: null,
  status: 'published',
  publishedAt: '2025-12-31T00:00:00.000Z',
  createdAt: '2025-12-31T00:00:00.000Z',
  updatedAt: '2025-12-31T00:00:00.000Z',
  version: 1,
  comments: { policy: 'open' },
  deletedAt: null,
  ...facts,
})
