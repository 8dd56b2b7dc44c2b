/** How patiently the API is called, against a server that does what a test wants. */
import { createServer } from 'node:http'
import { type Api, apiAt } from './api.ts'

type Reply = { status: number; headers?: Record<string, string>; body?: unknown } | 'hang up'

/** A server that gives these replies, and then 200. */
async function against<T>(
  replies: Reply[],
  work: (api: Api, waits: number[], bodies: string[]) => Promise<T>,
): Promise<T> {
  const [waits, bodies]: [number[], string[]] = [[], []]
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      bodies.push(Buffer.concat(chunks).toString())
      const reply = replies.shift() ?? { status: 200, body: { fine: true } }
      if (reply === 'hang up') request.socket.destroy()
      else response.writeHead(reply.status, reply.headers).end(JSON.stringify(reply.body ?? {}))
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  try {
    return await work(apiAt(`http://127.0.0.1:${port}/`, { pause: async (wait) => waits.push(wait) }), waits, bodies)
  } finally {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  }
}

test('calls that are throttled, busy or cut off are made again, after as long as is asked for', async () => {
  const replies: Reply[] = [
    { status: 429, headers: { 'retry-after': '7' } },
    { status: 503 },
    'hang up',
    { status: 504 },
  ]
  await against(replies, async (api, waits) => {
    expect(await api.call('GET', '/')).toEqual({ status: 200, body: { fine: true }, isUnsure: true })
    expect(waits).toHaveLength(4)
    expect(waits[0]).toBe(7000)
  })
})

test('those whose token is refused end the import', async () => {
  await against([{ status: 401 }], async (api) => {
    await expect(api.call('GET', '/')).rejects.toThrow(/The token was refused/)
  })
})

test('those that nobody answers end it, after a while, with a word on how to go on', async () => {
  await against(
    Array.from({ length: 20 }, () => 'hang up' as const),
    async (api, waits) => {
      await expect(api.call('GET', '/')).rejects.toThrow(/does not answer .*Run the same command again/)
      expect(waits).toHaveLength(8)
    },
  )
})

test('texts carry a character of replacement as an escape, which is no sign of damage', async () => {
  await against([], async (api, _, bodies) => {
    await api.call('POST', '/', { body: { text: 'a\uFFFDb' } })
    expect(bodies).toEqual(['{"text":"a\\ufffdb"}'])
  })
})

test('the first call is not so patient, so that a site that is not there is told of soon', async () => {
  const silent = Array.from({ length: 20 }, () => 'hang up' as const)
  await against(silent, async (api, waits) => {
    await expect(api.call('GET', '/', { unanswered: 3 })).rejects.toThrow(/does not answer/)
    expect(waits).toHaveLength(2)
  })
})
