/** Properties of every text, in comments and in articles. */
import fc from 'fast-check'
import { seedOf } from '../../../test/kit/seed.ts'
import { InvalidInput, TooLarge } from '../errors.ts'
import { isVisible, tidyBlock } from '../writing.ts'
import { renderArticle } from './articleMarkdown.ts'
import { renderComment } from './commentRendering.ts'

const seed = seedOf('any Markdown')

const MARKS = [
  ...['a', 'Word', 'é', '雨', 'كلمة', '😀', '1', ' ', '  ', '    ', '\t', '\n', '\n\n', '\u00A0', '\u200B', '\u200D'],
  ...[
    '*',
    '**',
    '_',
    '~~',
    '`',
    '``',
    '```\n',
    '\n```\n',
    '#',
    '# ',
    '\n# ',
    '===',
    '\n---\n',
    '***',
    '\\',
    '|',
    '|-|',
    '\n|',
  ],
  ...[
    '> ',
    '\n> ',
    '- ',
    '\n- ',
    '\n  - ',
    '1. ',
    '\n1. ',
    '[',
    ']',
    '](',
    '](x)',
    '![',
    '[^a]',
    '\n[^a]: ',
    '[a]: ',
    '()',
  ],
  ...[
    '<',
    '>',
    '</',
    '<a b="',
    '<!--',
    '-->',
    '<?',
    '<br>',
    '&',
    '&amp;',
    '&nbsp;',
    '&#x202E;',
    '&#0;',
    '\u2067',
    '\u2069',
  ],
  ...[
    'www.a_',
    'www.a.example',
    'https://a.example/b',
    'a@b.example',
    'a.example/b',
    '。',
    '，',
    '（',
    '）',
    '”',
    '»',
    '—',
    '.',
  ],
]
const pieces = fc.array(fc.constantFrom(...MARKS), { minLength: 1, maxLength: 40 }).map((parts) => parts.join(''))
/** A few patterns, repeated up to the limit. Slow texts are repetitive. */
const repeated = fc
  .array(fc.array(fc.constantFrom(...MARKS), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 })
  .map((groups) =>
    groups
      .map((parts) => parts.join('').repeat(8000 / groups.length / parts.join('').length))
      .join('')
      .slice(0, 8000),
  )
const sources = (text: fc.Arbitrary<string>) => text.map(tidyBlock).filter((source) => source !== '')

/** The first tag that is not closed, or not closed in the right order. */
function unbalanced(html: string): string | undefined {
  const open: string[] = []
  for (const [tag, slash, name] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)(?: [a-z-]+="[^"<>]*")*(?: \/)?>|[<>]/g)) {
    if (name === undefined) return tag
    if (tag.endsWith(' />')) continue
    if (slash === '') open.push(name)
    else if (open.pop() !== name) return tag
  }
  return open[0]
}

const textOf = (html: string) => html.replace(/<[^>]*>/g, '').replaceAll(/&(?:lt|gt|quot|amp);/g, '&')

function expectReadable(html: string): void {
  expect(unbalanced(html)).toBeUndefined()
  expect(isVisible(textOf(html)) || html.includes('<img ')).toBe(true)
  expect(html).not.toMatch(/[\u202D\u202E]/)
}

/** Expects a refusal with one of the causes that readers get a message for. */
function expectRefusal(error: unknown): void {
  if (error instanceof TooLarge) return
  if (!(error instanceof InvalidInput)) throw error
  const codes = error.faults.map(({ code }) => code)
  expect([['nothing-visible'], ['markup-too-deep'], ['too-much-markup'], ['text-direction']]).toContainEqual(codes)
}

async function renderOrRefuse(render: () => string | Promise<string>): Promise<string | undefined> {
  let html: string
  try {
    html = await render()
  } catch (error) {
    expectRefusal(error)
    return undefined
  }
  expectReadable(html)
  return html
}

test('a comment of any text is balanced and can be read, or is refused for what is wrong with it', async () => {
  let rendered = 0
  await fc.assert(
    fc.asyncProperty(sources(pieces), async (source) => {
      const html = await renderOrRefuse(() => renderComment(source))
      if (html === undefined) return
      rendered++
      // Every address leads to the same place from every page.
      for (const [, address] of html.matchAll(/ href="([^"]*)"/g))
        expect(address).toMatch(/^(?:https?:|mailto:|xmpp:|ircs?:|\/)/i)
    }),
    { seed, numRuns: 3000 },
  )
  expect(rendered).toBeGreaterThan(1500)
})

test('so is one of 8,000 characters, whatever is repeated in it', async () => {
  await fc.assert(
    fc.asyncProperty(sources(repeated), async (source) => {
      await renderOrRefuse(() => renderComment(source))
    }),
    { seed, numRuns: 60, interruptAfterTimeLimit: 10_000, markInterruptAsFailure: false, endOnFailure: true },
  )
}, 30_000)

test('so is an article', async () => {
  const words = { footnotes: 'Notes', backTo: (reference: string) => `Back to ${reference}` }
  await fc.assert(
    fc.asyncProperty(sources(pieces), async (source) => {
      const html = await renderOrRefuse(() => renderArticle(source, words))
      const ids = [...(html ?? '').matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
      expect(new Set(ids).size).toBe(ids.length)
    }),
    { seed, numRuns: 1500 },
  )
})
