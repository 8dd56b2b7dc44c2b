/**
 * esbuild's options for the bundle of a function. The stack, the local run and the bench use the same options.
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BuildOptions } from 'esbuild'
import { webBundles } from './webBundles.ts'

export const FUNCTION_NAMES = ['reader', 'commenter', 'editor', 'moderator', 'projector', 'indexer'] as const
export type FunctionName = (typeof FUNCTION_NAMES)[number]

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * The SDK imports these on demand and never uses them here. No operation of DynamoDB streams events (20 KB). Nothing
 * asks for the user agent's browser (34 KB, which splitting would write beside every bundle).
 */
const NEVER_REACHED = ['@smithy/core/event-streams', 'bowser']

const standIn = (file: string): string => join(import.meta.dirname, 'standIns', file)

/**
 * Modules that are replaced by smaller ones, because every kilobyte is read and compiled at each cold start:
 * - The chain of credential providers. Lambda has credentials in the environment. The chain doubles a bundle.
 * - The endpoint cache, which the client creates and never uses (8 KB).
 * - The trace ids of instances that serve several requests at once (2 KB).
 * - The names of characters in Markdown. Those of HTML 4 are enough (26 KB less).
 */
const REPLACED = {
  '@aws-sdk/credential-provider-node': standIn('credentials.ts'),
  '@aws-sdk/endpoint-cache': standIn('endpoint-cache.ts'),
  '@aws/lambda-invoke-store': standIn('invoke-store.ts'),
  'character-entities': join(root, 'functions', 'domain', 'markdown', 'characterEntities.ts'),
}

/** Functions that render pages, with the addresses of scripts and styles. The reader also serves these files. */
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

export type BundleChoices = {
  /** Write `index.mjs.map` beside the bundle. @default false */
  readonly sourceMaps?: boolean
}

/**
 * esbuild's options for one function.
 * @param directory where `index.mjs` is written, with a file for each part that is loaded on demand, such as a language
 *   or the API description
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
    // The SDK's ES modules, so that unused parts are left out.
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    charset: 'utf8',
    sourcemap: choices.sourceMaps ? 'linked' : false,
    logLevel: 'warning',
    define: RENDERING.includes(name) ? webConstants() : {},
    alias: { ...Object.fromEntries(NEVER_REACHED.map((module) => [module, standIn('empty.ts')])), ...REPLACED },
  } as const satisfies BuildOptions
}
