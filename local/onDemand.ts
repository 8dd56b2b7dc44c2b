/**
 * Installs programs that few need, when they are first needed. Each has a folder with a package.json and a lock file of
 * its own, so that `npm ci` in the project leaves them out.
 */
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Installed programs; not in the repository. */
const INSTALLED = fileURLToPath(new URL('../.tmp/on-demand', import.meta.url))

const textOf = (file: string): Promise<string | undefined> => readFile(file, 'utf8').catch(() => undefined)

/**
 * Installs what a folder's lock file names, exactly, unless that is installed already. No install script runs.
 *
 * @param source folder with package.json and package-lock.json
 * @returns the folder of the installed packages
 */
export async function installOnDemand(source: string): Promise<string> {
  const name = basename(source)
  const target = join(INSTALLED, name)
  const wanted = await textOf(join(source, 'package-lock.json'))
  const packages = join(target, 'node_modules')
  if (wanted !== undefined && (await textOf(join(target, 'package-lock.json'))) === wanted) return packages
  console.error(`installing ${name} …`)
  await mkdir(INSTALLED, { recursive: true })
  // Several processes may install at the same time. Each uses a folder of its own, and the first to finish renames it.
  const scratch = await mkdtemp(join(INSTALLED, `.${name}-`))
  try {
    for (const file of ['package.json', 'package-lock.json']) await cp(join(source, file), join(scratch, file))
    // On Windows npm is a script, which only a shell can start.
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: scratch,
      shell: process.platform === 'win32',
    })
    if ((await textOf(join(target, 'package-lock.json'))) !== wanted) {
      await rm(target, { recursive: true, force: true })
      await rename(scratch, target)
    }
  } catch (error) {
    if ((await textOf(join(target, 'package-lock.json'))) !== wanted) throw error
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
  return packages
}
