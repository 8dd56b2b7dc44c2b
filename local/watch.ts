/** Watches source folders and reports changed files together, once the editor has written them all. */
import { type FSWatcher, watch } from 'node:fs'
import { join } from 'node:path'

const QUIET_MILLISECONDS = 60

/** @returns a function that ends the watch */
export const watchSources = (folders: readonly string[], changed: (files: readonly string[]) => void): (() => void) => {
  const pending = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  const note = (file: string) => {
    if (!/\.(?:ts|css)$/.test(file) || file.endsWith('.test.ts')) return
    pending.add(file)
    clearTimeout(timer)
    timer = setTimeout(() => {
      const files = [...pending]
      pending.clear()
      changed(files)
    }, QUIET_MILLISECONDS)
  }
  const watchers: FSWatcher[] = folders.map((folder) =>
    watch(folder, { recursive: true }, (_, file) => {
      if (file !== null) note(join(folder, file))
    }),
  )
  // Where the system has no watches left, the stack runs on without reloading.
  for (const watcher of watchers) watcher.on('error', () => watcher.close())
  return () => {
    clearTimeout(timer)
    for (const watcher of watchers) watcher.close()
  }
}
