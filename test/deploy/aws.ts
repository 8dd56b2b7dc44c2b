/**
 * Calls to the emulated AWS without the SDK: JSON over HTTP with an `X-Amz-Target` header (Amazon Cognito and DynamoDB
 * API references, "Making API requests"). The emulator does not verify signatures. It reads only the region.
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
 * Creates a staff user in the deployed user pool and signs in, as an operator's script would.
 * @returns an access token. It has the groups, and `client_id` instead of `aud`.
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
  Table: z.object({ TableStatus: z.string(), ItemCount: z.number() }),
})

/** Status and item count of a table. */
export async function describeTable(endpoint: string, TableName: string) {
  return Table.parse(await call(endpoint, 'dynamodb', 'DynamoDB_20120810.DescribeTable', { TableName })).Table
}

const Functions = z.object({
  Functions: z.array(z.object({ FunctionName: z.string(), Description: z.string(), CodeSha256: z.string() })),
})

/** The code hash of each of our deployed functions, by the function's description. */
export async function deployedCode(endpoint: string): Promise<Map<string, string>> {
  const answer = await fetch(`${endpoint}/2015-03-31/functions/`, { headers: { authorization: credentials('lambda') } })
  const { Functions: functions } = Functions.parse(await answer.json())
  return new Map(
    functions.filter((fn) => fn.Description.startsWith('Understory ')).map((fn) => [fn.Description, fn.CodeSha256]),
  )
}

/** Invokes the function with a description, as the gateway does. @returns the answer as JSON */
export async function invoke(endpoint: string, description: string, event: unknown): Promise<string> {
  const headers = { authorization: credentials('lambda') }
  const list = await fetch(`${endpoint}/2015-03-31/functions/`, { headers })
  const { Functions: functions } = Functions.parse(await list.json())
  const name = functions.find((fn) => fn.Description === description)?.FunctionName
  if (name === undefined) throw new Error(`No function has the description “${description}”.`)
  const url = `${endpoint}/2015-03-31/functions/${encodeURIComponent(name)}/invocations`
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(event) })
  if (!answer.ok) throw new Error(`Invoke answered ${answer.status}: ${await answer.text()}`)
  return answer.text()
}
