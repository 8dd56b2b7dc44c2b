/**
 * The Chromium on this machine's PATH. Nothing is downloaded.
 */
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type BrowserServer, chromium } from 'playwright-core'

/** The headless shell first: it has the same engine, and takes less processor time for each page and profile. */
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome']

/** No graphics card is needed, and the browser sends no requests of its own. */
export const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  // All pages are from one site. Processes for each reader would take more processor time.
  '--process-per-site',
  '--num-raster-threads=1',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Pages may have pictures from anywhere, but a test sends requests to this machine only.
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

/**
 * One browser for the whole suite. Test files connect to it on a loopback port. Each reader has a profile of its own.
 */
export const startChromium = (): Promise<BrowserServer> =>
  chromium.launchServer({ executablePath: chromiumPath(), args: FLAGS, host: '127.0.0.1' })
