/** Rebuilds functions whose source changed, with the bundling options of the stack. */
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { bundleOptions, FUNCTION_NAMES, type FunctionName } from '../../infra/bundles/bundling.ts'
import { isForBrowsers } from '../../infra/bundles/webBundles.ts'
import type { FunctionSpec } from '../../player/template/system.ts'
import { PROJECT } from '../project.ts'

const bundled = (name: string): FunctionName | undefined => FUNCTION_NAMES.find((known) => known === name)

export type Rebundler = {
  /**
   * @param changed absolute paths of source files
   * @returns the functions whose bundle has changed, with the folder of the new bundle
   */
  rebundle(functions: readonly FunctionSpec[], changed: readonly string[]): Promise<readonly FunctionSpec[]>
}

/** @param scratch folder for the new bundles */
export function createRebundler(scratch: string): Rebundler {
  /** The source files of a function's bundle, known after its first rebuild. */
  const inputs = new Map<string, ReadonlySet<string>>()
  let generation = 0
  return {
    rebundle: async (functions, changed) => {
      // esbuild is loaded at the first change. A start needs no compiler in this process.
      const { build } = await import('esbuild')
      generation++
      const concerned = functions.filter(({ logicalId }) => {
        const known = inputs.get(logicalId)
        return known === undefined || changed.some((file) => known.has(file) || isForBrowsers(file))
      })
      const rebuilt = await Promise.all(
        concerned.map(async (spec): Promise<FunctionSpec[]> => {
          const name = bundled(spec.name)
          if (name === undefined) return []
          const folder = join(scratch, 'bundles', `${spec.name}-${generation}`)
          const options = {
            ...bundleOptions(name, folder, { sourceMaps: true }),
            metafile: true,
            logLevel: 'silent',
          } as const
          const { metafile } = await build(options)
          inputs.set(spec.logicalId, new Set(Object.keys(metafile.inputs).map((file) => resolve(PROJECT, file))))
          const [before, after] = await Promise.all(
            [spec.code, folder].map((where) => readFile(join(where, 'index.mjs'), 'utf8').catch(() => '')),
          )
          return before === after ? [] : [{ ...spec, code: folder }]
        }),
      )
      return rebuilt.flat()
    },
  }
}
