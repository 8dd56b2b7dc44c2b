/** Watches source files and folders. Reports files that change within a short time together. */
import { watch } from 'chokidar'

const QUIET_MILLISECONDS = 60

const isSource = (file: string): boolean => /\.(?:ts|css|json)$/.test(file) && !file.endsWith('.test.ts')

/**
 * Settles once changes are reported. chokidar watches a path, not a file. `fs.watch` loses a file that is replaced by a
 * rename, as git and many editors do.
 *
 * @param unable called once when watching fails, for example because the system has no watches left. No change is
 *   reported after that.
 * @returns a function that ends the watch
 */
export async function watchSources(
  paths: readonly string[],
  changed: (files: readonly string[]) => void,
  unable: (error: unknown) => void,
): Promise<() => Promise<void>> {
  const pending = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  const watcher = watch([...paths], {
    ignoreInitial: true,
    ignored: (path, stats) => stats?.isFile() === true && !isSource(path),
  })
  const stop = (): Promise<void> => {
    clearTimeout(timer)
    const closed = watcher.close()
    // chokidar removes all listeners and can still report errors. An error without a listener ends the process.
    watcher.on('error', () => undefined)
    return closed
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
