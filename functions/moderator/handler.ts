/**
 * The function for moderators. It writes comments and the site's settings. It only reads articles.
 */

import { environment, optionalEnvironment } from '../environment.ts'
import { api } from '../http/api.ts'
import { withDeadline } from '../running/deadline.ts'
import { dynamodb } from '../store/client/dynamodb.ts'
import { cachedConversations } from '../store/comments/conversations.ts'
import { cachedSettings, getSettings, putSettings } from '../store/site/settings.ts'
import { moderatorEndpoints } from './http/endpoints.ts'

const client = dynamodb()
const articles = { client, name: environment('ARTICLES_TABLE') }
const comments = { client, name: environment('COMMENTS_TABLE') }

export const handler = withDeadline(
  api(
    moderatorEndpoints({
      comments,
      groupsClaim: environment('GROUPS_CLAIM'),
      // Comments are moderated under drafts and deleted articles too.
      conversation: cachedConversations({ articles, comments }, Date.now),
      // Not cached, so that a moderator sees a change at once.
      settings: () => getSettings(articles),
      saveSettings: (settings) => putSettings(articles, settings),
      clock: Date.now,
    }),
    { origins: { siteUrl: optionalEnvironment('SITE_URL'), settings: cachedSettings(articles, Date.now) } },
  ),
)
