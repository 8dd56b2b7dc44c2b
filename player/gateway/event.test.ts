/** The event that a function gets, payload format 2.0. */
import { eventOf, flattenClaims, type Request } from './event.ts'

const request = (given: Partial<Request> = {}): Request => ({
  method: 'POST',
  rawPath: '/v1/articles/a%20b/comments',
  rawQuery: '',
  headers: { host: 'localhost:3000', 'user-agent': 'test' },
  body: Buffer.alloc(0),
  sourceIp: '127.0.0.1',
  protocol: 'HTTP/1.1',
  ...given,
})
const event = (given?: Partial<Request>, claims?: Record<string, unknown>) =>
  eventOf(request(given), 'POST /v1/articles/{slug}/comments', { slug: 'a b' }, claims, new Date(1_700_000_000_000))
function withBody(contentType: string | undefined, body: Buffer) {
  const type = contentType === undefined ? {} : { 'content-type': contentType }
  const { body: sent, isBase64Encoded } = event({ headers: { host: 'x', ...type }, body })
  return { sent, isBase64Encoded }
}

test('the path is decoded, the query string is not', () => {
  const got = event({ rawQuery: 'q=a%20b&tag=x&tag=y%2Cz' })
  expect(got.rawPath).toBe('/v1/articles/a b/comments')
  expect(got.requestContext.http.path).toBe('/v1/articles/a b/comments')
  expect(got.rawQueryString).toBe('q=a%20b&tag=x&tag=y%2Cz')
  expect(got.queryStringParameters).toEqual({ q: 'a b', tag: 'x,y,z' })
  expect(got.pathParameters).toEqual({ slug: 'a b' })
})

test('fields without a value are absent', () => {
  expect(event()).not.toHaveProperty('queryStringParameters')
  expect(event()).not.toHaveProperty('cookies')
  expect(event()).not.toHaveProperty('body')
  expect(event().requestContext).not.toHaveProperty('authorizer')
  expect(eventOf(request(), 'GET /', {}, undefined)).not.toHaveProperty('pathParameters')
})

test('cookies leave the headers for a list of their own; repeated headers are joined', () => {
  const got = event({ headers: { host: 'x', cookie: 'a=1; b=2', 'x-thing': ['1', '2'] } as Request['headers'] })
  expect(got.cookies).toEqual(['a=1', 'b=2'])
  expect(got.headers).not.toHaveProperty('cookie')
  expect(got.headers['x-thing' as keyof typeof got.headers]).toBe('1,2')
})

test('the address that the gateway sees is appended to what the client claims', () => {
  const got = event({ headers: { host: 'x', 'x-forwarded-for': '10.0.0.1' }, sourceIp: '127.0.0.2' })
  expect(got.requestContext.http.sourceIp).toBe('127.0.0.2')
  expect(got.headers['x-forwarded-for']).toBe('10.0.0.1, 127.0.0.2')
})

test.each(['application/json', 'application/json; charset=utf-8', 'text/plain', 'application/xml', 'TEXT/HTML'])(
  'a body of type %s travels as text',
  (type) => {
    expect(withBody(type, Buffer.from('{"a":"é"}'))).toEqual({ sent: '{"a":"é"}', isBase64Encoded: false })
  },
)

test.each([
  'application/merge-patch+json',
  'application/x-www-form-urlencoded',
  'image/png',
  'application/json-patch',
  undefined,
])('a body of type %s travels as base64', (type) => {
  expect(withBody(type, Buffer.from('abc'))).toEqual({ sent: 'YWJj', isBase64Encoded: true })
})

test('JSON that is no UTF-8 travels as base64, unmended', () => {
  expect(withBody('application/json', Buffer.from([0x22, 0xff, 0x22]))).toEqual({ sent: 'Iv8i', isBase64Encoded: true })
})

test('claims become text, lists in brackets', () => {
  const claims = { sub: 'me', exp: 17, 'cognito:groups': ['editor', 'admin'], email_verified: true, address: { a: 1 } }
  expect(flattenClaims(claims)).toEqual({
    sub: 'me',
    exp: '17',
    'cognito:groups': '[editor admin]',
    email_verified: 'true',
    address: '{"a":1}',
  })
  expect(event({}, claims).requestContext.authorizer?.jwt.claims['cognito:groups']).toBe('[editor admin]')
})

test('the time is written as API Gateway writes it', () => {
  expect(event().requestContext.time).toBe('14/Nov/2023:22:13:20 +0000')
  expect(event().requestContext.timeEpoch).toBe(1_700_000_000_000)
})
