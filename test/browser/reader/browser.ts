/**
 * The suite's browser. Each test file connects once. All contexts are closed after each test.
 */
import { afterAll, afterEach, expect } from '@jest/globals'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { baseUrl } from '../../kit/http/target.ts'
import { recordAnnouncements } from './announcements.ts'
import type { Setting } from './matrix.ts'

let connected: Promise<Browser> | undefined
const open = new Set<BrowserContext>()
/** Script errors of pages, and violations of the Content-Security-Policy. */
const complaints: string[] = []

/** The browser itself logs network failures and statuses of 400 or more. */
const EXPECTED = /^Failed to load resource/

export function browser(): Promise<Browser> {
  const endpoint = process.env.UNDERSTORY_BROWSER
  if (!endpoint) throw new Error('UNDERSTORY_BROWSER is not set; the suite’s setup starts the browser.')
  connected ??= chromium.connect(endpoint)
  return connected
}

afterEach(async () => {
  await Promise.all([...open].map((context) => context.close()))
  open.clear()
  expect(takeComplaints()).toEqual([])
})

/** The complaints since the last call, for tests that expect some. */
export const takeComplaints = (): string[] => complaints.splice(0)

afterAll(async () => {
  await (await connected)?.close()
  connected = undefined
})

/** A browser context with its own cookies and storage, and with further options. */
export async function newContext(setting: Setting, more: BrowserContextOptions = {}): Promise<BrowserContext> {
  const context = await (await browser()).newContext({
    baseURL: baseUrl(),
    viewport: setting.viewport,
    locale: setting.lang,
    timezoneId: 'Europe/London',
    javaScriptEnabled: setting.scripts,
    // Otherwise tests would wait for animations.
    reducedMotion: 'reduce',
    ...more,
  })
  context.setDefaultTimeout(30_000)
  open.add(context)
  await recordAnnouncements(context)
  context.on('page', listen)
  return context
}

function listen(page: Page): void {
  page.on('pageerror', (error) => complaints.push(error.stack ?? error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !EXPECTED.test(message.text())) complaints.push(message.text())
  })
}
