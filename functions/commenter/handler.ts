/**
 * The function for public writes. It may write comments and only read articles.
 */
import { randomBytes } from 'node:crypto'
import { environment, optionalEnvironment } from '../environment.ts'
import { api } from '../http/api.ts'
import { behindEdge } from '../http/origin/edge.ts'
import { withDeadline } from '../running/deadline.ts'
import { dynamodb } from '../store/client/dynamodb.ts'
import { cachedConversations } from '../store/comments/conversations.ts'
import { originSecretCheck } from '../store/site/originSecret.ts'
import { siteSecret } from '../store/site/secret.ts'
import { cachedSettings } from '../store/site/settings.ts'
import { commenterEndpoints } from './http/endpoints.ts'
import { formRoutes } from './http/formRoutes.ts'
import { limitsOver } from './limits.ts'
import { spreader } from './spread.ts'

const client = dynamodb()
const articles = { client, name: environment('ARTICLES_TABLE') }
const comments = { client, name: environment('COMMENTS_TABLE') }
const clock = Date.now

const commenter = {
  comments,
  conversation: cachedConversations({ articles, comments }, clock),
  settings: cachedSettings(articles, clock),
  secret: siteSecret(environment('SITE_SECRET_ID'), client),
  limits: limitsOver(comments, clock),
  spread: spreader(comments, clock),
  clock,
  randomBytes,
}

const siteUrl = optionalEnvironment('SITE_URL')

const answer = api(
  {
    ...commenterEndpoints(commenter),
    ...formRoutes(commenter, {
      site: { name: optionalEnvironment('SITE_NAME') ?? 'Understory', assets: WEB_ADDRESSES },
      siteUrl,
    }),
  },
  {
    origins: { siteUrl, settings: commenter.settings },
    // Loaded with the first refusal, to keep cold starts short.
    wording: async (event, refusal) => (await import('../pages/refusals.ts')).inReadersWords(event, refusal),
  },
)

const originSecretId = optionalEnvironment('ORIGIN_SECRET_ID')

export const handler = withDeadline(
  originSecretId === undefined ? answer : behindEdge(originSecretCheck(originSecretId, client, clock), answer),
)
