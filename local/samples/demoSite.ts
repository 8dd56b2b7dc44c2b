/**
 * A demo of another site with the widget on its pages (content/elsewhere/). It has a port of its own, so browsers treat
 * it as another origin. A moderator's token adds it to the allowed origins in the settings, as for any other site.
 */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { listenOn } from '../ports.ts'
import { PROJECT } from '../project.ts'
import { untilAnswered } from './untilAnswered.ts'

const TYPES: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8' }
const FOLDER = join(PROJECT, 'content', 'elsewhere')

/**
 * @param site the address of Understory
 * @param moderatorToken for changing the settings
 * @param wanted the port; if it is taken, any free one
 * @throws Error when the settings can't be changed
 */
export async function startDemoSite(site: string, moderatorToken: string, wanted: number) {
  const server = createServer(async (request, response) => {
    const [path = ''] = (request.url ?? '').split('?')
    const name = path === '/' ? 'index.html' : path.slice(1)
    const type = TYPES[extname(name)]
    // File names only. No page is in a sub-folder.
    const text = type && /^[\w-]+\.\w+$/.test(name) && (await readFile(join(FOLDER, name), 'utf8').catch(() => ''))
    if (!text) response.writeHead(404, { 'content-type': 'text/plain' }).end('There is nothing at this address.\n')
    else response.writeHead(200, { 'content-type': type }).end(text.replaceAll('{{site}}', site))
  })
  const stop = () =>
    new Promise<void>((closed) => {
      server.close(() => closed())
      server.closeAllConnections()
    })
  const port = await listenOn(server, wanted).catch(() => listenOn(server, 0))
  const url = `http://localhost:${port}`
  try {
    await allow(site, moderatorToken, url)
  } catch (error) {
    await stop()
    throw error
  }
  return { url, stop }
}

/** Adds an origin to those whose pages may be commented on. */
async function allow(site: string, token: string, origin: string): Promise<void> {
  const call = async (method: string, body?: object): Promise<{ allowedOrigins: string[] }> => {
    const response = await untilAnswered(() =>
      fetch(`${site}/v1/moderation/settings`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      }),
    )
    if (!response.ok) throw new Error(`The settings answered ${response.status}: ${await response.text()}`)
    return response.json() as Promise<{ allowedOrigins: string[] }>
  }
  const settings = await call('GET')
  const { allowedOrigins } = settings
  if (!allowedOrigins.includes(origin)) await call('PUT', { ...settings, allowedOrigins: [...allowedOrigins, origin] })
}
