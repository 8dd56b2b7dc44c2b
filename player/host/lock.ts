/** One stack per data folder: two would apply the same stream twice. */
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isRunning, startOf } from './processes.ts'
import { StartRefused } from './refusal.ts'

/** Another stack has the folder. */
export class FolderInUse extends StartRefused {
  override readonly name = 'FolderInUse'
}

/**
 * @param advice what the user can do when another stack has the folder
 * @returns a function that gives the folder back
 */
export async function claimFolder(folder: string, advice: string): Promise<() => Promise<void>> {
  const file = join(folder, 'pid')
  // The process id, then when it started. A killed stack leaves the file behind. It counts only while that process
  // runs.
  const [, id = '', start] = /^(\d+)(?: (.+))?$/.exec((await readFile(file, 'utf8').catch(() => '')).trim()) ?? []
  const holder = Number(id)
  if (holder !== process.pid && isRunning(holder, start)) {
    throw new FolderInUse(`${folder} is in use by another stack (process ${holder}). ${advice}`)
  }
  await writeFile(file, `${process.pid} ${startOf(process.pid) ?? ''}`.trim())
  return () => rm(file, { force: true })
}
