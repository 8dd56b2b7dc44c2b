/**
 * Serves the template's Secrets Manager secrets by GetSecretValue, the only operation that functions use. Each value is
 * random. It is generated at the first start and kept with the data.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 */
import { randomInt } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { type JsonFile, readJson, writeJson } from './host/jsonFiles.ts'
import { listen } from './host/listen.ts'
import type { SecretSpec } from './template/system.ts'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const request = z.object({
  SecretId: z.string(),
  VersionStage: z.enum(['AWSCURRENT', 'AWSPREVIOUS']).default('AWSCURRENT'),
})

/** The values of one secret by the labels of their versions. */
type Versions = {
  readonly AWSCURRENT: string
  readonly AWSPREVIOUS?: string
}

const generate = (length: number): string =>
  Array.from({ length }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('')

async function openSecrets(secrets: readonly SecretSpec[], file: JsonFile | undefined): Promise<Map<string, string>> {
  const known = file === undefined ? {} : await readJson(file)
  const all = secrets.map(({ arn, length }): [string, string] => [arn, known[arn] ?? generate(length)])
  if (file !== undefined) await writeJson(file, Object.fromEntries(all), 0o600)
  return new Map(all)
}

export type SecretServer = {
  readonly endpoint: string
  /** @throws Error when there is no such secret */
  value(arn: string): string
  /**
   * Puts a new value in the place of the current one, which becomes the previous one, until the server stops. @returns
   * it
   */
  rotate(arn: string): string
  stop(): Promise<void>
}

/** @param file where the values are kept; undefined for nowhere */
export async function startSecrets(secrets: readonly SecretSpec[], file: JsonFile | undefined): Promise<SecretServer> {
  const all = new Map<string, Versions>()
  for (const [arn, AWSCURRENT] of await openSecrets(secrets, file)) all.set(arn, { AWSCURRENT })
  const value = (arn: string): string => {
    const versions = all.get(arn)
    if (versions === undefined) throw new Error(`There is no secret ${arn}.`)
    return versions.AWSCURRENT
  }
  const handle = async (message: IncomingMessage, out: ServerResponse): Promise<void> => {
    const body = await text(message)
    const answer = (status: number, content: unknown) => {
      out.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(content))
    }
    if (message.headers['x-amz-target'] !== 'secretsmanager.GetSecretValue') {
      return answer(400, { __type: 'InvalidRequestException', Message: 'Only GetSecretValue is known here.' })
    }
    const { SecretId, VersionStage } = request.parse(JSON.parse(body))
    const SecretString = all.get(SecretId)?.[VersionStage]
    if (SecretString === undefined) {
      const Message = `There is no secret ${SecretId} with the staging label ${VersionStage}.`
      return answer(400, { __type: 'ResourceNotFoundException', Message })
    }
    const Name = SecretId.split(':').at(-1)
    answer(200, { ARN: SecretId, Name, SecretString, VersionId: 'local', VersionStages: [VersionStage] })
  }
  const server = createServer((message, out) => {
    // The request is malformed, or its function ended while sending it. Neither may end the stack.
    handle(message, out).catch(() => out.destroy())
  })
  const port = await listen(server, 0)
  return {
    endpoint: `http://127.0.0.1:${port}`,
    value,
    rotate: (arn) => {
      const AWSPREVIOUS = value(arn)
      const AWSCURRENT = generate(AWSPREVIOUS.length)
      all.set(arn, { AWSCURRENT, AWSPREVIOUS })
      return AWSCURRENT
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
