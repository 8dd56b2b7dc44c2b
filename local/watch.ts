/** Watches source files and folders and reports changed files together, once the editor has written them all. */
import { watch } from 'chokidar'

const QUIET_MILLISECONDS = 60

const isSource = (file: string): boolean => /\.(?:ts|css|json)$/.test(file) && !file.endsWith('.test.ts')

/**
 * Settles once changes are seen. chokidar follows a path, not a file: `fs.watch` loses a file that another one replaces by
 * a rename, which is how git and many editors write.
 *
 * @param unable told once when the system has no watches left: nothing is reported from then on
 * @returns a function that ends the watch
 */
export const watchSources = async (
  paths: readonly string[],
  changed: (files: readonly string[]) => void,
  unable: (error: unknown) => void,
): Promise<() => Promise<void>> => {
  const pending = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  const watcher = watch([...paths], {
    ignoreInitial: true,
    ignored: (path, stats) => stats?.isFile() === true && !isSource(path),
  })
  const stop = (): Promise<void> => {
    clearTimeout(timer)
    return watcher.close()
  }
  watcher.on('all', (event, file) => {
    if (event === 'addDir' || event === 'unlinkDir') return
    pending.add(file)
    clearTimeout(timer)
    timer = setTimeout(() => {
      const files = [...pending]
      pending.clear()
      changed(files)
    }, QUIET_MILLISECONDS)
  })
  await new Promise<void>((ready) => {
    watcher.once('ready', ready)
    watcher.once('error', (error) => {
      void stop()
      unable(error)
      ready()
    })
  })
  return stop
}
