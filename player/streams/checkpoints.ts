/** How far each shard has been applied, kept across restarts so that nothing is missed while nobody runs the stack. */
import { readKept, writeKept } from '../host/jsonFiles.ts'

export type Checkpoints = {
  get(shard: string): string | undefined
  set(shard: string, sequenceNumber: string): Promise<void>
}

const ADVICE = 'Every change in the streams is then applied again, which changes no count.'

/** @param file undefined to remember only as long as this process lives */
export async function openCheckpoints(file: string | undefined): Promise<Checkpoints> {
  const known = new Map(file === undefined ? [] : Object.entries(await readKept(file, ADVICE)))
  let writing = Promise.resolve()
  return {
    get: (shard) => known.get(shard),
    set: (shard, sequenceNumber) => {
      known.set(shard, sequenceNumber)
      if (file === undefined) return writing
      // A failed write, for example on a full disk, is reported by its caller. The next write still happens.
      writing = writing.catch(() => undefined).then(() => writeKept(file, Object.fromEntries(known)))
      return writing
    },
  }
}
