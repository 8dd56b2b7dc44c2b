/**
 * Styles of the widget on a page of another site. No inherited property reaches the widget. Its theme follows the page.
 */
import { describe, expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { eventually, publish } from '../../kit/http/fixtures.ts'
import { PLAIN } from '../reader/matrix.ts'
import { newReader } from '../reader/reader.ts'
import { freshPath, pageAt } from './widgetPages.ts'

/** Opens a page with a conversation and one comment. */
async function onPage(
  style: string,
  { slug = '', attributes = '', html = '' } = {},
  prepare?: (page: Page) => unknown,
) {
  const reader = await newReader(PLAIN)
  await prepare?.(reader.page)
  const article = slug || (await publish())
  const element = `<understory-comments article="${article}" ${attributes}></understory-comments>`
  await reader.page.goto(
    await pageAt(freshPath('style'), html ? html.replace('{}', element) : element, { head: `<style>${style}</style>` }),
  )
  await reader.sees(reader.form())
  return { reader, page: reader.page, slug: article }
}

/** The computed style of an element in the conversation. */
const styleOf = (page: Page, selector: string, property: string): Promise<string> =>
  page.evaluate(
    ({ selector, property }) => {
      const found = document.querySelector('understory-comments')?.shadowRoot?.querySelector(selector)
      if (!found) throw new Error(`There is no ${selector}.`)
      return getComputedStyle(found).getPropertyValue(property)
    },
    { selector, property },
  )

/**
 * All properties that this browser inherits, with a value that a host page might set. A property is inherited if
 * setting it on a parent changes the child.
 */
const inheritedIn = (page: Page): Promise<Record<string, string>> =>
  page.evaluate(() => {
    const words =
      'none hidden visible collapse italic oblique bold uppercase lowercase capitalize pre pre-wrap nowrap break-spaces right center justify end start left red blue all auto normal always both inside outside square circle 7px 3 0.5 2em 50% keep-all break-all anywhere strict loose manual vertical-rl vertical-lr sideways upright mixed rtl small-caps all-small-caps condensed 75% text move pointer wait crosshair dot filled sesame over under underline overline balance pretty stable isolate embed bidi-override geometricPrecision optimizeSpeed pixelated crisp-edges separate show hide block inline flat preserve-3d read-write read-only antialiased subpixel-antialiased inter-character ruby alternate allow-end first last historical-forms tabular-nums ordinal slashed-zero sub super jis78 ruby emoji unicode contents spellOut edges cover scroll local no-autospace no-limit trim-start space-all weight style optical-sizing compact normal-compact legacy light dark square'.split(
        ' ',
      )
    const shapes = [
      '"x" "y"',
      '1px 2px 3px red',
      '1px red',
      '"liga" 0',
      '"wght" 250',
      'x, y',
      'weight none',
      'url("x.png"), pointer',
      'url("x.svg#y")',
      'dark',
      'oblique 12deg',
      '9px',
      '5px 6px',
      '123',
      '"en"',
      '"-"',
      '6 3 2',
      'rgb(9, 8, 7)',
      'over right',
      'under left',
      'dot red',
      'minmax(1px)',
      'from-font',
      '0.6',
      'ex-height 0.6',
      'hanging 2em',
      '2em hanging each-line',
    ]
    const parent = document.body.appendChild(document.createElement('div'))
    const child = parent.appendChild(document.createElement('span'))
    const found: Record<string, string> = {}
    for (const property of getComputedStyle(child)) {
      if (property.startsWith('--')) continue
      const before = getComputedStyle(child).getPropertyValue(property)
      for (const value of [...words, ...shapes]) {
        parent.style.setProperty(property, value)
        const after = getComputedStyle(child).getPropertyValue(property)
        // Properties that lay out a parent may change the child's box without being inherited.
        const isInherited = after !== before && after === getComputedStyle(parent).getPropertyValue(property)
        if (isInherited) found[property] = value
        parent.style.removeProperty(property)
        if (isInherited) break
      }
    }
    parent.remove()
    return found
  })

/** The computed inherited style of every element in the conversation. */
const stylesIn = (page: Page, properties: string[]): Promise<Record<string, string>[]> =>
  page.evaluate((wanted) => {
    const all = [
      ...(document.querySelector('understory-comments')?.shadowRoot?.querySelectorAll('section, section *') ?? []),
    ]
    return all.map((each) => {
      const style = getComputedStyle(each)
      return Object.fromEntries(wanted.map((name) => [name, style.getPropertyValue(name)]))
    })
  }, properties)

/** The page's text size and theme pass through (docs/widget.md). The server sets the direction. */
const PASSES = ['font-size', 'color-scheme', 'direction', 'zoom']
/** Properties that depend on those in PASSES. */
const BOXES = /^(block-size|height|inline-size|width|perspective-origin|transform-origin|unicode-bidi)$/

test('no property that the page inherits reaches the conversation', async () => {
  const neutral = await onPage('')
  const inherited = await inheritedIn(neutral.page)
  const names = Object.keys(inherited).filter((name) => !PASSES.includes(name) && !BOXES.test(name))
  // The properties from bug reports, and others that show that the search works.
  expect(names).toEqual(
    expect.arrayContaining([
      'text-transform',
      'letter-spacing',
      'white-space-collapse',
      'text-align',
      'text-indent',
      'user-select',
      'font-style',
      'visibility',
      'word-spacing',
      'cursor',
      'text-shadow',
      'pointer-events',
      'writing-mode',
      'hyphens',
      'quotes',
      'tab-size',
      '-webkit-text-fill-color',
    ]),
  )
  expect(names.length).toBeGreaterThan(60)
  const rules = names.map((name) => `${name}: ${inherited[name]} !important`).join('; ')
  for (const on of ['html', 'understory-comments']) {
    const { page } = await onPage(`${on} { ${rules} }`, { slug: neutral.slug })
    const [expected, found] = await Promise.all([stylesIn(neutral.page, names), stylesIn(page, names)])
    expect(found.length).toBe(expected.length)
    const different = new Set(
      found.flatMap((style, place) => names.filter((name) => style[name] !== expected[place]?.[name])),
    )
    expect([...different]).toEqual([])
  }
})

test('fonts are still chosen by the language of the conversation', async () => {
  const { page } = await onPage('')
  expect([await styleOf(page, 'section', '-webkit-locale'), await styleOf(page, 'h2', '-webkit-locale')]).toEqual([
    '"en"',
    '"en"',
  ])
})

test('the size of the page’s text passes', async () => {
  const { page } = await onPage('body { font: italic 23px serif }')
  expect([await styleOf(page, 'section', 'font-size'), await styleOf(page, 'section', 'font-style')]).toEqual([
    '23px',
    'normal',
  ])
})

test('the publisher’s action colour is that of all buttons', async () => {
  const { reader, page, slug } = await onPage('')
  await reader.post('One.', 'Grace')
  expect(await styleOf(page, '.comment [name=value]', 'color')).toBe(
    await styleOf(page, '.comment footer > a', 'color'),
  )
  const coloured = await onPage(
    'understory-comments { --understory-action: rgb(1, 2, 3); --understory-link: rgb(4, 5, 6) }',
    { slug },
  )
  await coloured.reader.sees(coloured.reader.comment('One.'))
  const colour = (selector: string, property: string) => styleOf(coloured.page, selector, property)
  expect(await colour('.comment [name=value]', 'color')).toBe('rgb(1, 2, 3)')
  expect(await colour('[type=submit]:not([name])', 'background-color')).toBe('rgb(1, 2, 3)')
  expect(await colour('.comment footer > a', 'color')).toBe('rgb(4, 5, 6)')
})

const LIGHT = 'rgb(255, 255, 255)'
const DARK = 'rgb(17, 17, 17)'

describe('the theme is what the page shows behind it', () => {
  test.each<[string, string, { attributes?: string; html?: string }, string]>([
    ['nothing is said', '', {}, LIGHT],
    ['the root is dark', 'html { background: #111; color: #eee }', {}, DARK],
    ['the body is dark', 'body { background: rgb(20 20 30) }', {}, DARK],
    ['dark in OKLCH', 'body { background: oklch(0.2 0.03 260) }', {}, DARK],
    ['dark in Display P3', 'body { background: color(display-p3 0.1 0.1 0.12) }', {}, DARK],
    ['dark in Lab', 'body { background: lab(15 0 0) }', {}, DARK],
    ['light in OKLCH', 'html { background: #111 } body { background: oklch(0.97 0.01 90) }', {}, LIGHT],
    [
      'a light card on a dark page',
      'html { background: #111 }',
      { html: '<div style="background: #fafafa">{}</div>' },
      LIGHT,
    ],
    ['a dark card on a light page', '', { html: '<div style="background: #222"><p>{}</p></div>' }, DARK],
    [
      'a veil that shows the page',
      'html { background: #111 }',
      { html: '<div style="background: #fff2">{}</div>' },
      DARK,
    ],
    ['the page’s color-scheme, and no background', ':root { color-scheme: dark }', {}, DARK],
    ['a dark background that forgot its color-scheme', ':root { color-scheme: light; background: #111 }', {}, DARK],
    ['a light background under a dark color-scheme', ':root { color-scheme: dark; background: #fff }', {}, LIGHT],
    ['the attribute, whatever is behind', 'html { background: #111 }', { attributes: 'theme="light"' }, LIGHT],
    ['the attribute on a light page', 'html { background: #fff }', { attributes: 'theme="dark"' }, DARK],
  ])('%s', async (_, style, more, expected) => {
    const { page } = await onPage(style, more)
    expect(await styleOf(page, 'section', 'background-color')).toBe(expected)
  })

  test('but where the browser knows no relative colours, it is the page’s color-scheme', async () => {
    const withoutRelativeColors = (page: Page) =>
      page.addInitScript(() => {
        const supports = CSS.supports.bind(CSS)
        const old = (property: string, value: string) => !value.includes('from ') && supports(property, value)
        Object.assign(CSS, { supports: old })
      })
    for (const [scheme, expected] of [
      ['light', LIGHT],
      ['dark', DARK],
    ] as const) {
      const style = `:root { color-scheme: ${scheme} } body { background: rgb(120 120 120) }`
      const { page } = await onPage(style, {}, withoutRelativeColors)
      expect(await styleOf(page, 'section', 'background-color')).toBe(expected)
    }
  })

  test('and goes on being that when the page changes, at once or slowly', async () => {
    const { page } = await onPage(
      'body { background: #fff; transition: background-color 0.3s } html.dark body { background: #111 } body.plain { transition: none }',
    )
    const becomes = (expected: string) =>
      eventually(async () => expect(await styleOf(page, 'section', 'background-color')).toBe(expected))
    await becomes(LIGHT)
    await page.evaluate(() => document.documentElement.classList.add('dark'))
    await becomes(DARK)
    await page.evaluate(() => {
      document.body.classList.add('plain')
      document.documentElement.classList.remove('dark')
    })
    await becomes(LIGHT)
    await page.evaluate(() => document.querySelector('understory-comments')?.setAttribute('theme', 'dark'))
    await becomes(DARK)
  })

  test('and follows the reader’s system where the page does', async () => {
    const { page } = await onPage('@media (prefers-color-scheme: dark) { body { background: #111 } }')
    expect(await styleOf(page, 'section', 'background-color')).toBe(LIGHT)
    await page.emulateMedia({ colorScheme: 'dark' })
    await eventually(async () => expect(await styleOf(page, 'section', 'background-color')).toBe(DARK))
    await page.emulateMedia({ colorScheme: 'dark', media: 'print' })
    expect(await styleOf(page, 'section', 'background-color')).toBe(LIGHT)
  })
})
