/**
 * Keys pressed in a comment form: keys that send it, keys of input methods, and keys that must not reach the host page.
 */
import { describe, expect, test } from '@jest/globals'
import type { Locator } from 'playwright-core'
import { eventually, post, publish } from '../../kit/http/fixtures.ts'
import { baseUrl } from '../../kit/http/target.ts'
import { newContext } from '../reader/browser.ts'
import { putPage } from '../reader/host.ts'
import { PLAIN } from '../reader/matrix.ts'
import { filled, newReader, type Reader, readerOf } from '../reader/reader.ts'

declare global {
  interface Window {
    /** Key events that reach the page around the widget. */
    keyEvents?: string[]
  }
}

/** A page with single-key shortcuts. It ignores keys typed into its own fields. */
const withShortcuts = (slug: string) =>
  putPage(
    `/typing-${slug}.html`,
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>Elsewhere</title><script src="${baseUrl()}/embed.js" async></script><h1>Elsewhere</h1>
<understory-comments article="${slug}"></understory-comments>
<script>
  window.keyEvents = []
  for (const type of ['keydown', 'keypress', 'keyup'])
    document.addEventListener(type, ({ key, target }) => target.matches('input, textarea') || keyEvents.push(type + ' ' + key))
</script></html>`,
  )

const PLACES: [string, (slug: string) => Promise<string>][] = [
  ['on our page', async (slug) => `/articles/${slug}`],
  ['in the widget', withShortcuts],
]

/** Presses a key during the composition of an input method. */
const pressWhileComposing = (field: Locator, more: { key: string; ctrlKey?: boolean }, how: 'flag' | 'code') =>
  field.evaluate(
    (area, [init, isFlag]) => {
      const event = new KeyboardEvent('keydown', { ...init, isComposing: isFlag, bubbles: true, composed: true })
      if (!isFlag) Object.defineProperty(event, 'keyCode', { value: 229 })
      area.dispatchEvent(event)
    },
    [more, how === 'flag'] as const,
  )

async function replying(place: (slug: string) => Promise<string>): Promise<{ reader: Reader; form: Locator }> {
  const slug = await publish()
  await post(slug, 'Who rings the bell?')
  const reader = await newReader(PLAIN)
  await reader.page.goto(await place(slug))
  await reader.action('reply', 'Who rings the bell?', 'Ada').click()
  const form = reader.form(filled(reader.messages.replyTo, { name: 'Ada' }))
  await reader.sees(form)
  return { reader, form }
}

describe.each(PLACES)('%s', (_, place) => {
  test('Escape that ends a composition leaves the reply open; the next one closes it', async () => {
    const { reader, form } = await replying(place)
    const field = reader.field('comment', form)
    await field.fill('かね')
    for (const how of ['flag', 'code'] as const) {
      await pressWhileComposing(field, { key: 'Escape' }, how)
      await reader.sees(form)
    }
    await field.press('Escape')
    await reader.seesNo(form)
  })

  test.each(['Control', 'Meta'])('%s+Enter sends a comment, a reply and a change', async (modifier) => {
    const { reader, form } = await replying(place)
    const { messages, page } = reader
    const send = `${modifier}+Enter`
    await reader.reads(messages.sendKeys, form)
    expect(await reader.button(messages.postReply, form).getAttribute('aria-keyshortcuts')).toBe(
      'Control+Enter Meta+Enter',
    )
    await reader.fill({ text: 'The warden.', name: 'Grace' }, form)
    const field = reader.field('comment', form)
    for (const how of ['flag', 'code'] as const) await pressWhileComposing(field, { key: 'Enter', ctrlKey: true }, how)
    await field.press('Enter')
    expect(await field.inputValue()).toBe('The warden.\n')
    await field.press(send)
    await reader.hears(messages.ownPublished)
    await reader.sees(reader.thread('Who rings the bell?').getByText('The warden.'))
    expect(await reader.comment('The warden.').count()).toBe(1)

    await reader.button(messages.edit, reader.comment('The warden.')).click()
    const area = page.getByRole('textbox', { name: messages.yourComment })
    await area.fill('The *warden*.')
    await area.press(send)
    await reader.hears(messages.ownSaved)

    // Faults are shown, as when the button is pressed.
    await reader.field('comment').fill('')
    await reader.field('comment').press(send)
    await reader.reads(messages.faultRequired)
  })
})

test('keys typed into the widget do not reach the page around, but for Tab, Escape and combinations', async () => {
  const { reader, form } = await replying(withShortcuts)
  const { page, messages } = reader
  const keyEvents = () => page.evaluate(() => (window.keyEvents ?? []).splice(0))
  await keyEvents()
  const field = reader.field('comment', form)
  await field.pressSequentially('just a gl?/')
  await field.press('Backspace')
  await field.press('ArrowLeft')
  expect(await field.inputValue()).toBe('just a gl?')
  await reader.button(messages.voteUp).first().focus()
  await page.keyboard.press('k')
  expect(await keyEvents()).toEqual([])
  await field.press('Control+k')
  await page.keyboard.press('Tab')
  await reader.hasFocus(page.locator('understory-comments'))
  const combinations = await keyEvents()
  expect(combinations.filter((key) => key.startsWith('keydown'))).toEqual([
    'keydown Control',
    'keydown k',
    'keydown Tab',
  ])
  // The first Escape closes the reply form and is not passed on. The next one reaches the page.
  await field.press('Escape')
  await reader.seesNo(form)
  expect((await keyEvents()).filter((key) => key.startsWith('keydown'))).toEqual([])
  await page.keyboard.press('Escape')
  expect((await keyEvents()).filter((key) => key.startsWith('keydown'))).toEqual(['keydown Escape'])
})

test('Control+Enter sends from the form that comes back with faults, too; without scripts or keys nothing is said of it', async () => {
  const slug = await publish()
  const unscripted = await newReader({ ...PLAIN, scripts: false })
  await unscripted.openArticle(slug)
  await unscripted.sees(unscripted.page.getByText(PLAIN.messages.commentHint))
  expect(await unscripted.page.getByText(PLAIN.messages.sendKeys).isVisible()).toBe(false)
  const phone = await newContext(PLAIN, { hasTouch: true, isMobile: true })
  const onPhone = readerOf(await phone.newPage(), PLAIN)
  await onPhone.openArticle(slug)
  await onPhone.sees(onPhone.field('comment'))
  expect(await onPhone.page.getByText(PLAIN.messages.sendKeys).isVisible()).toBe(false)

  // The script of this page is blocked once, so that the browser sends the form.
  const reader = await newReader(PLAIN)
  const { page, messages } = reader
  await page.route('**/assets/page.*', (route) => route.abort())
  await reader.openArticle(slug)
  await page.evaluate(() => {
    const form = document.querySelector<HTMLFormElement>('form.write')
    if (form) form.noValidate = true
  })
  await reader.fill({ text: 'Without a name.' })
  await reader.button(messages.post).click()
  await page.waitForURL(/\/comments$/)
  await page.unroute('**/assets/page.*')
  await reader.fill({ name: 'Grace', text: 'With one.' })
  // The script of this page was also not loaded.
  await page.evaluate(() => import(document.querySelector<HTMLScriptElement>('script[type="module"]')?.src ?? ''))
  await reader.field('comment').press('Control+Enter')
  await eventually(async () => expect(await page.getByText(messages.ownPublished).count()).toBe(1))
})
