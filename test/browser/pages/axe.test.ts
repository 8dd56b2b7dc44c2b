/**
 * Every page and every state of it, before axe-core: with scripts and without, in both themes.
 */
import { beforeAll, describe, expect, test } from '@jest/globals'
import { violationsOn } from '../reader/axe.ts'
import { MATRIX } from '../reader/matrix.ts'
import { newReader } from '../reader/reader.ts'
import { PAGES, SCRIPTED_STATES, seedStates, UNSCRIPTED_STATES } from '../reader/states.ts'

beforeAll(seedStates)

/** A phone that is read from the right and a desk that is read from the left differ in all that matters here. */
const SETTINGS = MATRIX.filter(({ lang, viewport }) => (lang === 'ar') === (viewport.width === 360))

describe.each(SETTINGS)('$name', (setting) => {
  const states = [...PAGES, ...(setting.scripts ? SCRIPTED_STATES : UNSCRIPTED_STATES)]
  test.each(states)('%s', async (_, reach) => {
    // axe is a script itself: where the page's are off, the browser runs them all the same and finds none.
    const reader = await newReader(setting, { javaScriptEnabled: true })
    if (!setting.scripts) await reader.page.route('**/assets/page.*.js', (route) => route.abort())
    await reach(reader)
    expect(await violationsOn(reader.page)).toEqual([])
  })
})
