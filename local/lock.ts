/** One stack per data folder: two would apply the same stream twice. */
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Another stack has the folder. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse'
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** @returns a function that gives the folder back */
export const claimFolder = async (folder: string): Promise<() => Promise<void>> => {
  const file = join(folder, 'pid')
  const holder = Number(await readFile(file, 'utf8').catch(() => ''))
  // A killed stack leaves its number behind; only a living process holds the folder.
  if (holder > 0 && holder !== process.pid && isAlive(holder)) {
    throw new FolderInUse(
      `${folder} is in use by another stack (process ${holder}). Choose another folder with UNDERSTORY_DATA.`,
    )
  }
  await writeFile(file, String(process.pid))
  return () => rm(file, { force: true })
}
