/**
 * Test of the detector. Pages show the payloads without escaping. The payloads must run there, and the detector must
 * report them.
 */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { micromark } from 'micromark'
import { gfmAutolinkLiteral, gfmAutolinkLiteralHtml } from 'micromark-extension-gfm-autolink-literal'
import { gfmTable, gfmTableHtml } from 'micromark-extension-gfm-table'
import { auditFrames } from './audit.ts'
import { CORPUS } from './corpus.ts'
import { inShares, openFrames } from './frames.ts'
import type { Payload } from './payload.ts'
import { type Watched, watched } from './watching.ts'

/** Places where unsafe pages insert text. */
const PLACES = {
  content: (text: string) => `<p>${text}</p>`,
  'an attribute': (text: string) => `<p title="${text}">x</p>`,
  'an attribute in single quotes': (text: string) => `<p title='${text}'>x</p>`,
  'an attribute without quotes': (text: string) => `<p title=${text}>x</p>`,
  'an address': (text: string) => `<a href="${text}">x</a>`,
  'a field': (text: string) => `<textarea>${text}</textarea>`,
  'the title': (text: string) => `<title>${text}</title>`,
  'a style': (text: string) => `<style>${text}</style>`,
  'a script’s string': (text: string) => `<script>var x = "${text}"</script>`,
  'a script’s template': (text: string) => `<script>var x = \`${text}\`</script>`,
  'a comment': (text: string) => `<!-- ${text} -->`,
  Markdown: (text: string) =>
    micromark(text, {
      allowDangerousHtml: true,
      allowDangerousProtocol: true,
      extensions: [gfmTable(), gfmAutolinkLiteral()],
      htmlExtensions: [gfmTableHtml(), gfmAutolinkLiteralHtml()],
    }),
}

/** A naive Markdown renderer that uses regular expressions. */
const carelessMarkdown = (text: string): string =>
  text
    .replace(/^\[(\w+)\]: (\S+) ?(.*)$/gm, '<a href="$2" title="$3">$1</a>')
    .replace(/^(?:```|~~~)(.*)$/gm, '<pre class="$1">')
    .replace(/^# (.*)$/gm, '<h1 id="$1">$1</h1>')
    .replace(/!\[(.*)\]\((\S*)\s*(.*)\)/g, '<img alt="$1" src="$2" title="$3">')
    .replace(/\[(.*)\]\((\S*)\s*(.*)\)/g, '<a href="$2" title="$3">$1</a>')
    .replace(/<?(http\S+|www\S+|\S+@\S+)/g, '<a href="$1">$1</a>')

let reader: Watched

/** `/7/2` shows payload 7 in the third of its places. Other addresses give an empty page. */
function careless(path: string): string {
  const [, number, round] = path.split('/').map(Number)
  const payload = CORPUS[number ?? -1]
  const shown = payload && placesFor(payload)[round ?? -1]?.(payload.text)
  return `<!doctype html><html><body>${shown ?? ''}</body></html>`
}

beforeAll(async () => {
  reader = await watched({ policy: 'kept', serve: careless })
})
// The test opens hundreds of pages, often on busy machines.
jest.setTimeout(600_000)
afterAll(() => reader.close())

/** The number of the payload in a report: from its call, its lure address, or the address of its page. */
const numberIn = (what: string): number =>
  Number(/^payload (\d+) ran$|lure\.test\/(\d+)|unsafe\.test\/(\d+)/.exec(what)?.slice(1).find(Boolean))

/** Opens each payload in its next place, several at once. @returns the reports for each payload */
async function shownUnsafely(payloads: readonly Payload[], round: number): Promise<Map<number, string[]>> {
  const found = new Map(payloads.map(({ number }) => [number, [] as string[]]))
  const queue = inShares(payloads).values()
  await Promise.all(
    reader.tabs.map(async (tab) => {
      for (const share of queue) {
        await openFrames(
          tab,
          share.map(({ number }) => `/${number}/${round}`),
        )
        const faults = await auditFrames(tab)
        for (const [index, { number }] of share.entries()) found.get(number)?.push(...(faults[index] ?? []))
        await tab.evaluate(touchEverything)
        for (const what of await reader.seen()) found.get(numberIn(what))?.push(what)
      }
    }),
  )
  return found
}

function placesFor({ runsAs }: Payload): ((text: string) => string)[] {
  const { 'an address': address, Markdown: markdown, ...others } = PLACES
  const first = { html: [], elsewhere: [], markdown: [markdown, carelessMarkdown], address: [address] }[runsAs]
  return [...first, ...Object.values(others)]
}

/** Runs in the browser and does what a reader might do: triggers each handler and clicks each `javascript:` link. */
function touchEverything(): void {
  for (const { contentDocument: page } of document.querySelectorAll('iframe'))
    for (const element of page?.querySelectorAll<HTMLElement>('*') ?? []) {
      for (const { name } of element.attributes)
        if (name.startsWith('on')) element.dispatchEvent(new Event(name.slice(2)))
      if (/^\s*javascript:/i.test(element.getAttribute('href') ?? '')) element.click?.()
    }
}

test('the corpus is large, and says each thing once', () => {
  expect(CORPUS.length).toBeGreaterThanOrEqual(150)
  expect(new Set(CORPUS.map(({ text }) => text.replace(/\d+/g, ''))).size).toBeGreaterThan(CORPUS.length - 5)
})

test('in pages that escape nothing they are seen, and most of them run', async () => {
  const aimed = CORPUS.filter(({ runsAs }) => runsAs !== 'elsewhere')
  let unseen = aimed
  let ran = 0
  // Tries one place after the other until something is reported.
  for (let round = 0; unseen.some((payload) => placesFor(payload)[round]); round++) {
    const shown = unseen.filter((payload) => placesFor(payload)[round])
    const found = await shownUnsafely(shown, round)
    ran += shown.filter(({ number }) => found.get(number)?.some((what) => / ran$/.test(what))).length
    unseen = unseen.filter(({ number }) => !found.get(number)?.length)
  }
  const counts = `ran: ${ran}, present but did not run: ${aimed.length - unseen.length - ran}, not detected: ${unseen.length}`
  console.info(`Of ${aimed.length} payloads, without escaping: ${counts}\n${unseen.map(({ text }) => text).join('\n')}`)
  expect(ran).toBeGreaterThanOrEqual(80)
  expect(aimed.length - unseen.length).toBeGreaterThanOrEqual(230)
})
