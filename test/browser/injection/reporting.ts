/**
 * Our own site at another port, the same but for one thing: the policy of its pages stops nothing and tells everything.
 */
import { createServer, request as requestOf } from 'node:http'
import { FRAMES, FRAMES_PAGE } from './frames.ts'

const POLICY = 'content-security-policy'
/** That our pages may stand in no frame; here they do (frames.ts). */
const UNFRAMED = /;? *frame-ancestors [^;]*/

/** @param site what stands behind it */
export async function startReporting(site: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const { hostname, port } = new URL(site)
  const server = createServer((request, response) => {
    const { method, url: path, headers } = request
    if (path === FRAMES) {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(FRAMES_PAGE)
      return
    }
    // With the name that the browser knows: by it the site tells its own forms.
    const forwarded = requestOf({ hostname, port, path, headers, ...(method && { method }) }, (answer) => {
      for (const [name, value = ''] of Object.entries(answer.headers))
        if (name === POLICY) response.setHeader(`${POLICY}-report-only`, String(value).replace(UNFRAMED, ''))
        else response.setHeader(name, value)
      response.writeHead(answer.statusCode ?? 502)
      answer.pipe(response)
    })
    // A page that is left hangs up on what it was still asking for.
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
