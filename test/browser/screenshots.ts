/**
 * `npm run screenshots`: takes the screenshots in the README from the sample newspaper.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type BrowserContextOptions, chromium } from 'playwright-core'
import { chromiumPath, FLAGS } from '../kit/processes/chromium.ts'
import { startSampleSite } from '../kit/stack/sampleSite.ts'

const FOLDER = join(import.meta.dirname, '../../docs/screenshots')

type Shot = BrowserContextOptions & {
  name: string
  path: string
  /** The element at the top of the picture, and the pixels above it. The default is the top of the page. */
  from?: { selector: string; above: number }
}

const SHOTS: readonly Shot[] = [
  {
    name: 'article',
    path: '/articles/how-late-is-the-nine',
    viewport: { width: 800, height: 1000 },
    from: { selector: '#u_comments', above: 320 },
  },
  {
    name: 'dark',
    path: '/articles/leave-the-clock-alone',
    viewport: { width: 800, height: 1000 },
    colorScheme: 'dark',
    from: { selector: '#u_comments', above: 320 },
  },
  {
    name: 'phone',
    path: '/articles/the-bell-on-the-bar',
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    from: { selector: '#u_comments', above: 24 },
  },
  {
    name: 'right-to-left',
    path: '/articles/kalimat-al-souq?lang=ar',
    viewport: { width: 800, height: 1000 },
    locale: 'ar',
    from: { selector: '#u_comments', above: 320 },
  },
]

/** Milliseconds after the sample newspaper was published. Without them, every comment would be from “now”. */
const LATER = 2 * 60 * 60 * 1000

const stack = await startSampleSite()
const browser = await chromium.launch({ executablePath: chromiumPath(), args: [...FLAGS] })
try {
  await mkdir(FOLDER, { recursive: true })
  for (const { name, path, from, ...options } of SHOTS) {
    const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/London', ...options })
    const page = await context.newPage()
    await page.route('**/articles/*', async (route) => {
      const response = await route.fetch()
      const headers = { ...response.headers(), 'server-timing': `now;dur=${Date.now() + LATER}` }
      await route.fulfill({ response, headers })
    })
    const answer = await page.goto(stack.url + path, { waitUntil: 'networkidle' })
    if (!answer?.ok()) throw new Error(`${path} answered ${answer?.status()}.`)
    if (from)
      await page.evaluate(({ selector, above }) => {
        const top = document.querySelector(selector)?.getBoundingClientRect().top ?? 0
        window.scrollTo({ top: top + window.scrollY - above, behavior: 'instant' })
      }, from)
    await page.screenshot({ path: join(FOLDER, `${name}.png`) })
    await context.close()
  }
} finally {
  await browser.close()
  await stack.stop()
}
