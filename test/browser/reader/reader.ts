/**
 * A reader before the screen. Knows pages by what they say, in the reader's language, never by how they are built; and
 * does the same thing with scripts and without.
 */
import { expect } from '@jest/globals'
import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import type { Messages, PluralForms } from '../../../functions/pages/languages/messages.ts'
import { eventually } from '../../kit/http/fixtures.ts'
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
  const form = (name: string = messages.leaveComment) => page.getByRole('form', { name, exact: true })

  /** Labels say, too, what is optional. */
  const field = (name: keyof Messages, within: Within = page) =>
    within.getByRole('textbox', { name: new RegExp(`^${String(messages[name])}`) })

  const sees = (locator: Locator) => locator.first().waitFor({ state: 'visible' })
  const reads = (text: string, within: Within = page) => sees(within.getByText(text, { exact: true }))
  /** A screen reader would have said it. */
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
    /** Every comment on the page. */
    comments: () => page.getByRole('region').getByRole('article'),
    /** A comment with what answers it. */
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
    /** Writes a comment under the article that is open, and waits until it is published or, if so said, held. */
    post: async (text: string, name: string, answer: string = messages.ownPublished) => {
      await fill({ text, name })
      await button(messages.post, form()).click()
      if (scripts) await hears(answer)
      else await reads(answer)
    },
    /** The link under a comment, which names its author besides. */
    action: (what: 'reply' | 'report', text: string, author: string) =>
      link(`${messages[what]} ${author}`, comment(text)),
    hasFocus: (locator: Locator) =>
      eventually(async () => expect(await locator.evaluate((one) => one === document.activeElement)).toBe(true)),
  }
}

/** A text of a catalogue with its places filled. */
export const filled = (text: string, values: Record<string, string>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
