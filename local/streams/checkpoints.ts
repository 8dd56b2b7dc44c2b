/** How far each shard has been applied, kept across restarts so that nothing is missed while nobody runs the stack. */
import { readFile, rename, writeFile } from 'node:fs/promises'
import { z } from 'zod'

export interface Checkpoints {
  get(shard: string): string | undefined
  set(shard: string, sequenceNumber: string): Promise<void>
}

const stored = z.record(z.string(), z.string())

/** @param file undefined to remember only as long as this process lives */
export const openCheckpoints = async (file: string | undefined): Promise<Checkpoints> => {
  const text = file === undefined ? '{}' : await readFile(file, 'utf8').catch(() => '{}')
  const known = new Map(Object.entries(stored.parse(JSON.parse(text))))
  let writing = Promise.resolve()
  const save = async (path: string): Promise<void> => {
    // A rename replaces the whole file or nothing, whenever this process is killed.
    await writeFile(`${path}.new`, JSON.stringify(Object.fromEntries(known)))
    await rename(`${path}.new`, path)
  }
  return {
    get: (shard) => known.get(shard),
    set: (shard, sequenceNumber) => {
      known.set(shard, sequenceNumber)
      if (file === undefined) return writing
      writing = writing.then(() => save(file))
      return writing
    },
  }
}
