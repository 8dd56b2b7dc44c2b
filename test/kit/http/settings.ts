/**
 * The site's settings, as a moderator reads and changes them.
 */
import { asModerator } from './client.ts'
import { having } from './fixtures.ts'
import type { Settings } from './shapes.ts'

/** Another site, whose pages may have comments in this suite. */
export const OTHER_SITE = 'https://elsewhere.example'

const PATH = '/v1/moderation/settings'

export async function readSettings(): Promise<Settings> {
  return having(200, await asModerator<Settings>('GET', PATH)).body
}

export async function writeSettings(settings: Settings): Promise<void> {
  having(200, await asModerator('PUT', PATH, { body: settings }))
}
