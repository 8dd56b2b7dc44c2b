/**
 * A reader before the screen. Knows pages by what they say, in the reader's language, never by how they are built; and
 * does the same thing with scripts and without.
 */
import { expect } from '@jest/globals'
import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import type { Messages, PluralForms } from '../../functions/pages/languages/en.ts'
import { eventually } from '../api/fixtures.ts'
import { announcedOn } from './announcements.ts'
import { newContext } from './browser.ts'
import type { Setting } from './matrix.ts'

export type Reader = ReturnType<typeof readerOf>

/** A reader with a browser of their own. */
export async function newReader(setting: Setting, more: BrowserContextOptions = {}): Promise<Reader> {
  const context = await newContext(setting, more)
  return readerOf(await context.newPage(), setting)
}

export const articleAt = (slug: string): string => `/articles/${encodeURIComponent(slug)}`

/** What a form of comments asks for. */
export type Written = { text?: string; name?: string; email?: string; url?: string }

export function readerOf(page: Page, setting: Setting) {
  const { messages, lang, scripts } = setting
  /** Where forms are and comments stand: the page itself, or a part of it. */
  type Within = Page | Locator

  const plural = (forms: PluralForms, count: number): string =>
    (forms[new Intl.PluralRules(lang).select(count)] ?? forms.other).replace(
      '{count}',
      new Intl.NumberFormat(lang).format(count),
    )
  const comment = (text: string): Locator =>
    page.getByRole('article').filter({ has: page.getByText(text, { exact: true }) })
  const button = (name: string, within: Within = page) => within.getByRole('button', { name, exact: true })
  const link = (name: string, within: Within = page) => within.getByRole('link', { name, exact: true })
  const form = () => page.getByRole('form', { name: messages.leaveComment, exact: true })

  /** Labels say, too, what is optional. */
  const field = (name: keyof Messages, within: Within = page) =>
    within.getByRole('textbox', { name: new RegExp(`^${String(messages[name])}`) })

  return {
    page,
    setting,
    messages,
    plural,
    comment,
    button,
    link,
    form,
    field,
    /** The reader opens an address, as from a link elsewhere. */
    open: async (address: string) => {
      await page.goto(address)
      if (scripts) await page.waitForLoadState('load')
    },
    openArticle: async (slug: string) => {
      await page.goto(articleAt(slug))
    },
    fill: async (written: Written, within: Within = form()) => {
      if (written.text !== undefined) await field('comment', within).fill(written.text)
      if (written.name !== undefined) await field('name', within).fill(written.name)
      if (written.email !== undefined) await field('email', within).fill(written.email)
      if (written.url !== undefined) await field('website', within).fill(written.url)
    },
    sees: (locator: Locator) => locator.first().waitFor({ state: 'visible' }),
    seesNo: (locator: Locator) => locator.waitFor({ state: 'hidden' }),
    reads: (text: string, within: Within = page) =>
      within.getByText(text, { exact: true }).first().waitFor({ state: 'visible' }),
    /** A screen reader would have said it. */
    hears: (text: string) => eventually(async () => expect(await announcedOn(page)).toContain(text)),
    heading: (name: string) => page.getByRole('heading', { name, exact: true }),
  }
}
