/**
 * The corpus in forms as a browser sends them: what is refused comes back in its field, what is taken is shown to its
 * author, and edited there.
 */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { publish } from '../../api/fixtures.ts'
import { articleAt } from '../reader.ts'
import { CORPUS } from './corpus.ts'
import { type Watched, watched, worst } from './watching.ts'

let slug: string
let reader: Watched

beforeAll(async () => {
  reader = await watched({ policy: 'reported' })
  slug = await publish({ title: 'To be answered' })
})
// Hundreds of pages, on machines that have other things to do.
jest.setTimeout(600_000)
afterAll(() => reader.close())

type Values = Record<string, string>

/** Sends the form as a browser does by itself, with whatever stands in it. */
async function submit(action: RegExp, values: Values): Promise<void> {
  await Promise.all([
    reader.page.waitForEvent('load'),
    reader.page.evaluate(
      ({ pattern, filled }) => {
        const form = [...document.forms].find((one) => new RegExp(pattern).test(one.action))
        if (!form) throw new Error(`No form leads to ${pattern}.`)
        for (const [name, value] of Object.entries(filled)) {
          const field = form.elements.namedItem(name)
          if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) field.value = value
        }
        form.submit()
      },
      { pattern: action.source, filled: values },
    ),
  ])
}

/** How a browser sends what stands in a field of one line. */
const inLine = (text: string): string => text.replace(/[\r\n]/g, '')

test('none runs in a form that comes back to be mended, where it stands as it was typed', async () => {
  await reader.page.goto(articleAt(slug))
  for (const { text, number } of CORPUS) {
    // From the form that came back the last time.
    await submit(/\/comments(\?|$)/, { name: text, email: text, url: `javascript:${text}`, text })
    expect(await worst(reader, `${number} in faults`)).toEqual([])
    const fields = await reader.page.evaluate(() => ({
      name: document.querySelector<HTMLInputElement>('[name="name"]')?.value,
      text: document.querySelector<HTMLTextAreaElement>('[name="text"]')?.value,
    }))
    // A browser sends no null, and one kind of line end.
    expect(fields.name?.trim()).toBe(inLine(text).replaceAll('\0', '\ufffd').trim())
  }
})

test('none runs on the page that shows an author their comment, nor when it is edited there', async () => {
  for (const { text, number } of CORPUS) {
    await reader.page.goto(articleAt(slug))
    await submit(/\/comments(\?|$)/, { name: text, url: `https://example.org/?${text}`, text })
    expect(await worst(reader, `${number} posted`)).toEqual([])
    if (!reader.page.url().includes('/own')) continue
    await submit(/\/edit(\?|$)/, { text: `${text}\n\n${text}` })
    expect(await worst(reader, `${number} edited`)).toEqual([])
  }
})
