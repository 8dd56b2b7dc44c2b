/**
 * The function for editors. It answers their requests, and finalises scheduled articles each minute. It may write
 * articles. It cannot change comments.
 */
import { randomBytes } from 'node:crypto'
import type { ScheduledEvent } from 'aws-lambda'
import { environment, optionalEnvironment } from '../environment.ts'
import { api } from '../http/api.ts'
import type { HttpEvent } from '../http/input/request.ts'
import type { Response } from '../http/respond.ts'
import { withDeadline } from '../running/deadline.ts'
import { dynamodb } from '../store/client/dynamodb.ts'
import { cachedSettings } from '../store/site/settings.ts'
import { editorEndpoints } from './http/endpoints.ts'
import { runSchedule } from './schedule.ts'

const desk = { articles: { client: dynamodb(), name: environment('ARTICLES_TABLE') }, clock: Date.now, randomBytes }
const answer = withDeadline(
  api(editorEndpoints(desk, environment('GROUPS_CLAIM')), {
    origins: { siteUrl: optionalEnvironment('SITE_URL'), settings: cachedSettings(desk.articles, Date.now) },
  }),
)

export const handler = async (event: HttpEvent | ScheduledEvent): Promise<Response | undefined> => {
  if ('routeKey' in event) return answer(event)
  await runSchedule(desk)
  return undefined
}
