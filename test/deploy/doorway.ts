/**
 * A proxy that serves the deployed API under a plain loopback URL. The emulator identifies APIs by the host name
 * `<id>.execute-api.localhost`, which not every resolver knows. The proxy forwards requests with that host name and
 * changes nothing else. Preflights go to the function that the template routes them to, because the gateway of
 * MiniStack 1.5.33 answers every OPTIONS itself, with 403 if the API has no CORS settings.
 */
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { eventOf } from '../../player/gateway/event.ts'
import { responseOf } from '../../player/gateway/response.ts'

/**
 * The most requests in flight. Further requests wait. Like Lambda, the emulator starts one process for each request in
 * flight and function. A burst of 50 would start 50 Node processes on a machine with two cores.
 */
const AT_ONCE = 16

export interface Doorway {
  readonly url: string
  close(): void
}

/** @param preflight passes an event to the function that answers preflights */
export async function openDoorway(
  emulatorPort: number,
  apiId: string,
  preflight: (event: unknown) => Promise<string>,
): Promise<Doorway> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
  const answerPreflight = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const { url = '/', headers, httpVersion } = incoming
    const [rawPath = '/', rawQuery = ''] = url.split('?')
    const asked = { method: 'OPTIONS', rawPath, rawQuery, headers, body: Buffer.alloc(0), sourceIp: '127.0.0.1' }
    const event = eventOf({ ...asked, protocol: `HTTP/${httpVersion}` }, 'OPTIONS /{proxy+}', {}, undefined)
    const answer = responseOf(await preflight(event))
    outgoing.writeHead(answer.status, answer.headers).end(answer.body)
  }
  const server = createServer((incoming, outgoing) => {
    if (incoming.method === 'OPTIONS') {
      answerPreflight(incoming, outgoing).catch((error: Error) => outgoing.writeHead(502).end(error.message))
      return
    }
    const headers = [...incoming.rawHeaders]
    const host = headers.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === 'host')
    if (host >= 0) headers[host + 1] = `${apiId}.execute-api.localhost:${emulatorPort}`
    const { method, url } = incoming
    // The path has the name of the stage. Without it, MiniStack 1.5.33 treats `/search/` as `/search`.
    const path = `/$default${url}`
    const forwarded = request({ agent, host: '127.0.0.1', port: emulatorPort, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
      answer.pipe(outgoing)
    })
    forwarded.on('error', (error) => {
      if (outgoing.headersSent) outgoing.destroy(error)
      else
        outgoing.writeHead(502, { 'content-type': 'text/plain' }).end(`The emulator did not answer: ${error.message}\n`)
    })
    incoming.pipe(forwarded)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no free port on 127.0.0.1')
  return {
    url: `http://127.0.0.1:${address.port}`,
    close() {
      server.close()
      server.closeAllConnections()
      agent.destroy()
    },
  }
}
