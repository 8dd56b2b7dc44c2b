/**
 * `bench/results.json`: the figures of the last run of each part, with the time and the machine. It is committed, so
 * that documents and charts can be made from it.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import type { Figure } from '../figures.ts'

const FILE = new URL('../results.json', import.meta.url)

export type Results = {
  parts: Record<string, { measuredAt: string; machine: string; node: string; figures: Figure[] }>
}

export async function readResults(): Promise<Results> {
  try {
    // Only this file writes it.
    return JSON.parse(await readFile(FILE, 'utf8')) as Results
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { parts: {} }
    throw error
  }
}

/** The figures of one part, or none when it has never run. */
export const figuresOf = ({ parts }: Results, part: string): Figure[] => parts[part]?.figures ?? []

/** Replaces a part's figures. */
export async function keep(part: string, figures: Figure[]): Promise<Results> {
  const results = await readResults()
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}`
  results.parts[part] = { measuredAt: new Date().toISOString(), machine, node: process.version, figures }
  await writeFile(FILE, `${JSON.stringify(results, null, 1)}\n`)
  return results
}
