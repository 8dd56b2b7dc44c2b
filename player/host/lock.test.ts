/** One stack per data folder, and a number in a file is no stack. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { claimFolder, FolderInUse } from './lock.ts'
import { isRunning, startOf } from './processes.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'player-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a folder that another stack holds is refused, and free once that stack was killed', async () => {
  const source = `
    const { claimFolder } = await import(${JSON.stringify(new URL('./lock.ts', import.meta.url).href)})
    await claimFolder(${JSON.stringify(folder)}, 'End it.')
    console.log('held')
    setInterval(() => undefined, 1000)`
  const other = spawn(process.execPath, ['--input-type=module', '-e', source])
  const ended = once(other, 'exit')
  try {
    await once(other.stdout, 'data')
    await expect(claimFolder(folder, 'End it.')).rejects.toThrow(FolderInUse)
    await expect(claimFolder(folder, 'End it.')).rejects.toThrow(`(process ${other.pid}). End it.`)
  } finally {
    other.kill('SIGKILL')
  }
  await ended
  await (await claimFolder(folder, 'End it.'))()
}, 30_000)

test.each([
  ['without a start', `${process.ppid}`],
  ['that started at another time', `${process.ppid} 6d7b 12345`],
  ['of the system', '1'],
  ['and no number at all', 'a stack'],
  ['below any', '-1'],
])('a stale file that names a living process %s is no stack', async (_, text) => {
  writeFileSync(join(folder, 'pid'), text)
  const release = await claimFolder(folder, 'End it.')
  expect(readFileSync(join(folder, 'pid'), 'utf8')).toBe(`${process.pid} ${startOf(process.pid)}`)
  await release()
})

test('a process is known by its id and its start', () => {
  expect(isRunning(process.pid, startOf(process.pid))).toBe(true)
  expect(isRunning(process.pid, 'another')).toBe(false)
  expect(isRunning(0, startOf(process.pid))).toBe(false)
  expect(isRunning(Number.NaN, undefined)).toBe(false)
})
