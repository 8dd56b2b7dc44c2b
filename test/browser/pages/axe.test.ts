/**
 * axe-core on every page and state, with and without scripts, in both themes.
 */
import { beforeAll, describe, expect, test } from '@jest/globals'
import { violationsOn } from '../reader/axe.ts'
import { MATRIX } from '../reader/matrix.ts'
import { newReader } from '../reader/reader.ts'
import { PAGES, SCRIPTED_STATES, seedStates, UNSCRIPTED_STATES } from '../reader/states.ts'

beforeAll(seedStates)

/** Two settings cover all relevant differences: a right-to-left phone and a left-to-right desktop. */
const SETTINGS = MATRIX.filter(({ lang, viewport }) => (lang === 'ar') === (viewport.width === 360))

describe.each(SETTINGS)('$name', (setting) => {
  const states = [...PAGES, ...(setting.scripts ? SCRIPTED_STATES : UNSCRIPTED_STATES)]
  test.each(states)('%s', async (_, reach) => {
    // axe is a script, so scripts are on. In settings without scripts, the script of the page is blocked.
    const reader = await newReader(setting, { javaScriptEnabled: true })
    if (!setting.scripts) await reader.page.route('**/assets/page.*.js', (route) => route.abort())
    await reach(reader)
    expect(await violationsOn(reader.page)).toEqual([])
  })
})
