/**
 * The function for reading: articles and what was said about them. It may only read.
 */
import { environment } from '../environment.ts'
import { api } from '../http/api.ts'
import { cached } from '../store/cache.ts'
import { lookUpConversation } from '../store/conversations.ts'
import { dynamodb } from '../store/dynamodb.ts'
import { articleEndpoints } from './articles.ts'
import { commentEndpoints } from './comments.ts'
import { siteEndpoints } from './site.ts'

const client = dynamodb()
const articles = { client, name: environment('ARTICLES_TABLE') }
const comments = { client, name: environment('COMMENTS_TABLE') }
const clock = Date.now

export const handler = api({
  ...siteEndpoints(environment('UNDERSTORY_VERSION')),
  ...articleEndpoints(articles, clock),
  ...commentEndpoints({
    comments,
    conversation: cached({ maxAge: 10_000, size: 1000, clock }, (slug) =>
      lookUpConversation({ articles, comments }, slug),
    ),
    clock,
  }),
})
