/**
 * Another site on a second origin. Tests define its pages, which have the widget.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

type Page = { html: string; headers: Record<string, string> }

/** Headers that the site stores with a page and sends with it. */
const KEPT = ['content-security-policy']

/** Starts the site. @returns its address, and a function that stops it */
export async function startHost(): Promise<{ url: string; stop: () => Promise<void> }> {
  const pages = new Map<string, Page>()
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    if (request.method === 'PUT') void take(request, response, path)
    else serve(response, pages.get(path))
  })
  const take = async (request: IncomingMessage, response: ServerResponse, path: string) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const headers = Object.fromEntries(
      KEPT.flatMap((name) => {
        const value = request.headers[name]
        return typeof value === 'string' ? [[name, value]] : []
      }),
    )
    pages.set(path, { html: Buffer.concat(chunks).toString(), headers })
    response.writeHead(204).end()
  }
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

function serve(response: ServerResponse, page: Page | undefined): void {
  if (page) response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...page.headers }).end(page.html)
  else response.writeHead(404).end()
}

/** The other site's address. */
export function hostUrl(): string {
  const url = process.env.UNDERSTORY_HOST
  if (!url) throw new Error('UNDERSTORY_HOST is not set; the suite’s setup starts that site.')
  return url
}

/**
 * Puts a page onto the other site.
 * @param path such as `/story`, unique to the test
 * @param headers headers of the page, such as a policy
 * @returns its address
 */
export async function putPage(path: string, html: string, headers: Record<string, string> = {}): Promise<string> {
  const url = hostUrl() + path
  await fetch(url, { method: 'PUT', body: html, headers })
  return url
}
