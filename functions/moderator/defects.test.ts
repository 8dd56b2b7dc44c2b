import { jest } from '@jest/globals'
import { eventFor } from '../../test/kit/site/events.ts'
import { ArticleNotFound } from '../domain/errors.ts'
import { DEFAULT_SETTINGS } from '../domain/site/settings.ts'
import { api } from '../http/api.ts'
import type { Table } from '../store/client/dynamodb.ts'
import { moderatorEndpoints } from './http/endpoints.ts'

test('what goes wrong with one comment is told of that one alone, and logged', async () => {
  const log = jest.spyOn(console, 'error').mockImplementation(() => undefined)
  const failures: Record<string, Error> = {
    defect: new TypeError('secret detail'),
    silence: Object.assign(new Error('no answer'), { name: 'TimeoutError' }),
    unknown: new ArticleNotFound(),
  }
  const handle = api(
    moderatorEndpoints({
      // Not used in these tests.
      comments: {} as Table,
      groupsClaim: 'cognito:groups',
      conversation: async (slug) => Promise.reject(failures[slug]),
      settings: async () => DEFAULT_SETTINGS,
      saveSettings: async () => undefined,
      clock: Date.now,
    }),
  )
  const comments = Object.keys(failures).map((article) => ({ article, id: article }))
  const body = { action: 'remove', comments }
  const answer = await handle(eventFor('POST /v1/moderation/actions', { groups: ['moderator'], body }))
  expect(answer.statusCode).toBe(200)
  const { results } = JSON.parse(String(answer.body))
  expect(results.map((each: { problem: { status: number } }) => each.problem.status)).toEqual([500, 503, 404])
  expect(answer.body).not.toContain('secret detail')
  expect(log).toHaveBeenCalledTimes(2)
  log.mockRestore()
})
