/**
 * The site's secret, read once at first use and kept for the life of the instance.
 *
 * This is the only call to Secrets Manager that any function makes, so it is signed and sent with what the DynamoDB
 * client already is made of: a second client would be 13 KB more to load at each cold start.
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SignatureV4 } from '@smithy/signature-v4'
import { Busy } from '../domain/errors.ts'
import { pause, timeLeft } from './deadline.ts'

const ATTEMPTS = 3

/**
 * A function that gives the secret string.
 * @param id the secret's ARN
 * @param client whose region, credentials and connections are used
 * @throws Busy when Secrets Manager cannot be reached, Error when it refuses or the secret is empty; the next call tries again
 */
export function siteSecret(id: string, client: DynamoDBClient): () => Promise<string> {
  let secret: Promise<string> | undefined
  return () => {
    secret ??= fetchSecret(id, client).catch((error: unknown) => {
      secret = undefined
      throw error
    })
    return secret
  }
}

async function fetchSecret(id: string, client: DynamoDBClient): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    let failure: unknown
    try {
      const { status, text } = await getSecretValue(id, client)
      if (status === 200) return secretIn(text)
      // A refusal is not retried: https://docs.aws.amazon.com/secretsmanager/latest/apireference/CommonErrors.html
      if (status < 500 && !text.includes('Throttling')) throw new Refused(`Secrets Manager answered ${status}: ${text}`)
      failure = `Secrets Manager answered ${status}.`
    } catch (error) {
      if (error instanceof Refused) throw error
      failure = error
    }
    const wait = Math.random() * 100 * 2 ** attempt
    if (attempt === ATTEMPTS || wait >= timeLeft()) {
      console.error({ message: 'The site’s secret could not be read', error: String(failure) })
      throw new Busy('The site’s secret could not be read just now. Nothing was stored; try again in a moment.')
    }
    await pause(wait)
  }
}

class Refused extends Error {}

function secretIn(text: string): string {
  const { SecretString } = JSON.parse(text)
  if (typeof SecretString !== 'string' || SecretString === '') throw new Refused('The site secret is empty.')
  return SecretString
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
async function getSecretValue(id: string, client: DynamoDBClient): Promise<{ status: number; text: string }> {
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
    body: JSON.stringify({ SecretId: id }),
  })
  const { response } = await config.requestHandler.handle(request)
  const body = await config.streamCollector(response.body)
  return { status: response.statusCode, text: new TextDecoder().decode(body) }
}

/** https://docs.aws.amazon.com/general/latest/gr/asm.html */
const endpointOf = (region: string): string =>
  `https://secretsmanager.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`
