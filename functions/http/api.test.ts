import { jest } from '@jest/globals'
import { eventFor } from '../../test/kit/site/events.ts'
import { api } from './api.ts'

const ROUTE = 'GET /v1/articles'

async function answerTo(error: Error) {
  const quiet = jest.spyOn(console, 'error').mockImplementation(() => undefined)
  const { statusCode, headers } = await api({ [ROUTE]: () => Promise.reject(error) })(eventFor(ROUTE))
  const logged = quiet.mock.calls.length
  quiet.mockRestore()
  return { statusCode, retryAfter: headers?.['retry-after'], logged }
}

test.each([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
])('a database that is not reached (%s) is no defect: come back in a moment', async (code) => {
  const error = Object.assign(new Error('over there'), { code })
  expect(await answerTo(error)).toEqual({ statusCode: 503, retryAfter: '1', logged: 1 })
})

test('a defect is one', async () => {
  expect(await answerTo(new TypeError('of ours'))).toEqual({ statusCode: 500, retryAfter: undefined, logged: 1 })
})
