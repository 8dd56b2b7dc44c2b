/**
 * Does the detector see? The same payloads in pages that escape nothing: it must see them there, and they must run.
 */
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { micromark } from 'micromark'
import { gfmAutolinkLiteral, gfmAutolinkLiteralHtml } from 'micromark-extension-gfm-autolink-literal'
import { gfmTable, gfmTableHtml } from 'micromark-extension-gfm-table'
import { auditOf } from './audit.ts'
import { CORPUS } from './corpus.ts'
import type { Payload } from './payload.ts'
import { type Watched, watched } from './watching.ts'

const UNSAFE = 'http://unsafe.test'

/** Where careless pages put text. */
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

/** Markdown as it is rendered with a few regular expressions. */
const carelessMarkdown = (text: string): string =>
  text
    .replace(/^\[(\w+)\]: (\S+) ?(.*)$/gm, '<a href="$2" title="$3">$1</a>')
    .replace(/^(?:```|~~~)(.*)$/gm, '<pre class="$1">')
    .replace(/^# (.*)$/gm, '<h1 id="$1">$1</h1>')
    .replace(/!\[(.*)\]\((\S*)\s*(.*)\)/g, '<img alt="$1" src="$2" title="$3">')
    .replace(/\[(.*)\]\((\S*)\s*(.*)\)/g, '<a href="$2" title="$3">$1</a>')
    .replace(/<?(http\S+|www\S+|\S+@\S+)/g, '<a href="$1">$1</a>')

let place = (text: string) => text
let shown: Payload | undefined
let reader: Watched

beforeAll(async () => {
  reader = await watched({
    policy: 'kept',
    serve: () => `<!doctype html><html><body>${place(shown?.text ?? '')}</body></html>`,
  })
})
// Hundreds of pages, on machines that have other things to do.
jest.setTimeout(600_000)
afterAll(() => reader.close())

/** In one place after the other, until something is seen. @returns what was */
async function shownUnsafely(payload: Payload): Promise<'it ran' | 'it stood there' | undefined> {
  shown = payload
  for (const careless of placesFor(payload)) {
    place = careless
    await reader.page.goto(`${UNSAFE}/${payload.number}`, { waitUntil: 'load' }).catch(() => undefined)
    const faults = await auditOf(reader.page).catch(() => ['the page went away'])
    await reader.page.evaluate(touchEverything).catch(() => undefined)
    const seen = await reader.seen()
    if (seen.some((what) => / ran$/.test(what))) return 'it ran'
    if (faults.length > 0 || seen.length > 0) return 'it stood there'
  }
  return undefined
}

function placesFor({ runsAs }: Payload): ((text: string) => string)[] {
  const { 'an address': address, Markdown: markdown, ...others } = PLACES
  const first = { html: [], elsewhere: [], markdown: [markdown, carelessMarkdown], address: [address] }[runsAs]
  return [...first, ...Object.values(others)]
}

/** Runs in the browser: what a reader would do by and by. */
function touchEverything(): void {
  for (const element of document.querySelectorAll<HTMLElement>('*')) {
    for (const { name } of element.attributes)
      if (name.startsWith('on')) element.dispatchEvent(new Event(name.slice(2)))
    if (/^\s*javascript:/i.test(element.getAttribute('href') ?? '')) element.click()
  }
}

test('the corpus is large, and says each thing once', () => {
  expect(CORPUS.length).toBeGreaterThanOrEqual(150)
  expect(new Set(CORPUS.map(({ text }) => text.replace(/\d+/g, ''))).size).toBeGreaterThan(CORPUS.length - 5)
})

test('in pages that escape nothing they are seen, and most of them run', async () => {
  const aimed = CORPUS.filter(({ runsAs }) => runsAs !== 'elsewhere')
  const found = new Map<string, Payload[]>()
  for (const payload of aimed) {
    const what = (await shownUnsafely(payload)) ?? 'not seen'
    found.set(what, [...(found.get(what) ?? []), payload])
  }
  const unseen = found.get('not seen') ?? []
  const counts = [...found].map(([what, payloads]) => `${what}: ${payloads.length}`).join(', ')
  console.info(`Of ${aimed.length}, where nothing is escaped: ${counts}\n${unseen.map(({ text }) => text).join('\n')}`)
  expect(found.get('it ran')?.length).toBeGreaterThanOrEqual(80)
  expect(aimed.length - unseen.length).toBeGreaterThanOrEqual(230)
})
