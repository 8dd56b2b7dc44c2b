/**
 * Calls to the emulated AWS that need no SDK: JSON over HTTP, told apart by the `X-Amz-Target` header (Amazon Cognito
 * and DynamoDB API references, "Making API requests"). The emulator verifies no signature, it only reads the region.
 */
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { REGION } from './places.ts'

const credentials = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=test/20000101/${REGION}/${service}/aws4_request, SignedHeaders=host, Signature=none`

async function call(endpoint: string, service: string, target: string, input: object): Promise<unknown> {
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': service === 'dynamodb' ? 'application/x-amz-json-1.0' : 'application/x-amz-json-1.1',
      'x-amz-target': target,
      authorization: credentials(service),
    },
    body: JSON.stringify(input),
  })
  const body = await answer.text()
  if (!answer.ok) throw new Error(`${target} answered ${answer.status}: ${body}`)
  return body === '' ? {} : JSON.parse(body)
}

const Tokens = z.object({ AuthenticationResult: z.object({ AccessToken: z.string() }) })

/**
 * Invites a member of staff into the deployed user pool and signs in, as an operator's script would.
 * @returns an access token, which carries the groups and, in place of `aud`, the `client_id`.
 */
export async function staffToken(endpoint: string, pool: string, client: string, group: string): Promise<string> {
  const cognito = (action: string, input: object) =>
    call(endpoint, 'cognito-idp', `AWSCognitoIdentityProviderService.${action}`, { UserPoolId: pool, ...input })
  const Username = `${group}@example.org`
  const Password = `Aa1!${randomBytes(16).toString('base64url')}`
  await cognito('AdminCreateUser', {
    Username,
    MessageAction: 'SUPPRESS',
    UserAttributes: [
      { Name: 'email', Value: Username },
      { Name: 'email_verified', Value: 'true' },
    ],
  })
  await cognito('AdminSetUserPassword', { Username, Password, Permanent: true })
  await cognito('AdminAddUserToGroup', { Username, GroupName: group })
  const answer = await cognito('AdminInitiateAuth', {
    ClientId: client,
    AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: Username, PASSWORD: Password },
  })
  return Tokens.parse(answer).AuthenticationResult.AccessToken
}

const Table = z.object({
  Table: z.object({ TableStatus: z.string(), ItemCount: z.number(), DeletionProtectionEnabled: z.boolean() }),
})

/** What remains of a table. */
export async function describeTable(endpoint: string, TableName: string) {
  return Table.parse(await call(endpoint, 'dynamodb', 'DynamoDB_20120810.DescribeTable', { TableName })).Table
}

const Functions = z.object({
  Functions: z.array(z.object({ FunctionName: z.string(), Description: z.string(), CodeSha256: z.string() })),
})

/** The hash of each of our functions' deployed code, by the function's description. */
export async function deployedCode(endpoint: string): Promise<Map<string, string>> {
  const answer = await fetch(`${endpoint}/2015-03-31/functions/`, { headers: { authorization: credentials('lambda') } })
  const { Functions: functions } = Functions.parse(await answer.json())
  return new Map(
    functions.filter((fn) => fn.Description.startsWith('Understory ')).map((fn) => [fn.Description, fn.CodeSha256]),
  )
}

const Api = z.object({ corsConfiguration: z.record(z.string(), z.unknown()).optional() })

/**
 * MiniStack 1.5.33 stores an API's CORS settings under CloudFormation's names (`AllowOrigins`), and its gateway looks
 * for the API's own (`allowOrigins`), so every preflight is refused. This writes the deployed settings back under the
 * names that the gateway reads; nothing is added to them.
 */
export async function mendCors(endpoint: string, apiId: string): Promise<void> {
  const url = `${endpoint}/v2/apis/${apiId}`
  const authorization = credentials('apigateway')
  const answer = await fetch(url, { headers: { authorization } })
  const { corsConfiguration } = Api.parse(await answer.json())
  if (corsConfiguration === undefined) return
  const renamed = Object.entries(corsConfiguration).map(([name, value]) => [
    name.charAt(0).toLowerCase() + name.slice(1),
    value,
  ])
  const written = await fetch(url, {
    method: 'PATCH',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ corsConfiguration: Object.fromEntries(renamed) }),
  })
  if (!written.ok) throw new Error(`UpdateApi answered ${written.status}: ${await written.text()}`)
}
