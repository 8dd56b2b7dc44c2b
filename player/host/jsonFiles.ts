/** Small JSON files in the data folder. */
import { readFile, rename, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { codeOf, refusalOf, StartRefused } from './refusal.ts'

const stored = z.record(z.string(), z.string())

export type JsonFile = {
  /** May not exist yet. */
  readonly path: string
  /** A sentence that says what happens when the user deletes it. */
  readonly whenDeleted: string
}

/** @throws StartRefused when the file is there and cannot be read */
export async function readJson({ path, whenDeleted }: JsonFile): Promise<Readonly<Record<string, string>>> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return {}
    throw refusalOf(error, path, 'Let this user read it.')
  }
  try {
    return stored.parse(JSON.parse(text))
  } catch {
    throw new StartRefused(`${path} is damaged: it does not hold what the stack wrote. Delete it. ${whenDeleted}`)
  }
}

/** Writes by a rename: the file is complete or unchanged, even when this process is killed or the disk is full. */
export async function writeJson(
  { path }: Pick<JsonFile, 'path'>,
  values: Readonly<Record<string, string>>,
  mode = 0o666,
): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(values), { mode })
  await rename(`${path}.new`, path)
}
