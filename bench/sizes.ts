/**
 * How large each bundle is, and of what: every kilobyte is read and compiled at each cold start.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Metafile } from 'esbuild'
import { buildBundles } from './coldstart/bundles.ts'
import { against, type Figure } from './figures.ts'

/** Bytes: docs/architecture.md. */
const BUDGET = 300_000
/** Packages smaller than this are summed up as one. */
const WORTH_NAMING = 4000

export async function run(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'understory-sizes-'))
  try {
    const bundles = await buildBundles(folder)
    const sizes = new Map<string, number>()
    for (const { name, file } of bundles) sizes.set(name, (await stat(file)).size)
    const floor = sizes.get('sdk') ?? Number.NaN
    return bundles.flatMap(({ name, metafile }): Figure[] => {
      const value = sizes.get(name) ?? Number.NaN
      if (name === 'empty' || !metafile) return []
      const note = partsOf(metafile)
      if (name === 'sdk') return [{ part: 'sizes', name: 'bundle of the SDK client alone', unit: 'bytes', value, note }]
      return [
        {
          part: 'sizes',
          name: `bundle of ${name}`,
          unit: 'bytes',
          value,
          budget: BUDGET,
          ...against(value, floor),
          note,
        },
      ]
    })
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** What a bundle is made of: packages, and our own folders, the largest first. */
function partsOf({ outputs }: Metafile): string {
  const sizes = new Map<string, number>()
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const part = partOf(path)
      sizes.set(part, (sizes.get(part) ?? 0) + bytesInOutput)
    }
  }
  const sorted = [...sizes].sort(([, one], [, other]) => other - one)
  const named = sorted.filter(([, size]) => size >= WORTH_NAMING)
  const rest = sorted.filter(([, size]) => size < WORTH_NAMING).reduce((sum, [, size]) => sum + size, 0)
  return [...named, ['other', rest] as const].map(([part, size]) => `${part} ${Math.round(size / 1000)} KB`).join(', ')
}

/** Families that come and go together are one part. */
function partOf(path: string): string {
  const [, module] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? []
  if (module === undefined) return 'Understory'
  if (/^@(smithy|aws-sdk|aws)\//.test(module)) return module === '@aws-sdk/client-secrets-manager' ? module : 'AWS SDK'
  if (/^(micromark|decode-named|character-)/.test(module)) return 'micromark'
  return module
}
