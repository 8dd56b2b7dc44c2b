/** The last applied record of each shard. They are kept across restarts, so that no record is missed. */
import { type JsonFile, readJson, writeJson } from '../host/jsonFiles.ts'

export type Checkpoints = {
  get(shard: string): string | undefined
  set(shard: string, sequenceNumber: string): Promise<void>
}

/** @param file undefined to remember only as long as this process lives */
export async function openCheckpoints(file: JsonFile | undefined): Promise<Checkpoints> {
  const known = new Map(file === undefined ? [] : Object.entries(await readJson(file)))
  let writing = Promise.resolve()
  return {
    get: (shard) => known.get(shard),
    set: (shard, sequenceNumber) => {
      known.set(shard, sequenceNumber)
      if (file === undefined) return writing
      // A failed write, for example on a full disk, is reported by its caller. The next write still happens.
      writing = writing.catch(() => undefined).then(() => writeJson(file, Object.fromEntries(known)))
      return writing
    },
  }
}
