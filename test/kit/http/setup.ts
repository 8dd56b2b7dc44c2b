/**
 * Set-up of the API suite. Starts a local stack, unless UNDERSTORY_URL names a running one. Raises the limits, because
 * all requests of the suite come from one address, and allows another site.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { startStack } from '../../../local/stack.ts'
import { PLENTY, UNTHROTTLED } from '../site/plenty.ts'
import { OTHER_SITE, readSettings, writeSettings } from './settings.ts'
import { after } from './teardown.ts'

/** Functions remember settings for up to ten seconds. */
const SETTINGS_AGE = 10_000

export default async function setup(): Promise<void> {
  const isDeployed = Boolean(process.env.UNDERSTORY_URL)
  if (!isDeployed) {
    const stack = await startStack({ port: 0, data: ':memory:', quiet: true, context: UNTHROTTLED })
    after(stack.stop)
    process.env.UNDERSTORY_URL = stack.url
    process.env.UNDERSTORY_EDITOR_TOKEN = await stack.token('editor')
    process.env.UNDERSTORY_MODERATOR_TOKEN = await stack.token('moderator')
    after(async () => {
      delete process.env.UNDERSTORY_URL
    })
  }
  const before = await readSettings()
  const { allowedOrigins } = before
  const isPlenty = Object.entries(PLENTY).every(([name, limit]) => Number(Reflect.get(before, name)) >= limit)
  if (isPlenty && allowedOrigins.includes(OTHER_SITE)) return
  await writeSettings({ ...before, ...PLENTY, allowedOrigins: [...new Set([...allowedOrigins, OTHER_SITE])] })
  if (!isDeployed) return
  after(() => writeSettings(before))
  await sleep(SETTINGS_AGE)
}
