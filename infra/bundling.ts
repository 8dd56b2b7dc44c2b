/**
 * How a function becomes one file: esbuild's options as data. The stack bundles with them, the local run rebundles one
 * function on change with the same, and the bench measures what they give.
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BuildOptions } from 'esbuild'

export const FUNCTION_NAMES = ['reader', 'commenter', 'editor', 'moderator', 'projector'] as const
export type FunctionName = (typeof FUNCTION_NAMES)[number]

const root = fileURLToPath(new URL('..', import.meta.url))
const empty = join(root, 'infra', 'empty.ts')

/**
 * On Lambda, credentials come from the environment; the SDK's other providers are never reached, yet are half of a
 * bundle and of its import time (measured on Node 24: 526 KB with them, 201 KB without). Nor does any operation of DynamoDB
 * or Secrets Manager stream events, which is another 20 KB. All are imported on demand only, so nothing misses them.
 */
const NEVER_REACHED = [
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-web-identity',
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-login',
  '@smithy/credential-provider-imds',
  '@smithy/core/event-streams',
]

/**
 * Replaced by something smaller: the endpoint cache, which the client makes and never asks (8 KB), and the names of
 * characters in Markdown, of which those of HTML 4 are enough (26 KB).
 */
const REPLACED = {
  '@aws-sdk/endpoint-cache': join(root, 'infra', 'endpoint-cache.ts'),
  'character-entities': join(root, 'functions', 'domain', 'characterEntities.ts'),
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
    entryPoints: { index: `functions/${name}/handler.ts` },
    outdir: directory,
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
    // The pages' style sheet is served from the bundle, at an address with its hash.
    loader: { '.css': 'text' },
    alias: { ...Object.fromEntries(NEVER_REACHED.map((module) => [module, empty])), ...REPLACED },
  } as const satisfies BuildOptions
}
