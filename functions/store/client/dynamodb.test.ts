import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { GetItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import { jest } from '@jest/globals'
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../../player/account.ts'
import { Busy } from '../../domain/errors.ts'
import { siteSecret } from '../site/secret.ts'
import { dynamodb, packedAttribute, parsed, withoutToken } from './dynamodb.ts'

type Answer = (body: string, out: ServerResponse, message: IncomingMessage) => void

/** A service that gives the next of `answers` to each request. */
async function service(answers: Answer[]) {
  const bodies: string[] = []
  const server = createServer(async (message, out) => {
    const chunks: Buffer[] = []
    for await (const chunk of message) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString()
    bodies.push(body)
    answers[bodies.length - 1]?.(body, out, message)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  running.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { endpoint: `http://127.0.0.1:${port}`, bodies }
}

const stall: Answer = () => undefined
const empty: Answer = (_body, out) => out.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{}')

const running: (() => void)[] = []
const before = { ...process.env }
beforeAll(() => {
  process.env.AWS_REGION = LOCAL_REGION
  process.env.AWS_ACCESS_KEY_ID = LOCAL_CREDENTIALS.accessKeyId
  process.env.AWS_SECRET_ACCESS_KEY = LOCAL_CREDENTIALS.secretAccessKey
})
afterEach(() => {
  for (const stop of running.splice(0)) stop()
})
afterAll(() => {
  process.env = before
})

function clientOf(endpoint: string) {
  process.env.AWS_ENDPOINT_URL_DYNAMODB = endpoint
  const client = dynamodb()
  running.push(() => client.destroy())
  return client
}

test('a node that does not answer costs a retry, not the request', async () => {
  const { endpoint, bodies } = await service([stall, empty])
  await clientOf(endpoint).send(new GetItemCommand({ TableName: 'Comments', Key: { pk: { S: 'A#x' } } }))
  expect(bodies).toHaveLength(2)
})

test('a transaction that was sent twice is one to DynamoDB, by its token', async () => {
  const { endpoint, bodies } = await service([stall, empty])
  await clientOf(endpoint).send(new TransactWriteItemsCommand({ TransactItems: [] }))
  const tokens = bodies.map((body) => JSON.parse(body).ClientRequestToken)
  expect(tokens).toHaveLength(2)
  expect(tokens[0]).toMatch(/.{8}/)
  expect(tokens[1]).toBe(tokens[0])
})

test('a transaction that its own conditions know again goes without a token, and whatever a reader wrote stays in it', async () => {
  const { endpoint, bodies } = await service([empty])
  const says = 'He wrote ,"ClientRequestToken":"1"} and left.'
  const Item = { pk: { S: 'A#x' }, sk: { S: says } }
  const TransactItems = [{ Put: { TableName: 'Comments', Item } }]
  await clientOf(endpoint).send(withoutToken(new TransactWriteItemsCommand({ TransactItems })))
  expect(bodies.map((body) => JSON.parse(body))).toEqual([{ TransactItems }])
})

test('when no node answers, the request fails within its three seconds’ three attempts', async () => {
  const { endpoint, bodies } = await service([stall, stall, stall])
  const request = clientOf(endpoint).send(new GetItemCommand({ TableName: 'Comments', Key: { pk: { S: 'A#x' } } }))
  await expect(request).rejects.toMatchObject({ name: 'TimeoutError' })
  expect(bodies).toHaveLength(3)
})

describe('the site’s secret', () => {
  const ID = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:Site'
  const give =
    (status: number, body: unknown): Answer =>
    (_body, out) =>
      out.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body))

  async function secretFrom(answers: Answer[]) {
    const { endpoint, bodies } = await service(answers)
    process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER = endpoint
    return { secret: siteSecret(ID, clientOf(endpoint)), bodies }
  }

  test('is asked for once, signed for Secrets Manager', async () => {
    let headers: IncomingMessage['headers'] = {}
    const answer: Answer = (body, out, message) => {
      headers = message.headers
      give(200, { SecretString: 'hush' })(body, out, message)
    }
    const { secret, bodies } = await secretFrom([answer])
    expect(await Promise.all([secret(), secret()])).toEqual(['hush', 'hush'])
    expect(bodies).toEqual([JSON.stringify({ SecretId: ID, VersionStage: 'AWSCURRENT' })])
    expect(headers['x-amz-target']).toBe('secretsmanager.GetSecretValue')
    expect(headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=\w+\/\d{8}\/us-east-1\/secretsmanager\/aws4_request, SignedHeaders=[\w;-]*host[\w;-]*, Signature=[0-9a-f]{64}$/,
    )
  })

  test('is asked for again after a failure of the service, or a silence', async () => {
    const { secret, bodies } = await secretFrom([give(500, {}), stall, give(200, { SecretString: 'hush' })])
    expect(await secret()).toBe('hush')
    expect(bodies).toHaveLength(3)
  })

  test('is not asked for again when it is refused; the next request may try', async () => {
    const denied = give(400, { __type: 'AccessDeniedException' })
    const { secret, bodies } = await secretFrom([denied, give(200, { SecretString: 'hush' })])
    await expect(secret()).rejects.toThrow('Secrets Manager answered 400')
    expect(bodies).toHaveLength(1)
    expect(await secret()).toBe('hush')
  })

  test.each([
    ['fails', give(500, {})],
    ['is asked too often', give(400, { __type: 'ThrottlingException' })],
    ['is cut off', ((_body, out) => out.destroy()) satisfies Answer],
  ])('who needs it comes back later when Secrets Manager %s each time', async (_, answer) => {
    const quiet = jest.spyOn(console, 'error').mockImplementation(() => undefined)
    const { secret, bodies } = await secretFrom([answer, answer, answer, give(200, { SecretString: 'hush' })])
    await expect(secret()).rejects.toThrow(Busy)
    expect(bodies).toHaveLength(3)
    expect(quiet).toHaveBeenCalledTimes(1)
    expect(await secret()).toBe('hush')
    quiet.mockRestore()
  })

  test('is never empty', async () => {
    const { secret } = await secretFrom([give(200, { SecretString: '' })])
    await expect(secret()).rejects.toThrow('empty')
  })
})

describe('a JSON attribute', () => {
  const long = { html: '<p>Fog over the river.</p>'.repeat(200) }

  test('is text while it is short, and bytes of fewer where it is long', () => {
    expect(packedAttribute({ html: '<p>Hello</p>' })).toEqual({ S: '{"html":"<p>Hello</p>"}' })
    expect(packedAttribute(long).B?.byteLength).toBeLessThan(JSON.stringify(long).length / 10)
  })

  test('is read from an item and from a record of the stream, which has bytes in base64', () => {
    const { B = new Uint8Array() } = packedAttribute(long)
    const fromStream = JSON.parse(JSON.stringify({ facts: { B: Buffer.from(B).toString('base64') } }))
    expect([parsed({ facts: { B } }, 'facts'), parsed(fromStream, 'facts')]).toEqual([long, long])
  })

  test('is read as it was written before long ones were compressed', () => {
    expect(parsed({ facts: { S: JSON.stringify(long) } }, 'facts')).toEqual(long)
  })
})
