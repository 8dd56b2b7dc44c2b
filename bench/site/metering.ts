/**
 * A proxy between the functions and the engine. It asks DynamoDB what each request consumed, and records it. The
 * functions run as they deploy. Repeated requests are counted, too.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ConsumedCapacity.html
 */
import { createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request to DynamoDB. Units are read units of a reading operation, write units of a writing one. */
export type Consumed = { operation: string; writes: boolean; units: number }

export interface Meter {
  /** For AWS_ENDPOINT_URL_DYNAMODB. */
  readonly endpoint: string
  /** What was consumed since the last call. */
  take(): Consumed[]
  /** Sets the engine that answers. */
  pointAt(engine: string): void
  stop(): Promise<void>
}

export async function startMeter(): Promise<Meter> {
  let target: URL | undefined
  let consumed: Consumed[] = []

  const server = createServer(async (message, out) => {
    const body = await textOf(message)
    const operation = String(message.headers['x-amz-target']).split('.').at(-1) ?? ''
    if (!target) throw new Error('The meter was not pointed at an engine.')
    const asked = JSON.stringify({ ...JSON.parse(body), ReturnConsumedCapacity: 'TOTAL' })
    const forward = request(
      target,
      {
        method: 'POST',
        headers: { ...message.headers, host: target.host, 'content-length': Buffer.byteLength(asked) },
      },
      async (answer) => {
        const text = await textOf(answer)
        consumed.push({ operation, writes: isWrite(operation), units: unitsIn(text) })
        out.writeHead(answer.statusCode ?? 500, { 'content-type': answer.headers['content-type'] }).end(text)
      },
    )
    forward.on('error', () => out.destroy())
    forward.end(asked)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address with one.
  const { port } = server.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${port}`,
    take: () => {
      const taken = consumed
      consumed = []
      return taken
    },
    pointAt: (engine) => {
      target = new URL(engine)
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const isWrite = (operation: string): boolean => /^(Put|Update|Delete|BatchWrite|TransactWrite)/.test(operation)

/** An answer has the consumed capacity of one table, or a list of them. */
function unitsIn(answer: string): number {
  const { ConsumedCapacity: named } = JSON.parse(answer)
  const all: { CapacityUnits?: number }[] = Array.isArray(named) ? named : named ? [named] : []
  return all.reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0)
}

async function textOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
