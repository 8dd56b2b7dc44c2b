/** Ports: what is in use, and which one is suggested. */
import { createServer, type Server } from 'node:net'
import { checkPort, listenOn, PortInUse, portOf } from './ports.ts'

const servers: Server[] = []
const listen = (port: number, host = '127.0.0.1'): Promise<number> =>
  new Promise((done, fail) => {
    const server = createServer()
    servers.push(server)
    server.once('error', fail).listen(port, host, () => {
      const address = server.address()
      done(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
afterEach(() => Promise.all(servers.splice(0).map((server) => new Promise((closed) => server.close(closed)))))

async function suggested(port: number): Promise<number> {
  const message = await checkPort(port).then(
    () => '',
    (error: Error) => error.message,
  )
  expect(message).toMatch(/^Port \d+ is in use\. Choose another one: PORT=\d+ npm start$/)
  return Number(/PORT=(\d+)/.exec(message)?.[1])
}

test('the port that is suggested is free, and so is the one after it, for the demo site', async () => {
  const taken = await listen(0)
  // Some of these are in use already: that is what the test is about.
  for (const beside of [taken + 1, taken + 3]) await listen(beside).catch(() => undefined)
  const port = await suggested(taken)
  expect(port).toBeGreaterThan(taken + 3)
  await listen(port)
  await listen(port + 1)
})

test('a port that another server has on ::1 alone is in use: browsers ask there first', async () => {
  const taken = await listen(0, '::1')
  await suggested(taken)
})

test('a server that cannot listen says the same', async () => {
  const taken = await listen(0)
  const late = createServer()
  await expect(listenOn(late, taken)).rejects.toThrow(PortInUse)
})

test('PORT is a number, or not set', () => {
  expect([undefined, '', '0', '80', '65535'].map(portOf)).toEqual([3000, 3000, 0, 80, 65_535])
  for (const text of ['65536', '-1', '3000a', '1e3', ' ', '0x10', '3000.5', 'http']) {
    expect(() => portOf(text)).toThrow(PortInUse)
    expect(() => portOf(text)).toThrow(`PORT is "${text}"`)
  }
})
