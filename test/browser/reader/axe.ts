/**
 * Violations that axe-core finds on a page, in both themes.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type axe from 'axe-core'
import type { Page } from 'playwright-core'

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** WCAG 2.2, levels A and AA, and axe's best practices. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

declare global {
  interface Window {
    axe?: typeof axe
  }
}

const THEMES = ['light', 'dark'] as const

/** @returns a line for each violation in each theme, or none */
export async function violationsOn(page: Page, themes: readonly (typeof THEMES)[number][] = THEMES): Promise<string[]> {
  const found: string[] = []
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme })
    if (!(await page.evaluate(() => window.axe !== undefined))) await page.evaluate(SOURCE)
    const violations = await page.evaluate(async (values) => {
      const results = await window.axe?.run(document, {
        runOnly: { type: 'tag', values },
        resultTypes: ['violations'],
      })
      return results?.violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary}`),
      )
    }, RULES)
    if (!violations) throw new Error('axe did not run.')
    found.push(...violations.map((violation) => `${colorScheme}: ${violation}`))
  }
  return found
}
