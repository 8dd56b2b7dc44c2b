/** What a function returns, as HTTP. */
import { INTERNAL_ERROR, responseOf } from './response.ts'

const respond = (result: unknown) => responseOf(JSON.stringify(result))

test('status, headers, cookies and body are taken over', () => {
  const response = respond({ statusCode: 201, headers: { Location: '/x', Age: 3 }, cookies: ['a=1'], body: 'é' })
  expect(response).toMatchObject({ status: 201, cookies: ['a=1'] })
  expect(response.headers).toMatchObject({ location: '/x', age: '3' })
  expect(response.body.toString()).toBe('é')
})

test('a base64 body is decoded', () => {
  expect(respond({ statusCode: 200, body: '/w==', isBase64Encoded: true }).body).toEqual(Buffer.from([0xff]))
})

test('an answer without a status is the body itself, as JSON', () => {
  const response = respond({ message: 'hi' })
  expect(response.status).toBe(200)
  expect(response.headers['content-type']).toBe('application/json')
  expect(response.body.toString()).toBe('{"message":"hi"}')
})

test.each([200, 204, 304])('an answer with status %d and no content type is plain text', (statusCode) => {
  expect(respond({ statusCode }).headers).toEqual({ 'content-type': 'text/plain; charset=utf-8' })
})

test.each([
  { statusCode: 'x' },
  { statusCode: 42 },
  { statusCode: 200, headers: { a: { b: 1 } } },
  { statusCode: 200, body: { not: 'text' } },
  { statusCode: 200, cookies: 'a=1' },
])('an answer of the wrong shape is a 500: %j', (answer) => {
  expect(respond(answer)).toBe(INTERNAL_ERROR)
})

test('an answer of more than 6 MB is a 500', () => {
  expect(respond({ statusCode: 200, body: 'x'.repeat(6 * 1024 * 1024) })).toBe(INTERNAL_ERROR)
})
