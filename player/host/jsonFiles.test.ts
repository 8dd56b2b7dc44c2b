/** Files of the data folder that are damaged, or cannot be read, are refused in a sentence and never replaced. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSecrets } from '../secrets.ts'
import { openCheckpoints } from '../streams/checkpoints.ts'
import { StartRefused } from './refusal.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'player-kept-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const stored = (path: string) => ({ path, whenDeleted: 'It is made anew.' })
const SECRET = { logicalId: 'Key', arn: 'arn:aws:secretsmanager:us-east-1:0:secret:Key', length: 32 }
const openers = [
  ['secrets.json', (path: string) => startSecrets([SECRET], stored(path))],
  ['checkpoints.json', (path: string) => openCheckpoints(stored(path))],
] as const

describe.each(openers)('%s', (name, open) => {
  test.each(['', '{"a": "b"', 'null', '[]', '{"a": 1}', '\0\0\0\0'])(
    'damaged as %j is refused as it is',
    async (text) => {
      const file = join(folder, name)
      writeFileSync(file, text)
      await expect(open(file)).rejects.toThrow(StartRefused)
      await expect(open(file)).rejects.toThrow(`${file} is damaged`)
      await expect(open(file)).rejects.toThrow('Delete it. It is made anew.')
      expect(readFileSync(file, 'utf8')).toBe(text)
    },
  )

  test('a folder in its place is refused', async () => {
    mkdirSync(join(folder, name))
    await expect(open(join(folder, name))).rejects.toThrow('it is a folder, where a file is needed')
  })
})

test('secrets are kept for their owner alone', async () => {
  const file = join(folder, 'secrets.json')
  const first = await startSecrets([SECRET], stored(file))
  await first.stop()
  const kept = readFileSync(file, 'utf8')
  await (await startSecrets([SECRET], stored(file))).stop()
  expect(readFileSync(file, 'utf8')).toBe(kept)
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('a checkpoint that could not be written does not stop the next', async () => {
  const file = join(folder, 'later', 'checkpoints.json')
  const checkpoints = await openCheckpoints(stored(file))
  await expect(checkpoints.set('a', '1')).rejects.toThrow('ENOENT')
  mkdirSync(join(folder, 'later'))
  await checkpoints.set('b', '2')
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ a: '1', b: '2' })
})
