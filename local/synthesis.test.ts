/** Synthesis in a process of its own. That it works is shown by the stack's tests. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { synthesize } from '../player/template/synthesis.ts'
import { PROJECT } from './project.ts'

test('a synthesis that is called off before it begins does not run', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'understory-synthesis-'))
  try {
    await expect(synthesize(PROJECT, folder, {}, AbortSignal.abort())).rejects.toThrow('aborted')
    expect(readdirSync(folder)).toEqual([])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}, 60_000)
