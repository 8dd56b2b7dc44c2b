/** Small JSON files in the data folder. */
import { readFile, rename, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { codeOf, refusalOf, StartRefused } from './refusal.ts'

const stored = z.record(z.string(), z.string())

/**
 * @param file may not exist yet
 * @param advice what happens when the user deletes it
 * @throws StartRefused when it is there and cannot be read
 */
export async function readKept(file: string, advice: string): Promise<Readonly<Record<string, string>>> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return {}
    throw refusalOf(error, file, 'Let this user read it.')
  }
  try {
    return stored.parse(JSON.parse(text))
  } catch {
    throw new StartRefused(`${file} is damaged: it does not hold what the stack wrote. Delete it. ${advice}`)
  }
}

/** Writes by a rename: the file is complete or unchanged, even when this process is killed or the disk is full. */
export async function writeKept(file: string, values: Readonly<Record<string, string>>, mode = 0o666): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(values), { mode })
  await rename(`${file}.new`, file)
}
