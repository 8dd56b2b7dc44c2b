/**
 * Builds the scripts and styles of `web/`. Functions get them as constants: the addresses for the code that renders
 * pages, the texts for the one file that serves them.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { minifySync } from '@swc/core'
import { type BuildOptions, buildSync } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))
const REDOC = createRequire(import.meta.url).resolve('redoc/bundles/redoc.standalone.js')

/** The icon of tabs and bookmarks. */
const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#2e6b4f" d="M4 4h24v16H15l-7 8v-8H4z"/><path stroke="#fff" stroke-width="2.5" d="M9 10h14M9 15h9"/></svg>'

const OPTIONS = {
  absWorkingDir: root,
  bundle: true,
  write: false,
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
  // Modules, top-level await and light-dark() require these versions (Baseline of May 2024).
  target: ['chrome123', 'firefox120', 'safari17.5'],
} as const satisfies BuildOptions

/** The texts and their addresses, which contain a hash of the text. `/embed.js` has a fixed address. */
export function webBundles() {
  const style = built({ entryPoints: ['web/style.css'], minify: true })
  const page = script({ entryPoints: ['web/page.ts'], format: 'esm' })
  const conversation = built({ entryPoints: ['web/conversation.css'], minify: true })
  const widget = script({
    entryPoints: ['web/widget/conversation.ts'],
    format: 'esm',
    define: { CONVERSATION_STYLE: JSON.stringify(conversation) },
  })
  const widgetAddress = hashed('widget', 'js', widget)
  const embed = script({
    entryPoints: ['web/embed.ts'],
    format: 'iife',
    define: { CONVERSATION_ADDRESS: JSON.stringify(widgetAddress) },
  })
  const docs = docsScript()
  const docsStyle = built({ entryPoints: ['web/docs.css'], minify: true })
  return {
    addresses: {
      style: hashed('style', 'css', style),
      page: hashed('page', 'js', page),
      widget: widgetAddress,
      icon: hashed('icon', 'svg', ICON),
      docs: hashed('docs', 'js', docs),
      docsStyle: hashed('docs-style', 'css', docsStyle),
    },
    texts: { style, page, widget, icon: ICON, embed },
    /** The reference page has 1.1 MB of its own, which nobody else should read. */
    docsTexts: { docs, docsStyle },
  }
}

/** Redoc with its licences, without its requests to other sites, and the script that starts it. */
function docsScript(): string {
  const licences = ['../LICENSE', 'redoc.standalone.js.LICENSE.txt'].map((name) =>
    readFileSync(join(dirname(REDOC), name), 'utf8').trim(),
  )
  const redoc = without(readFileSync(REDOC, 'utf8'), [
    // Beside the menu's link to Redocly; without an address there is no picture.
    '"https://cdn.redoc.ly/redoc/logo-mini.svg"',
    // It would be asked for under our own address.
    '//# sourceMappingURL=redoc.standalone.js.map',
  ])
  return `/*!\n${licences[0]}\n*/\n${licences[1]}\n${redoc}\n${script({ entryPoints: ['web/docs.ts'], format: 'iife' })}`
}

function built(options: BuildOptions): string {
  const { outputFiles } = buildSync({ ...OPTIONS, ...options, write: false })
  return outputFiles[0]?.text.trim() ?? ''
}

/** swc's scripts are 2.6 % smaller after gzip than those of esbuild's own minifier. */
function script(options: BuildOptions): string {
  const { code } = minifySync(built(options), {
    module: options.format === 'esm',
    compress: { ecma: 2022, passes: 3 },
    mangle: { toplevel: true },
    format: { ecma: 2022, comments: false },
  })
  return code
}

/** @throws Error if a part is not in the text exactly once: a new version of the package has to be looked at. */
function without(text: string, parts: readonly string[]): string {
  return parts.reduce((rest, part) => {
    const pieces = rest.split(part)
    if (pieces.length !== 2) throw new Error(`Expected once in Redoc, found ${pieces.length - 1} times: ${part}`)
    return pieces.join(part.startsWith('"') ? '""' : '')
  }, text)
}

function hashed(name: string, extension: string, text: string): string {
  return `/assets/${name}.${createHash('sha256').update(text).digest('hex').slice(0, 12)}.${extension}`
}

/** Whether browsers load a source file. */
export const isForBrowsers = (file: string): boolean => file.startsWith(join(root, 'web'))
