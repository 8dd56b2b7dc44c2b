/**
 * What the AWS account allows in a region. Two operations are called directly, signed with the credentials that the SDK
 * finds. A client for each would add two packages for two requests.
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SignatureV4 } from '@smithy/signature-v4'
import { z } from 'zod'

export type Account = {
  /** Invocations at once, of all functions of the account. */
  readonly concurrency: number
  /** Those that no function has reserved. */
  readonly unreserved: number
  /** Requests a second and at once, of all APIs of the account. */
  readonly rate: number
  readonly burst: number
  /** Units a second of a table. */
  readonly tableRead: number
  readonly tableWrite: number
}

export type Call = {
  readonly service: 'lambda' | 'servicequotas'
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly target?: string
  readonly body?: string
}

/** Sends a call. */
export type Ask = (call: Call) => Promise<{ readonly status: number; readonly text: string }>

/** AWS refused a call. */
export class Refused extends Error {
  override readonly name = 'Refused'
}

/** Codes of Service Quotas. They are part of the addresses of its console. */
const QUOTAS = {
  // https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
  rate: ['apigateway', 'L-8A5B8E43'],
  burst: ['apigateway', 'L-CDF5615A'],
  // https://docs.aws.amazon.com/general/latest/gr/ddb.html
  tableRead: ['dynamodb', 'L-CF0CBE56'],
  tableWrite: ['dynamodb', 'L-AB614373'],
} as const

/** @throws Refused with AWS's answer */
export async function readAccount(ask: Ask): Promise<Account> {
  const [lambda, rate, burst, tableRead, tableWrite] = await Promise.all([
    lambdaLimits(ask),
    quota(ask, QUOTAS.rate),
    quota(ask, QUOTAS.burst),
    quota(ask, QUOTAS.tableRead),
    quota(ask, QUOTAS.tableWrite),
  ])
  return { ...lambda, rate, burst, tableRead, tableWrite }
}

const settings = z.object({
  AccountLimit: z.object({ ConcurrentExecutions: z.number(), UnreservedConcurrentExecutions: z.number() }),
})

/**
 * Lambda itself says what it allows. The quota of a new account is lower than the default.
 * https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html
 */
async function lambdaLimits(ask: Ask): Promise<Pick<Account, 'concurrency' | 'unreserved'>> {
  const answer = await ask({ service: 'lambda', method: 'GET', path: '/2016-08-19/account-settings' })
  const { AccountLimit } = settings.parse(bodyOf(answer, 'lambda:GetAccountSettings'))
  return {
    concurrency: AccountLimit.ConcurrentExecutions,
    unreserved: AccountLimit.UnreservedConcurrentExecutions,
  }
}

const quotaAnswer = z.object({ Quota: z.object({ Value: z.number() }) })

/**
 * The quota of the account, or AWS's default if the account has none of its own.
 * https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetServiceQuota.html
 */
async function quota(ask: Ask, [ServiceCode, QuotaCode]: readonly [string, string]): Promise<number> {
  const call = (operation: string) =>
    ask({
      service: 'servicequotas',
      method: 'POST',
      path: '/',
      target: `ServiceQuotasV20190624.${operation}`,
      body: JSON.stringify({ ServiceCode, QuotaCode }),
    })
  const own = await call('GetServiceQuota')
  const hasNone = own.status === 400 && own.text.includes('NoSuchResourceException')
  const answer = hasNone
    ? bodyOf(await call('GetAWSDefaultServiceQuota'), 'servicequotas:GetAWSDefaultServiceQuota')
    : bodyOf(own, 'servicequotas:GetServiceQuota')
  return quotaAnswer.parse(answer).Quota.Value
}

function bodyOf({ status, text }: { status: number; text: string }, action: string): unknown {
  if (status !== 200) throw new Refused(`${action} was answered with ${status}: ${text}`)
  return JSON.parse(text)
}

/**
 * Signs calls and sends them.
 * @param client supplies the region and the credentials, as the SDK finds them
 */
export function signedAsk(client: DynamoDBClient, send: typeof fetch = fetch): Ask {
  return async ({ service, method, path, target, body }) => {
    const { config } = client
    const region = await config.region()
    const host = `${service}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`
    const signer = new SignatureV4({ service, region, credentials: config.credentials, sha256: config.sha256 })
    const { headers } = await signer.sign({
      method,
      protocol: 'https:',
      hostname: host,
      path,
      query: {},
      headers: {
        host,
        ...(target && { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target }),
      },
      ...(body && { body }),
    })
    const answer = await send(`https://${host}${path}`, { method, headers, ...(body && { body }) })
    return { status: answer.status, text: await answer.text() }
  }
}
