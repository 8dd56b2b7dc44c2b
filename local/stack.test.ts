/** The whole stack, from synthesis to HTTP. What the functions answer is the API suite's business (test/api). */
import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PortInUse } from './ports.ts'
import { type Stack, startStack } from './stack.ts'

const run = promisify(execFile)
const token = (...args: string[]) =>
  run(process.execPath, [join(import.meta.dirname, 'token.ts'), ...args], {
    env: { ...process.env, PORT: String(stack.port) },
  })

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ port: 0, quiet: true })
}, 60_000)
afterAll(() => stack.stop())

test('it runs the template’s tables and functions', async () => {
  expect([...stack.tables.values()].filter(({ streamArn }) => streamArn !== undefined)).toHaveLength(2)
  expect(stack.tables.size).toBe(2)
  expect((await fetch(`${stack.url}/v1/nowhere`)).status).toBe(404)
  expect((await fetch(`${stack.url}/v1/health`)).status).not.toBe(404)
})

test('a token of npm run token opens the editors’ routes, none does not', async () => {
  const address = `${stack.url}/v1/editor/articles`
  expect((await fetch(address)).status).toBe(401)
  const { stdout, stderr } = await token('--role', 'editor')
  expect(stderr).toBe('')
  expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)
  expect((await fetch(address, { headers: { authorization: `Bearer ${stdout.trim()}` } })).status).not.toBe(401)
})

test('a role that does not exist, and a port without a stack, are told on stderr', async () => {
  await expect(token('--role', 'king')).rejects.toMatchObject({ code: 1, stdout: '' })
  const nowhere = run(process.execPath, [join(import.meta.dirname, 'token.ts'), '--role', 'editor'], {
    env: { ...process.env, PORT: '1' },
  })
  await expect(nowhere).rejects.toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('port 1') })
})

test('what token does not know is told in a sentence', async () => {
  const usage = expect.stringMatching(/^Usage: .*\n$/)
  await expect(token('--rolle', 'editor')).rejects.toMatchObject({ code: 1, stdout: '', stderr: usage })
  await expect(token('editor')).rejects.toMatchObject({ code: 1, stdout: '', stderr: usage })
  const badPort = run(process.execPath, [join(import.meta.dirname, 'token.ts'), '--role', 'editor'], {
    env: { ...process.env, PORT: 'http' },
  })
  await expect(badPort).rejects.toMatchObject({ code: 1, stderr: expect.stringMatching(/^PORT is "http".*\n$/) })
})

test('a port in use is said so before anything starts', async () => {
  const other = createServer()
  await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening))
  const address = other.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  await expect(startStack({ port, quiet: true })).rejects.toThrow(PortInUse)
  await new Promise((closed) => other.close(closed))
})
