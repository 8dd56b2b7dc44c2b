/**
 * Tests the origin's secret against a fake Secrets Manager. Each test sets its values, counts its calls and makes it
 * fail.
 */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { jest } from '@jest/globals'
import { originSecretCheck } from './originSecret.ts'

type Stages = { AWSCURRENT?: string; AWSPREVIOUS?: string }
let stages: Stages
let calls: number
let failure: { status: number; type: string } | undefined
let now: number
let server: Server
let check: (given: string) => Promise<boolean>
const quiet = jest.spyOn(console, 'error').mockImplementation(() => undefined)
const client = new DynamoDBClient({
  region: 'eu-west-1',
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
})

beforeAll(async () => {
  server = createServer(async (message, out) => {
    let body = ''
    for await (const chunk of message) body += chunk
    calls++
    const { VersionStage }: { VersionStage: keyof Stages } = JSON.parse(body)
    const SecretString = stages[VersionStage]
    if (failure) return void out.writeHead(failure.status).end(JSON.stringify({ __type: failure.type }))
    if (SecretString === undefined) out.writeHead(400).end(JSON.stringify({ __type: 'ResourceNotFoundException' }))
    else out.end(JSON.stringify({ SecretString }))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  // A server that listens on a port has an `AddressInfo`.
  process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  delete process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER
  quiet.mockRestore()
  client.destroy()
  server.close()
  server.closeAllConnections()
})
beforeEach(() => {
  stages = { AWSCURRENT: 'new', AWSPREVIOUS: 'old' }
  calls = 0
  failure = undefined
  now = Date.now()
  quiet.mockClear()
  check = originSecretCheck('arn:secret', client, () => now)
})

const accepted = async (...given: string[]) => {
  const found: string[] = []
  for (const one of given) if (await check(one)) found.push(one)
  return found
}

test('the current value and the one before it are accepted, and nothing else', async () => {
  expect(await accepted('new', 'old', 'older', '', 'new ', 'New', 'undefined')).toEqual(['new', 'old'])
})

test('one that was never replaced has no value before it', async () => {
  stages = { AWSCURRENT: 'first' }
  expect(await accepted('first', 'undefined', '')).toEqual(['first'])
  expect(quiet).not.toHaveBeenCalled()
})

test('a thousand requests at once ask once, and those that follow do not ask', async () => {
  const answers = await Promise.all(Array.from({ length: 1000 }, () => check('new')))
  expect(answers).not.toContain(false)
  now += 299_999
  expect([await check('old'), calls]).toEqual([true, 2])
})

test('a new value is known as soon as somebody shows it', async () => {
  await check('new')
  stages = { AWSCURRENT: 'newest', AWSPREVIOUS: 'new' }
  now += 10_000
  expect(await accepted('newest', 'new', 'old')).toEqual(['newest', 'new'])
})

test('a value that was replaced twice is forgotten within five minutes', async () => {
  await check('old')
  stages = { AWSCURRENT: 'newest', AWSPREVIOUS: 'new' }
  now += 300_000
  expect(await accepted('old', 'new')).toEqual(['new'])
})

test('who makes values up causes two calls in ten seconds', async () => {
  for (let second = 0; second < 60; second++) {
    expect(await accepted('a', 'b', 'c')).toEqual([])
    now += 1000
  }
  expect(calls).toBe(12)
})

describe('while Secrets Manager does not answer', () => {
  const broken = [
    { status: 500, type: 'InternalServiceError' },
    { status: 400, type: 'AccessDeniedException' },
  ]

  test.each(broken)('no value is accepted that is not known ($type), until it does', async (down) => {
    failure = down
    expect(await accepted('new', 'old', '')).toEqual([])
    expect(quiet).toHaveBeenCalled()
    failure = undefined
    expect(await check('new')).toBe(false)
    now += 10_000
    expect(await check('new')).toBe(true)
  })

  test.each(broken)('those that are known still are ($type), and no log holds one', async (down) => {
    await check('new')
    failure = down
    now += 300_000
    expect(await accepted('new', 'old', 'made up')).toEqual(['new', 'old'])
    expect(JSON.stringify(quiet.mock.calls)).not.toMatch(/made up|"new|"old/)
  })

  test('a secret that is gone is no secret', async () => {
    stages = {}
    expect(await accepted('', 'undefined')).toEqual([])
  })
})
