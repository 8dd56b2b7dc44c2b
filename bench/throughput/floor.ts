/** Starts the bare server (bare.ts) with the bytes of another server's answer. */
import { fork } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export type Floor = { url: string; stop: () => Promise<void> }

/** @param answer whose status and content are repeated */
export async function startFloor(answer: Response): Promise<Floor> {
  const folder = await mkdtemp(join(tmpdir(), 'understory-floor-'))
  const file = join(folder, 'body')
  await writeFile(file, new Uint8Array(await answer.arrayBuffer()))
  // The server ends when its channel to this process is closed.
  const child = fork(fileURLToPath(new URL('bare.ts', import.meta.url)), [file, String(answer.status)], {
    silent: true,
  })
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout?.once('data', (text: Buffer) => resolve(text.toString().trim()))
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`The bare server ended with ${code}.`)))
  })
  return {
    url: `http://127.0.0.1:${port}/`,
    stop: async () => {
      child.kill()
      await rm(folder, { recursive: true })
    },
  }
}
