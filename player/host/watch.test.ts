/** Changed files are reported whichever way they were written. */
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { within } from '../../test/kit/processes/processes.ts'
import { watchSources } from './watch.ts'

let folder: string
let seen: string[]
let stop: () => Promise<void>
const at = (...path: string[]) => join(folder, ...path)
async function sees(...path: string[]): Promise<boolean> {
  const found = await within(5, () => seen.includes(at(...path)))
  seen.length = 0
  return found
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'player-watch-'))
  mkdirSync(at('source', 'deep'), { recursive: true })
  for (const name of ['one.ts', 'one.test.ts', 'deep/two.ts', 'note.txt']) writeFileSync(at('source', name), '1')
  writeFileSync(at('cdk.json'), '{}')
  seen = []
  stop = await watchSources(
    [at('source'), at('cdk.json')],
    (files) => void seen.push(...files),
    (error) => {
      throw error
    },
  )
})
afterEach(async () => {
  await stop()
  rmSync(folder, { recursive: true, force: true })
})

/** As git and many editors write: beside it, then in its place. */
function replace(text: string, ...path: string[]) {
  writeFileSync(at('beside'), text)
  renameSync(at('beside'), at(...path))
}

test.each([[['source', 'one.ts']], [['source', 'deep', 'two.ts']], [['cdk.json']]])(
  '%j that is replaced by a rename is reported, again and again',
  async (path) => {
    for (const text of ['22', '333', '4444']) {
      replace(text, ...path)
      expect(await sees(...path)).toBe(true)
      await pause(150)
    }
    writeFileSync(at(...path), '55555')
    expect(await sees(...path)).toBe(true)
  },
  30_000,
)

test('a new file in a new folder is reported, and one that is gone', async () => {
  mkdirSync(at('source', 'new'))
  writeFileSync(at('source', 'new', 'three.ts'), '1')
  expect(await sees('source', 'new', 'three.ts')).toBe(true)
  rmSync(at('source', 'new', 'three.ts'))
  expect(await sees('source', 'new', 'three.ts')).toBe(true)
})

test('tests and notes are not reported', async () => {
  writeFileSync(at('source', 'one.test.ts'), '2')
  writeFileSync(at('source', 'note.txt'), '2')
  await pause(400)
  expect(seen).toEqual([])
})

test('a system that cannot watch is told once, however many paths it refuses', async () => {
  const told: unknown[] = []
  const loops = ['one', 'two', 'three'].map((name) => at(`loop-${name}`))
  for (const loop of loops) symlinkSync(loop, loop)
  const stopOther = await watchSources(
    loops,
    () => undefined,
    (error) => void told.push(error),
  )
  await pause(100)
  expect(told).toEqual([expect.objectContaining({ code: 'ELOOP' })])
  await stopOther()
})
