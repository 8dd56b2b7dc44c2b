/**
 * Somebody else's site with the widget on its pages (content/elsewhere/), on a port of its own, which is another origin to
 * browsers. It is allowed to register its pages as any site would be: by a moderator, in the settings.
 */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { listenOn } from './ports.ts'
import { PROJECT } from './project.ts'
import { untilAnswered } from './untilAnswered.ts'

const TYPES: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8' }
const FOLDER = join(PROJECT, 'content', 'elsewhere')

/**
 * @param site the address of Understory
 * @param moderatorToken of somebody who may change its settings
 * @param wanted the port; any free one where it is taken
 * @returns where it listens, and how to end it
 * @throws Error when the settings can't be changed
 */
export async function startElsewhere(site: string, moderatorToken: string, wanted: number) {
  const server = createServer(async (request, response) => {
    const [path = ''] = (request.url ?? '').split('?')
    const name = path === '/' ? 'index.html' : path.slice(1)
    const type = TYPES[extname(name)]
    // Names alone: no page is in a folder beneath.
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
