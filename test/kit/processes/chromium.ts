/**
 * Debian's Chromium, or whatever else of its kind is on this machine; nothing is downloaded.
 */
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type BrowserServer, chromium } from 'playwright-core'

/** The shell first: the same engine without what a desktop's browser does for each page and each profile. */
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome']

/** What a test machine is asked besides: no graphics card, no traffic of the browser's own. */
export const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Pages may show pictures from anywhere; a test asks nobody but this machine.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
]

/** @throws Error that says how to get one */
export function chromiumPath(): string {
  const places = (process.env.PATH ?? '').split(delimiter)
  const found = NAMES.flatMap((name) => places.map((place) => join(place, name))).find(isRunnable)
  if (found === undefined)
    throw new Error(
      `No browser was found. One of ${NAMES.join(', ')} must be on the PATH; on Debian: apt install chromium`,
    )
  return found
}

function isRunnable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** One browser for the whole suite; each test file speaks to it through a loopback port, each reader has a profile of its own in it. */
export const startChromium = (): Promise<BrowserServer> =>
  chromium.launchServer({ executablePath: chromiumPath(), args: FLAGS, host: '127.0.0.1' })
