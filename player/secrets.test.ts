/** Secrets Manager as far as functions use it. */
import { connect } from 'node:net'
import { type SecretServer, startSecrets } from './secrets.ts'

const arn = 'arn:aws:secretsmanager:us-east-1:0:secret:Key'
let server: SecretServer
beforeAll(async () => {
  server = await startSecrets([{ logicalId: 'Key', arn, length: 32 }], undefined)
})
afterAll(() => server.stop())

const ask = (body: string): Promise<Response> =>
  fetch(server.endpoint, { method: 'POST', headers: { 'x-amz-target': 'secretsmanager.GetSecretValue' }, body })
async function versionOf(stage?: string): Promise<unknown> {
  const response = await ask(JSON.stringify({ SecretId: arn, VersionStage: stage }))
  // Every answer of the server is an object.
  const { SecretString, __type: fault } = (await response.json()) as Record<string, unknown>
  return SecretString ?? fault
}

test('a secret has its previous value once it was rotated', async () => {
  const first = server.value(arn)
  expect(first).toMatch(/^[A-Za-z0-9]{32}$/)
  expect([await versionOf(), await versionOf('AWSPREVIOUS')]).toEqual([first, 'ResourceNotFoundException'])
  const second = server.rotate(arn)
  expect(second).not.toBe(first)
  expect([await versionOf(), await versionOf('AWSPREVIOUS')]).toEqual([second, first])
})

test('a request that is no JSON, or breaks off, does not end the server', async () => {
  await expect(ask('{')).rejects.toThrow()
  const { hostname, port } = new URL(server.endpoint)
  const socket = connect(Number(port), hostname)
  await new Promise<void>((sent) => {
    socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{', () => sent())
  })
  socket.destroy()
  expect(await versionOf()).toBe(server.value(arn))
})
