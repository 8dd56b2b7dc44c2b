/**
 * The site's secret, read once at first use and kept for the life of the instance.
 */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'

/**
 * A function that gives the secret string.
 * @param id the secret's ARN
 * @throws Error when Secrets Manager cannot be reached or the secret is empty; the next call tries again
 */
export function siteSecret(id: string): () => Promise<string> {
  let secret: Promise<string> | undefined
  return () => {
    secret ??= fetchSecret(id).catch((error: unknown) => {
      secret = undefined
      throw error
    })
    return secret
  }
}

async function fetchSecret(id: string): Promise<string> {
  const client = new SecretsManagerClient({ maxAttempts: 3 })
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: id }))
  if (!SecretString) throw new Error('The site secret is empty.')
  return SecretString
}
