/**
 * Before the suite: a local stack, unless UNDERSTORY_URL names one that runs; and rate limits that the suite, which
 * comes from one address, does not hit, and another site whose pages may be commented on.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { startStack } from '../../local/stack.ts'
import { OTHER_SITE, readSettings, writeSettings } from './settings.ts'
import { after } from './teardown.ts'

const PLENTY = 1_000_000
/** Functions remember settings for up to ten seconds. */
const SETTINGS_AGE = 10_000

export default async function setup(): Promise<void> {
  const isDeployed = Boolean(process.env.UNDERSTORY_URL)
  if (!isDeployed) {
    const stack = await startStack({ port: 0, data: ':memory:', quiet: true })
    after(stack.stop)
    process.env.UNDERSTORY_URL = stack.url
    process.env.UNDERSTORY_EDITOR_TOKEN = await stack.token('editor')
    process.env.UNDERSTORY_MODERATOR_TOKEN = await stack.token('moderator')
    after(async () => {
      delete process.env.UNDERSTORY_URL
    })
  }
  const before = await readSettings()
  const { commentsPerMinute, votesPerMinute, newVotersPerHour, allowedOrigins } = before
  const isPlenty = Math.min(commentsPerMinute, votesPerMinute, newVotersPerHour) >= PLENTY
  if (isPlenty && allowedOrigins.includes(OTHER_SITE)) return
  const plenty = { commentsPerMinute: PLENTY, votesPerMinute: PLENTY, newVotersPerHour: PLENTY }
  await writeSettings({ ...before, ...plenty, allowedOrigins: [...new Set([...allowedOrigins, OTHER_SITE])] })
  if (!isDeployed) return
  after(() => writeSettings(before))
  await sleep(SETTINGS_AGE)
}
