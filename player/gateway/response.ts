/**
 * From what a function returns to the HTTP response, payload format 2.0.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html#http-api-develop-integrations-lambda.response
 *
 * The page leaves open what an answer without a content type gets. It is `text/plain`, at every status, also 204 and
 * 304. Source: AWS's Lambda test tool, which was compared with the service,
 * https://github.com/aws/aws-lambda-dotnet/blob/master/Tools/LambdaTestTool-v2/src/Amazon.Lambda.TestTool/Extensions/ApiGatewayResponseExtensions.cs
 */

export type Response = {
  readonly status: number
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly cookies: readonly string[]
  readonly body: Buffer
}

/** A refusal of the gateway's own; its shape is fixed by API Gateway. */
export const refusal = (status: number, message: string, headers: Record<string, string> = {}): Response => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  cookies: [],
  body: Buffer.from(JSON.stringify({ message })),
})

export const INTERNAL_ERROR = refusal(500, 'Internal Server Error')

/** A Lambda answer is limited to 6 MB. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const LAMBDA_LIMIT = 6 * 1024 * 1024

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isPlain = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

/** @param result the function's answer as JSON */
export function responseOf(result: string): Response {
  if (Buffer.byteLength(result) > LAMBDA_LIMIT) return INTERNAL_ERROR
  const answer: unknown = JSON.parse(result)
  // Without a status the whole answer is the body: "API Gateway makes the following assumptions".
  if (!isRecord(answer) || !('statusCode' in answer)) {
    const headers = { 'content-type': 'application/json' }
    return { status: 200, headers, cookies: [], body: Buffer.from(typeof answer === 'string' ? answer : result) }
  }
  const { statusCode, headers = {}, cookies = [], body = '', isBase64Encoded = false } = answer
  const status = Number(statusCode)
  const valid =
    Number.isInteger(status) &&
    status >= 200 &&
    status <= 599 &&
    (headers === null || (isRecord(headers) && Object.values(headers).every(isPlain))) &&
    Array.isArray(cookies) &&
    (body === null || isPlain(body))
  if (!valid) return INTERNAL_ERROR
  const given = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)])
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', ...Object.fromEntries(given) },
    cookies: cookies.map(String),
    body: Buffer.from(String(body ?? ''), isBase64Encoded === true ? 'base64' : 'utf8'),
  }
}
