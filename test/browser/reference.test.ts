/**
 * The API reference: Redoc under a strict policy. browser.ts reports violations.
 */
import { expect, test } from '@jest/globals'
import { PROBLEMS } from '../../functions/contract/problems.ts'
import { OPERATIONS } from '../../functions/contract/routes.ts'
import { baseUrl } from '../kit/http/target.ts'
import { violationsOn } from './reader/axe.ts'
import { newContext } from './reader/browser.ts'
import { SCRIPTED, type Setting } from './reader/matrix.ts'

async function opened(setting: Setting) {
  const page = await (await newContext(setting)).newPage()
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.goto('/docs')
  return { page, asked }
}

const [phone, desk] = [360, 1280].map((width) => SCRIPTED.find(({ viewport }) => viewport.width === width))
if (!phone || !desk) throw new Error('The matrix has no phone or no desk.')

test.each([phone, desk])('shows every operation and every error, and asks nobody else, $name', async (setting) => {
  const { page, asked } = await opened(setting)
  for (const { id } of Object.values(OPERATIONS))
    await page.locator(`[id="operation/${id}"]`).waitFor({ state: 'attached' })
  for (const [kind, { status }] of Object.entries(PROBLEMS))
    await page.locator(`[id="tag/errors/${status}-${kind}"]`).waitFor({ state: 'attached' })
  expect(asked.filter((url) => !url.startsWith(baseUrl()) && !url.startsWith(`blob:${baseUrl()}`))).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
})

test('is searched and opened with the keyboard', async () => {
  const { page } = await opened(desk)
  await page.getByRole('textbox', { name: 'Search' }).fill('Vote')
  const found = page.locator('[data-role="search:results"]')
  await found.getByRole('menuitem', { name: /^Vote for/ }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.waitForURL(/#.*operation\/vote$/)
})

test('says the cause and the remedy where an answer is opened', async () => {
  const { page } = await opened(desk)
  await page.locator('[id="operation/replaceArticle"]').getByRole('button', { name: /^412/ }).click()
  await page.getByText('Read the article again, apply your change to the new version').first().waitFor()
})

test.each(['light', 'dark'] as const)(
  'has no violation but the order of headings, which is Redoc’s, %s',
  async (colorScheme) => {
    const page = await (await newContext(desk, { colorScheme })).newPage()
    await page.goto('/docs')
    await page.locator('[id="operation/decide"]').waitFor()
    const violations = await violationsOn(page, [colorScheme])
    expect(violations.filter((one) => !one.includes('heading-order'))).toEqual([])
  },
)

test('leads to the description where scripts do not run', async () => {
  const page = await (await newContext(desk, { javaScriptEnabled: false })).newPage()
  await page.goto('/docs')
  await page.getByRole('link', { name: 'The OpenAPI document' }).click()
  await page.waitForURL('**/v1/openapi.json')
})
