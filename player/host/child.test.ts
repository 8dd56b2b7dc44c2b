/** Programs that end with the process that started them, and a watch that ends nothing else. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { hasEnded, processesWith, within } from '../../test/kit/processes/processes.ts'
import { startChild, WATCH } from './child.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'player-child-'))
  mkdirSync(join(folder, 'scratch'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const scratch = () => join(folder, 'scratch')
/** Runs until it is ended, and has the name of this test's folder in its command line. */
const sleeper = (): [string, ...string[]] => ['tail', '-f', '/dev/null', join(folder, 'scratch')]

test('a program that is killed leaves the scratch folder to the process that runs on', async () => {
  const child = startChild(sleeper(), { scratch: scratch() })
  child.process.kill('SIGKILL')
  expect(await child.ended).toBe('SIGKILL')
  await pause(600)
  expect(existsSync(scratch())).toBe(true)
  expect(processesWith(folder)).toEqual([])
  await child.stop()
})

test('a program that is stopped in order has ended, and its watch too', async () => {
  const child = startChild(sleeper(), { scratch: scratch() })
  expect(await within(5, () => processesWith(folder).length > 1)).toBe(true)
  await child.stop()
  expect(await child.ended).toBe('SIGTERM')
  expect(await within(5, () => processesWith(folder).length === 0)).toBe(true)
  expect(existsSync(scratch())).toBe(true)
})

test('a program that does not start says so', async () => {
  expect(await startChild(['/nowhere/at-all'], { scratch: scratch() }).ended).toMatch(/exit code 12[67]|ENOENT/)
})

test('the death of the process ends the program and removes the scratch folder', async () => {
  const source = `
    const { startChild } = await import(${JSON.stringify(new URL('./child.ts', import.meta.url).href)})
    startChild(${JSON.stringify(sleeper())}, ${JSON.stringify({ scratch: scratch() })})
    setInterval(() => undefined, 1000)`
  const holder = spawn(process.execPath, ['--input-type=module', '-e', source], { stdio: 'inherit' })
  const programs = () => processesWith(folder).filter((pid) => pid !== holder.pid)
  // The program and its watch.
  expect(await within(20, () => programs().length === 2)).toBe(true)
  holder.kill('SIGKILL')
  expect(await within(5, () => programs().length === 0 && !existsSync(scratch()))).toBe(true)
}, 30_000)

/** Runs the watch as if it belonged to a process; its pipe closes without a word. */
async function watchOver(pid: number | undefined): Promise<void> {
  const watch = spawn('/bin/sh', ['-c', WATCH, '-', String(pid), '-'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise((settle) => watch.once('exit', settle))
  watch.stdio[3]?.destroy()
  await ended
}

test('a process id that belongs to another process by then is not signalled', async () => {
  const bystander: ChildProcess = spawn('sleep', ['60'])
  try {
    await watchOver(bystander.pid)
    await pause(200)
    expect(hasEnded(bystander.pid ?? 0)).toBe(false)
  } finally {
    bystander.kill('SIGKILL')
  }
})
