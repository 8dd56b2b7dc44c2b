/**
 * Measures the processor time for rendering a comment of 8,000 characters: prose in several languages, and the slowest
 * texts that a search finds. The search repeats patterns of marks, keeps the slowest and changes them.
 */
import { renderComment } from '../../functions/domain/markdown/commentMarkdown.ts'
import { isNestedTooDeep } from '../../functions/domain/markdown/nesting.ts'
import { type Figure, median, round, summary } from '../figures.ts'

const LENGTH = 8000
/** The duration of the search, in milliseconds. */
const SEARCH = 60_000
const KEPT = 30
const RUNS = 15
/** Milliseconds: docs/architecture.md. */
const BUDGET = 100

const PROSE = [
  'Nobody on the *quay* was asked, **not one**; see [the notice](https://a.example/b) and `x`. “Why?” she said.\n\n- one\n- two\n\n> quoted\n\n',
  '岸壁は**閉鎖（工事中）**された。誰も聞かれなかった。見よ https://a.example/b。\n\n- 一つ\n- 二つ\n\n',
  'لم يُسأل **أحد** عن ذلك، [انظر](https://a.example/b).\n\n> اقتباس\n\n',
]

const MARKS = [
  ...[
    '*',
    '**',
    '***',
    '_',
    '~~',
    'a',
    'word ',
    ' ',
    '    ',
    '\t',
    '\n',
    '\n\n',
    '  \n',
    '\n  ',
    '\n    ',
    '[',
    ']',
    '(',
    ')',
  ],
  ...[
    '](',
    '](x)',
    '[]()',
    '[a](b ',
    '[a][',
    '!',
    '<',
    '<a',
    '<a b="',
    "<a b='",
    '</',
    '<?',
    '<!',
    '<!--',
    '<![CDATA[',
    '"',
  ],
  ...[
    '`',
    '``',
    '`````',
    '```',
    '\\',
    '&',
    '&amp;',
    '&#0;',
    '>',
    '> ',
    '\n> ',
    '- ',
    '\n- ',
    '\n*',
    '+ ',
    '1. ',
    '---',
    '#',
  ],
  ...['www.', 'www.a_', 'http://', 'a@b.c', 'mailto:', '@', '.', '|', '😀', 'の', '。'],
]

/** Groups of marks; each is repeated in its share of the text. */
type Pattern = string[][]

const textOf = (pattern: Pattern): string =>
  pattern
    .map((marks) => marks.join('').repeat(LENGTH / pattern.length / marks.join('').length))
    .join('')
    .slice(0, LENGTH)

const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(Math.random() * from.length)]
const many = <T>(most: number, make: () => T): T[] => Array.from({ length: 1 + Math.floor(Math.random() * most) }, make)
const mark = () => pick(MARKS) ?? 'a'
const random = (): Pattern => many(3, () => many(4, mark))

function changed(pattern: Pattern): Pattern {
  const group = Math.floor(Math.random() * pattern.length)
  return pattern.map((marks, index) => {
    if (index !== group) return marks
    const at = Math.floor(Math.random() * marks.length)
    return Math.random() < 0.5
      ? marks.with(at, mark())
      : marks.toSpliced(at, marks.length > 1 ? (pick([0, 1]) ?? 0) : 0, mark())
  })
}

type Outcome = { milliseconds: number; isAccepted: boolean }

function rendered(text: string): Outcome {
  const before = process.threadCpuUsage()
  let isAccepted = true
  try {
    renderComment(text)
  } catch {
    isAccepted = false
  }
  const { user, system } = process.threadCpuUsage(before)
  return { milliseconds: (user + system) / 1000, isAccepted }
}

/** The fastest run, because other programs only make a run longer. */
const fastest = (text: string): Outcome => {
  const [first, second] = [rendered(text), rendered(text)]
  return first.milliseconds < second.milliseconds ? first : second
}

type Found = { pattern: Pattern; outcome: Outcome }

/** The slowest accepted texts, and the slowest refused ones. */
function search(): { accepted: Found[]; refused: Found[] } {
  const accepted: Found[] = []
  const refused: Found[] = []
  for (const end = Date.now() + SEARCH; Date.now() < end; ) {
    const from = Math.random() < 0.6 ? pick(Math.random() < 0.7 ? accepted : refused) : undefined
    const pattern = from ? changed(from.pattern) : random()
    // The schema refuses these before they are rendered.
    if (isNestedTooDeep(textOf(pattern))) continue
    const outcome = fastest(textOf(pattern))
    const best = outcome.isAccepted ? accepted : refused
    best.push({ pattern, outcome })
    best.sort((a, b) => b.outcome.milliseconds - a.outcome.milliseconds)
    best.length = Math.min(best.length, KEPT)
  }
  return { accepted, refused }
}

export async function run(): Promise<Figure[]> {
  const prose = PROSE.map((text) => text.repeat(LENGTH / text.length))
  const [cold] = prose.map(rendered)
  for (let count = 0; count < RUNS; count++) prose.forEach(rendered)
  const times = prose.map((text) => Array.from({ length: RUNS }, () => rendered(text).milliseconds))
  const slowest = times.toSorted((a, b) => median(b) - median(a))[0] ?? []
  const { accepted, refused } = search()
  const worst = ([one]: Found[]) => ({
    value: round(one?.outcome.milliseconds ?? 0),
    note: JSON.stringify(one?.pattern ?? []),
  })
  const figure = (name: string, rest: Omit<Figure, 'part' | 'name' | 'unit'>): Figure => ({
    part: 'markdown',
    name,
    unit: 'ms',
    ...rest,
  })
  return [
    figure('prose full of Markdown, 8,000 characters', summary(slowest)),
    figure('the first text of a process', { value: round(cold?.milliseconds ?? 0) }),
    figure('the slowest that is accepted', { ...worst(accepted), budget: BUDGET }),
    figure('the slowest that is refused', worst(refused)),
  ]
}
