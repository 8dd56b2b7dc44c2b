/**
 * The size of each bundle, by package, because each cold start reads and compiles all of it. And the size of what
 * browsers load.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Metafile } from 'esbuild'
import { webBundles } from '../../infra/bundles/webBundles.ts'
import { buildBundles } from '../coldstart/bundles.ts'
import { against, type Figure } from '../figures.ts'
import { articlePages } from '../sizes/articlePage.ts'

/** Bytes: docs/architecture.md. */
const BUDGET = 300_000
/** Smaller packages are summed up as one. */
const WORTH_NAMING = 4000
/** What the reader imports on demand for an English page (functions/reader/pages/pageRoutes.ts, functions/pages/languages/language.ts). */
const FOR_ENGLISH_PAGE = [
  'functions/reader/pages/pages.ts',
  'functions/reader/pages/conversation.ts',
  'functions/reader/pages/search.ts',
  'functions/pages/languages/en.json',
]

export async function run(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'understory-sizes-'))
  try {
    const built = (await buildBundles(folder)).flatMap(({ name, metafile }) => (metafile ? [{ name, metafile }] : []))
    const alone = built.find(({ name }) => name === 'sdk')
    const floor = alone ? bytesOf(alone.metafile, loadedWith(alone.metafile)) : Number.NaN
    const bundles = built.flatMap(({ name, metafile }): Figure[] => {
      const atStart = loadedWith(metafile)
      const figure = {
        part: 'sizes',
        unit: 'bytes',
        value: bytesOf(metafile, atStart),
        note: partsOf(metafile, atStart),
      }
      if (name === 'sdk') return [{ ...figure, name: 'the SDK client alone' }]
      const later = bytesOf(metafile, Object.keys(metafile.outputs)) - figure.value
      return [
        { ...figure, name, budget: BUDGET, ...against(figure.value, floor) },
        ...(later > 0
          ? [{ part: 'sizes', name: `${name}, loaded only when needed`, unit: 'bytes', value: later }]
          : []),
        ...(name === 'reader' ? [firstPage(metafile)] : []),
      ]
    })
    return [...bundles, ...(await loadedByBrowsers())]
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** The size after CloudFront's compression. API Gateway does not compress. */
const gzipped = (text: string): number => gzipSync(text, { level: 9 }).length

/** An article's page and the widget, with everything that they load. */
async function loadedByBrowsers(): Promise<Figure[]> {
  const { texts } = webBundles()
  const { plain, full } = await articlePages()
  const said = /<script type="application\/json">.*?<\/script>/s
  const figure = (name: string, value: number, more: Partial<Figure> = {}): Figure => ({
    part: 'sizes',
    name: `${name}, gzip`,
    unit: 'bytes',
    value,
    ...more,
  })
  const [style, script] = [gzipped(texts.style), gzipped(texts.page)]
  const [atStart, conversation] = [gzipped(texts.embed), gzipped(texts.widget)]
  const parts = (html: string): Pick<Figure, 'note'> => ({
    note: `HTML ${gzipped(html)}, style ${style}, script ${script} (deferred)`,
  })
  const words = gzipped(plain) - gzipped(plain.replace(said, ''))
  return [
    figure('article page with 25 comments', gzipped(plain) + style + script, { budget: 30_720, ...parts(plain) }),
    figure('article page with 25 comments and 50 replies', gzipped(full) + style + script, parts(full)),
    figure('widget: what a page loads at its start', atStart, { budget: 10_240 }),
    figure('widget: script, style and the sentences of a conversation, loaded near its reader', conversation + words),
    figure('widget: everything', atStart + conversation + words),
    figure('widget: the sentences it says, in one language', words, { note: 'within the conversation’s HTML' }),
  ]
}

const bytesOf = ({ outputs }: Metafile, files: readonly string[]): number =>
  files.reduce((sum, file) => sum + (outputs[file]?.bytes ?? 0), 0)

/** What a new process has loaded when it has answered with an article's page. */
function firstPage(metafile: Metafile): Figure {
  const files = loadedWith(metafile, FOR_ENGLISH_PAGE)
  return {
    part: 'sizes',
    name: 'reader, loaded for the first English page',
    unit: 'bytes',
    value: bytesOf(metafile, files),
    note: `${files.length} of ${Object.keys(metafile.outputs).length} files, which have ${bytesOf(metafile, Object.keys(metafile.outputs))} bytes`,
  }
}

/**
 * The function's file and what it imports outright.
 * @param onDemand modules that it imports on demand, which count too
 * @throws Error if one of these has no file of its own
 */
function loadedWith({ outputs }: Metafile, onDemand: readonly string[] = []): string[] {
  const reached = new Set<string>()
  const visit = (file: string) => {
    if (reached.has(file)) return
    reached.add(file)
    for (const { path, kind, external } of outputs[file]?.imports ?? [])
      if (kind === 'import-statement' && !external) visit(path)
  }
  const files = new Map(Object.entries(outputs).map(([file, { entryPoint }]) => [entryPoint, file]))
  const index = Object.keys(outputs).find((file) => file.endsWith('/index.mjs'))
  for (const file of [index, ...onDemand.map((module) => files.get(module))]) {
    if (file === undefined) throw new Error(`Not all of index.mjs, ${onDemand.join(', ')} have files of their own.`)
    visit(file)
  }
  return [...reached]
}

/** The parts of a bundle, packages and our own folders, the largest first. */
function partsOf({ outputs }: Metafile, files: readonly string[]): string {
  const sizes = new Map<string, number>()
  for (const file of files) {
    for (const [path, { bytesInOutput }] of Object.entries(outputs[file]?.inputs ?? {})) {
      const part = partOf(path)
      sizes.set(part, (sizes.get(part) ?? 0) + bytesInOutput)
    }
  }
  const sorted = [...sizes].sort(([, one], [, other]) => other - one)
  const named = sorted.filter(([, size]) => size >= WORTH_NAMING)
  const rest = sorted.filter(([, size]) => size < WORTH_NAMING).reduce((sum, [, size]) => sum + size, 0)
  return [...named, ['other', rest] as const].map(([part, size]) => `${part} ${Math.round(size / 1000)} KB`).join(', ')
}

/** Packages that belong together are one part. */
function partOf(path: string): string {
  const [, module] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? []
  if (module === undefined) return 'Understory'
  if (/^@(smithy|aws-sdk|aws)\//.test(module)) return 'AWS SDK'
  if (/^(micromark|decode-named|character-)/.test(module)) return 'micromark'
  return module
}
