/** The limits of the stack beside those of an account, and the calls that read the account. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { type Account, type Ask, type Call, Refused, readAccount, signedAsk } from './account.ts'
import { findingsOf, reportOf, type Verdict, willFail } from './findings.ts'
import { type Limits, limitsOf } from './limits.ts'

const LIMITS: Limits = {
  routes: { 'GET /a': { rate: 1000, burst: 2000 }, 'POST /a': { rate: 200, burst: 400 } },
  tables: [{ id: 'Comments', read: [5000, 5000], write: [2000, 2000] }],
  reserved: 0,
  logEntry: '{}',
}
const USUAL: Account = {
  concurrency: 1000,
  unreserved: 1000,
  rate: 10_000,
  burst: 5000,
  tableRead: 40_000,
  tableWrite: 40_000,
}
const NEW_ACCOUNT = { ...USUAL, concurrency: 10, unreserved: 10 }

const verdicts = (limits: Limits, account: Account): Verdict[] =>
  findingsOf(limits, account).map(({ verdict }) => verdict)

describe('the findings', () => {
  test('are fine in a usual account', () => {
    const findings = findingsOf(LIMITS, USUAL)
    expect(new Set(findings.map(({ verdict }) => verdict))).toEqual(new Set(['fits']))
    expect(willFail(findings)).toBe(false)
    expect(reportOf(findings)).toContain('No quota stops a deployment.')
  })

  test('tell the concurrency of a new account, how much that serves, and what to request; it stops no deployment', () => {
    const findings = findingsOf(LIMITS, NEW_ACCOUNT)
    // 1,200 requests a second of 20 ms, and four in the background.
    expect(findings[0]).toMatchObject({ verdict: 'limits', allows: 10, asks: 28 })
    expect(willFail(findings)).toBe(false)
    expect(reportOf(findings)).toMatch(/limits +Lambda: invocations at once +10 +28/)
    expect(reportOf(findings)).toContain('about 300 requests a second. Request 1,000 (Service Quotas, Lambda')
  })

  test.each<[string, Limits, Account, number]>([
    ['reserves concurrency that a new account cannot', { ...LIMITS, reserved: 1 }, NEW_ACCOUNT, 1],
    ['leaves less than 100 unreserved', { ...LIMITS, reserved: 901 }, USUAL, 1],
    ['allows a table more read units than the quota', LIMITS, { ...USUAL, tableRead: 5000 }, 4],
    ['allows a table more write units than the quota', LIMITS, { ...USUAL, tableWrite: 1999 }, 5],
  ])('fail a stack that %s', (_, limits, account, place) => {
    expect(verdicts(limits, account)[place]).toBe('fails')
    expect(willFail(findingsOf(limits, account))).toBe(true)
    expect(reportOf(findingsOf(limits, account))).toContain('A deployment would fail.')
  })

  test('pass a stack that leaves exactly 100 unreserved', () => {
    expect(willFail(findingsOf({ ...LIMITS, reserved: 900 }, USUAL))).toBe(false)
  })

  test('tell that the account’s rate and burst apply first, as in the smaller regions', () => {
    expect(verdicts(LIMITS, { ...USUAL, rate: 1100, burst: 1250 }).slice(2, 4)).toEqual(['limits', 'limits'])
  })
})

describe('the account', () => {
  const answers: Record<string, unknown> = {
    apigateway: 2500,
    dynamodb: 40_000,
  }
  /** An account that has no quotas of its own for API Gateway. */
  const ask: Ask = async ({ service, target, body = '{}' }: Call) => {
    if (service === 'lambda') {
      const AccountLimit = { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 7, CodeSizeZipped: 1 }
      return { status: 200, text: JSON.stringify({ AccountLimit, AccountUsage: {} }) }
    }
    const { ServiceCode } = JSON.parse(body)
    if (ServiceCode === 'apigateway' && target?.endsWith('.GetServiceQuota'))
      return { status: 400, text: '{"__type":"NoSuchResourceException"}' }
    return { status: 200, text: JSON.stringify({ Quota: { Value: answers[ServiceCode] } }) }
  }

  test('is read from Lambda and Service Quotas, with AWS’s default where it has no quota of its own', async () => {
    expect(await readAccount(ask)).toEqual({
      concurrency: 10,
      unreserved: 7,
      rate: 2500,
      burst: 2500,
      tableRead: 40_000,
      tableWrite: 40_000,
    })
  })

  test('that refuses a call is named with the permission that is missing', async () => {
    const denied: Ask = async (call) =>
      call.service === 'lambda' ? { status: 403, text: 'AccessDeniedException' } : ask(call)
    await expect(readAccount(denied)).rejects.toThrow(Refused)
    await expect(readAccount(denied)).rejects.toThrow('lambda:GetAccountSettings was answered with 403')
  })

  test('gets calls that are signed for the service, in the region of the credentials', async () => {
    const sent: [string, RequestInit | undefined][] = []
    const send: typeof fetch = async (url, init) => {
      sent.push([String(url), init])
      return new Response('{}', { status: 200 })
    }
    const client = new DynamoDBClient({
      region: 'eu-west-1',
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    })
    const signed = signedAsk(client, send)
    await signed({ service: 'lambda', method: 'GET', path: '/2016-08-19/account-settings' })
    await signed({ service: 'servicequotas', method: 'POST', path: '/', target: 'T.Get', body: '{"a":1}' })
    expect(sent.map(([url, init]) => [init?.method, url, init?.body])).toEqual([
      ['GET', 'https://lambda.eu-west-1.amazonaws.com/2016-08-19/account-settings', undefined],
      ['POST', 'https://servicequotas.eu-west-1.amazonaws.com/', '{"a":1}'],
    ])
    const headers = sent.map(([, init]) => new Headers(init?.headers))
    expect(headers.map((each) => each.get('authorization')?.match(/\d{8}\/(.*)\/aws4_request/)?.[1])).toEqual([
      'eu-west-1/lambda',
      'eu-west-1/servicequotas',
    ])
    expect(headers[1]?.get('x-amz-target')).toBe('T.Get')
  })
})

test('a template without throttles or maxima is refused, so that no limit is missed', () => {
  const stage = {
    Type: 'AWS::ApiGatewayV2::Stage',
    Properties: { RouteSettings: {}, AccessLogSettings: { Format: '{}' } },
  }
  const table = { Type: 'AWS::DynamoDB::GlobalTable', Properties: { Replicas: [] } }
  expect(() => limitsOf([{ Resources: {} }])).toThrow('No template has a stage of an HTTP API.')
  expect(() => limitsOf([{ Resources: { stage, Comments: table } }])).toThrow('Comments has no MaxReadRequestUnits.')
})
