/**
 * Reads secrets. The site's own secret is read at first use and kept for the life of the instance. Any other secret is
 * read by its id.
 *
 * Functions call only GetSecretValue of Secrets Manager. The call is signed and sent with the parts of the DynamoDB
 * client. A second client would add 13 KB to load at each cold start.
 */

import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SignatureV4 } from '@smithy/signature-v4'
import { Busy } from '../../domain/errors.ts'
import { defect } from '../../log.ts'
import { pause, timeLeft } from '../../running/deadline.ts'

const ATTEMPTS = 3

/** https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html#term_version */
type Stage = 'AWSCURRENT' | 'AWSPREVIOUS'

/**
 * Returns a function that gives the site's secret.
 * @param id the secret's ARN
 * @param client supplies the region, credentials and connections
 * @throws Busy when Secrets Manager cannot be reached, Error when it refuses or the secret is empty; the next call
 * tries again
 */
export function siteSecret(id: string, client: DynamoDBClient): () => Promise<string> {
  let secret: Promise<string> | undefined
  return () => {
    secret ??= secretValue(id, client).catch((error: unknown) => {
      secret = undefined
      throw error
    })
    return secret
  }
}

/**
 * The string of one version of a secret.
 * @throws NoSuchSecret when the secret or version does not exist, and the errors of {@link siteSecret}
 */
export async function secretValue(id: string, client: DynamoDBClient, stage: Stage = 'AWSCURRENT'): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    let failure: unknown
    try {
      const { status, text } = await getSecretValue(id, stage, client)
      if (status === 200) return secretIn(text)
      if (text.includes('ResourceNotFoundException')) throw new NoSuchSecret(`There is no ${stage} of ${id}.`)
      // A refusal is not retried: https://docs.aws.amazon.com/secretsmanager/latest/apireference/CommonErrors.html
      if (status < 500 && !text.includes('Throttling')) throw new Refused(`Secrets Manager answered ${status}: ${text}`)
      failure = `Secrets Manager answered ${status}.`
    } catch (error) {
      if (error instanceof Refused) throw error
      failure = error
    }
    const wait = Math.random() * 100 * 2 ** attempt
    if (attempt === ATTEMPTS || wait >= timeLeft()) {
      defect('A secret could not be read', failure, { secret: id, stage })
      throw new Busy('secret')
    }
    await pause(wait)
  }
}

class Refused extends Error {}

/** The secret or the version does not exist. */
export class NoSuchSecret extends Refused {}

function secretIn(text: string): string {
  const { SecretString } = JSON.parse(text)
  if (typeof SecretString !== 'string' || SecretString === '') throw new Refused('The secret is empty.')
  return SecretString
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
async function getSecretValue(
  id: string,
  stage: Stage,
  client: DynamoDBClient,
): Promise<{ status: number; text: string }> {
  const { config } = client
  const region = await config.region()
  const url = new URL(process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER ?? endpointOf(region))
  const signer = new SignatureV4({
    service: 'secretsmanager',
    region,
    credentials: config.credentials,
    sha256: config.sha256,
  })
  const request = await signer.sign({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port && { port: Number(url.port) }),
    path: '/',
    query: {},
    headers: {
      host: url.host,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'secretsmanager.GetSecretValue',
    },
    body: JSON.stringify({ SecretId: id, VersionStage: stage }),
  })
  const { response } = await config.requestHandler.handle(request)
  const body = await config.streamCollector(response.body)
  return { status: response.statusCode, text: new TextDecoder().decode(body) }
}

/** https://docs.aws.amazon.com/general/latest/gr/asm.html */
const endpointOf = (region: string): string =>
  `https://secretsmanager.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`
