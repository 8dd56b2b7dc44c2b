/**
 * Builds the scripts and styles of `web/`. Functions get them as constants: the addresses for the code that renders
 * pages, the texts for the one file that serves them.
 */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { minifySync } from '@swc/core'
import { type BuildOptions, buildSync } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))

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
  return {
    addresses: {
      style: hashed('style', 'css', style),
      page: hashed('page', 'js', page),
      widget: widgetAddress,
      icon: hashed('icon', 'svg', ICON),
    },
    texts: { style, page, widget, icon: ICON, embed },
  }
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

function hashed(name: string, extension: string, text: string): string {
  return `/assets/${name}.${createHash('sha256').update(text).digest('hex').slice(0, 12)}.${extension}`
}

/** Whether browsers load a source file. */
export const isForBrowsers = (file: string): boolean => file.startsWith(join(root, 'web'))
