/**
 * A proxy of our own site on another port. It changes one thing: the Content-Security-Policy of its pages reports
 * violations and does not block them.
 */
import { createServer, request as requestOf } from 'node:http'
import { FRAMES, FRAMES_PAGE } from './frames.ts'

const POLICY = 'content-security-policy'
/** The directive that forbids frames. It is removed, because frames.ts puts the pages into frames. */
const UNFRAMED = /;? *frame-ancestors [^;]*/

/** @param site the address of the proxied site */
export async function startReporting(site: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const { hostname, port } = new URL(site)
  const server = createServer((request, response) => {
    const { method, url: path, headers } = request
    if (path === FRAMES) {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(FRAMES_PAGE)
      return
    }
    // Forwards the Host that the browser sends, because the site compares the origin of a form with it.
    const forwarded = requestOf({ hostname, port, path, headers, ...(method && { method }) }, (answer) => {
      for (const [name, value = ''] of Object.entries(answer.headers))
        if (name === POLICY) response.setHeader(`${POLICY}-report-only`, String(value).replace(UNFRAMED, ''))
        else response.setHeader(name, value)
      response.writeHead(answer.statusCode ?? 502)
      answer.pipe(response)
    })
    // A browser that leaves a page cancels its open requests.
    forwarded.on('error', () => response.destroy())
    response.on('close', () => forwarded.destroy())
    request.pipe(forwarded)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  const own = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${own}`,
    stop: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}
