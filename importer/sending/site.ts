/**
 * The target site: its address, the tokens, and the origins that it allows.
 */
import { z } from 'zod'
import { ImportStopped } from '../errors.ts'
import { type Api, apiAt } from './api.ts'

export type Tokens = { editor: string | undefined; moderator: string }

export type Environment = Record<string, string | undefined>

export function siteIn(environment: Environment, signal?: AbortSignal): { url: string; api: Api } {
  const url = environment.UNDERSTORY_URL || `http://localhost:${environment.PORT || 3000}`
  // URL parses `localhost:3000` as an address of the protocol `localhost:`.
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
    throw new ImportStopped(`UNDERSTORY_URL is “${url}”. Set it to a web address, such as https://news.example.`)
  return { url, api: apiAt(url, { signal }) }
}

/** @throws ImportStopped if there is none, with how to get one */
export function tokenOf(environment: Environment, role: 'editor' | 'moderator'): string {
  const name = `UNDERSTORY_${role.toUpperCase()}_TOKEN`
  const token = environment[name]?.trim()
  if (token) return token
  throw new ImportStopped(
    `${name} is not set. For a local stack: export ${name}=$(npm run -s token -- --role ${role}); for a deployed one, docs/importing.md says how.`,
  )
}

const settings = z.object({ allowedOrigins: z.array(z.string()) })

/**
 * The origins that the settings allow.
 * @throws ImportStopped if the site does not tell them
 */
export async function allowedOrigins(api: Api, url: string, token: string): Promise<ReadonlySet<string>> {
  const found = settings.safeParse(await answerOf(api, url, '/v1/moderation/settings', token))
  if (!found.success) throw new ImportStopped(`${url} does not answer as Understory does.`)
  return new Set(found.data.allowedOrigins)
}

/** @throws ImportStopped if the token does not permit writing articles */
export const requireEditor = (api: Api, url: string, token: string): Promise<unknown> =>
  answerOf(api, url, '/v1/editor/articles?limit=1', token)

/** Tells whether an article exists, as a draft or published. */
export const articleFinder =
  (api: Api, token: string) =>
  async (slug: string): Promise<boolean> =>
    (await api.call('GET', `/v1/editor/articles/${encodeURIComponent(slug)}`, { token })).status !== 404

async function answerOf(api: Api, url: string, path: string, token: string): Promise<unknown> {
  const { status, body } = await api.call('GET', path, { token, attempts: 3, unanswered: 3 })
  if (status !== 200) throw new ImportStopped(`${url} does not answer as Understory does (${path}: ${status}).`)
  return body
}
