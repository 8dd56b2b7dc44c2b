/**
 * Setup of the suite: a browser, another site whose pages may be commented on, and a local stack with limits that tests
 * do not reach. UNDERSTORY_URL can name a running stack instead.
 */
import { readSettings, writeSettings } from '../kit/http/settings.ts'
import startSite from '../kit/http/setup.ts'
import { after } from '../kit/http/teardown.ts'
import { startChromium } from '../kit/processes/chromium.ts'
import { startHost } from './reader/host.ts'

export default async function setup(): Promise<void> {
  const browser = await startChromium()
  after(() => browser.close())
  process.env.UNDERSTORY_BROWSER = browser.wsEndpoint()
  const host = await startHost()
  after(host.stop)
  process.env.UNDERSTORY_HOST = host.url
  await startSite()
  const settings = await readSettings()
  await writeSettings({ ...settings, allowedOrigins: [...settings.allowedOrigins, host.url] })
}
