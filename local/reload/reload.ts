/** Runs changed code. Prints one line that says what was reloaded, or why nothing was. */
import { join, relative } from 'node:path'
import { watchSources } from '../../player/host/watch.ts'
import type { System } from '../../player/template/system.ts'
import type { Terminal } from '../../player/terminal.ts'
import { PROJECT } from '../project.ts'
import { createRebundler } from './rebundle.ts'
import { needsOf, SOURCES } from './sources.ts'

export type Reloading = {
  /** Folder for new bundles and syntheses. */
  readonly scratch: string
  readonly terminal: Terminal
  /** What runs now. */
  readonly system: () => System
  /** Synthesizes the stack into a folder; the signal ends it early, with an error. */
  readonly synthesize: (folder: string, signal: AbortSignal) => Promise<System>
  readonly apply: (next: System) => Promise<void>
}

/** @returns a function that ends it, with a reload that is under way */
export async function startReloading({ scratch, terminal, system, synthesize, apply }: Reloading) {
  const rebundler = createRebundler(scratch)
  const ending = new AbortController()
  let syntheses = 0

  const reload = async (files: readonly string[]): Promise<void> => {
    const started = performance.now()
    const done = (names: readonly string[]) =>
      terminal.say(`Reloaded ${names.join(', ')} in ${(performance.now() - started).toFixed(0)} ms`)
    const own = files.filter((file) => needsOf(file).restart)
    if (own.length > 0) {
      const names = own.map((file) => relative(PROJECT, file)).join(', ')
      terminal.warn(`The running stack has loaded ${names} as it was before. To use the change, start again: npm start`)
    }
    if (files.some((file) => needsOf(file).synthesis)) {
      await apply(await synthesize(join(scratch, `cdk.out-${++syntheses}`), ending.signal))
      return done(['the stack'])
    }
    if (!files.some((file) => needsOf(file).bundling)) return
    const now = system()
    const rebuilt = await rebundler.rebundle(now.functions, files)
    if (rebuilt.length === 0) return
    const functions = now.functions.map((old) => rebuilt.find(({ logicalId }) => logicalId === old.logicalId) ?? old)
    await apply({ ...now, functions })
    done(rebuilt.map(({ name }) => name))
  }

  let queue = Promise.resolve()
  const stopWatching = await watchSources(
    SOURCES,
    (files) => {
      queue = queue
        .then(() => (ending.signal.aborted ? undefined : reload(files)))
        .catch((error: unknown) => {
          if (ending.signal.aborted) return
          // Code is often half-written when an editor saves it. The previous code continues to run.
          terminal.warn(`Not reloaded: ${error instanceof Error ? error.message : String(error)}`)
        })
    },
    (error) => terminal.warn(`Changed code is not reloaded, because files cannot be watched: ${String(error)}`),
  )
  return async () => {
    ending.abort()
    await stopWatching()
    await queue
  }
}
