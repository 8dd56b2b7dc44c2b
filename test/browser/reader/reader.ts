/**
 * A reader of a page. Finds elements by their texts in the reader's language, never by their structure. Actions are the
 * same with and without scripts.
 */
import { expect } from '@jest/globals'
import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import type { Messages, PluralForms } from '../../../functions/pages/languages/messages.ts'
import { eventually } from '../../kit/http/fixtures.ts'
import { announcedOn } from './announcements.ts'
import { newContext } from './browser.ts'
import type { Setting } from './matrix.ts'

export type Reader = ReturnType<typeof readerOf>

/** A reader with a separate browser context. */
export async function newReader(setting: Setting, more: BrowserContextOptions = {}): Promise<Reader> {
  const context = await newContext(setting, more)
  return readerOf(await context.newPage(), setting)
}

export const articleAt = (slug: string): string => `/articles/${encodeURIComponent(slug)}`

/** The fields of a comment form. */
export type Written = { text?: string; name?: string; email?: string; url?: string }

export function readerOf(page: Page, setting: Setting) {
  const { messages, lang, scripts } = setting
  /** The page, or a part of it, in which to search. */
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
  const form = (name: string = messages.leaveComment) => page.getByRole('form', { name, exact: true })

  /** Labels also contain “optional”, so the name matches at the start. */
  const field = (name: keyof Messages, within: Within = page) =>
    within.getByRole('textbox', { name: new RegExp(`^${String(messages[name])}`) })

  const sees = (locator: Locator) => locator.first().waitFor({ state: 'visible' })
  const reads = (text: string, within: Within = page) => sees(within.getByText(text, { exact: true }))
  /** Waits until the text is announced. */
  const hears = (text: string) => eventually(async () => expect(await announcedOn(page)).toContain(text))

  const fill = async (written: Written, within: Within = form()) => {
    if (written.text !== undefined) await field('comment', within).fill(written.text)
    if (written.name !== undefined) await field('name', within).fill(written.name)
    if (written.email !== undefined) await field('email', within).fill(written.email)
    if (written.url !== undefined) await field('website', within).fill(written.url)
  }
  const openArticle = async (slug: string, query = '') => {
    await page.goto(articleAt(slug) + query)
  }

  return {
    page,
    setting,
    messages,
    plural,
    comment,
    /** All comments on the page. */
    comments: () => page.getByRole('region').getByRole('article'),
    /** A comment with its replies. */
    thread: (text: string) => page.getByRole('listitem').filter({ has: comment(text) }),
    button,
    link,
    form,
    field,
    heading: (name: string) => page.getByRole('heading', { name, exact: true }),
    sees,
    seesNo: (locator: Locator) => locator.waitFor({ state: 'hidden' }),
    reads,
    hears,
    fill,
    openArticle,
    /** Posts a comment on the open article. Waits until it is published, or for another given message. */
    post: async (text: string, name: string, answer: string = messages.ownPublished) => {
      await fill({ text, name })
      await button(messages.post, form()).click()
      if (scripts) await hears(answer)
      else await reads(answer)
    },
    /** The link under a comment. Its name includes the author. */
    action: (what: 'reply' | 'report', text: string, author: string) =>
      link(`${messages[what]} ${author}`, comment(text)),
    hasFocus: (locator: Locator) =>
      eventually(async () => expect(await locator.evaluate((one) => one === document.activeElement)).toBe(true)),
  }
}

/** Replaces the placeholders in a text of a catalogue. */
export const filled = (text: string, values: Record<string, string>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
