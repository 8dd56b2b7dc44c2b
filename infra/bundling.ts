/**
 * How a function becomes one file: esbuild's options as data. The stack bundles with them, the local run rebundles one
 * function on change with the same, and the bench measures what they give.
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BuildOptions } from 'esbuild'
import { webBundles } from './webBundles.ts'

export const FUNCTION_NAMES = ['reader', 'commenter', 'editor', 'moderator', 'projector', 'indexer'] as const
export type FunctionName = (typeof FUNCTION_NAMES)[number]

const root = fileURLToPath(new URL('..', import.meta.url))
const empty = join(root, 'infra', 'empty.ts')

/**
 * Imported on demand by the SDK and never reached: no operation of DynamoDB streams events (20 KB), and nobody asks for
 * the user agent's browser (34 KB, which splitting would leave beside every bundle).
 */
const NEVER_REACHED = ['@smithy/core/event-streams', 'bowser']

const standIn = (file: string): string => join(root, 'infra', file)

/**
 * Replaced by something smaller, since every kilobyte is read and compiled at each cold start: the chain of credential
 * providers (on Lambda they are in the environment; with the chain a bundle has twice the size), the endpoint cache, which
 * the client makes and never asks (8 KB), the trace ids of instances that serve several requests at once (2 KB), and the
 * names of characters in Markdown, of which those of HTML 4 are enough (26 KB).
 */
const REPLACED = {
  '@aws-sdk/credential-provider-node': standIn('credentials.ts'),
  '@aws-sdk/endpoint-cache': standIn('endpoint-cache.ts'),
  '@aws/lambda-invoke-store': standIn('invoke-store.ts'),
  'character-entities': join(root, 'functions', 'domain', 'characterEntities.ts'),
}

/** Those that render pages, which name what browsers load; the reader serves it too. */
const RENDERING: readonly FunctionName[] = ['reader', 'commenter']

function webConstants(): Record<string, string> {
  const { addresses, texts, docsTexts } = webBundles()
  // The texts are one string, because esbuild puts an object beside the entry, where every cold start would read it.
  return {
    WEB_ADDRESSES: JSON.stringify(addresses),
    WEB_TEXTS: JSON.stringify(JSON.stringify(texts)),
    DOCS_TEXTS: JSON.stringify(JSON.stringify(docsTexts)),
  }
}

export interface BundleChoices {
  /** Write `index.mjs.map` beside the bundle. @default false */
  readonly sourceMaps?: boolean
}

/**
 * esbuild's options for one function.
 * @param directory where `index.mjs` is written, and beside it a file for each part that is only loaded when it is needed:
 * a language that somebody reads, the API description
 */
export function bundleOptions(name: FunctionName, directory: string, choices: BundleChoices = {}) {
  return {
    absWorkingDir: root,
    entryPoints: [`functions/${name}/handler.ts`],
    outdir: directory,
    entryNames: 'index',
    outExtension: { '.js': '.mjs' },
    chunkNames: '[name]-[hash]',
    splitting: true,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // The SDK's ES modules, so that unused parts fall away.
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    charset: 'utf8',
    sourcemap: choices.sourceMaps ? 'linked' : false,
    logLevel: 'warning',
    define: RENDERING.includes(name) ? webConstants() : {},
    alias: { ...Object.fromEntries(NEVER_REACHED.map((module) => [module, empty])), ...REPLACED },
  } as const satisfies BuildOptions
}
