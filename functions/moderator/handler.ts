/**
 * The function for moderators. It writes comments and the site's settings, and only reads articles.
 */

import { ArticleNotFound } from '../domain/errors.ts'
import { environment } from '../environment.ts'
import { api } from '../http/api.ts'
import { findArticle } from '../store/articleLookup.ts'
import { cached } from '../store/cache.ts'
import { dynamodb } from '../store/dynamodb.ts'
import { getSettings, putSettings } from '../store/settings.ts'
import { moderatorEndpoints } from './endpoints.ts'

const client = dynamodb()
const articles = { client, name: environment('ARTICLES_TABLE') }

export const handler = api(
  moderatorEndpoints({
    comments: { client, name: environment('COMMENTS_TABLE') },
    groupsClaim: environment('GROUPS_CLAIM'),
    // Comments are moderated under drafts and deleted articles too.
    article: cached({ maxAge: 10_000, size: 1000, clock: Date.now }, async (slug) => {
      const article = await findArticle(articles, slug)
      if (!article) throw new ArticleNotFound()
      return article
    }),
    settings: () => getSettings(articles),
    saveSettings: (settings) => putSettings(articles, settings),
    clock: Date.now,
  }),
)
