import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ageOf, commitsSince, EARLIER, MEASURED, remarkOn } from './age.ts'
import { readResults } from './results.ts'

const NOW = Date.parse('2026-01-10T12:00:00Z')

test.each([
  ['2026-01-10T11:30:00Z', 'under 1 h'],
  ['2026-01-09T13:00:00Z', '23 h'],
  ['2026-01-08T11:00:00Z', '2 d'],
])('figures of %s are %s old', (measuredAt, age) => {
  expect(ageOf(measuredAt, NOW)).toBe(age)
})

test('figures are marked if commits have changed their code', () => {
  expect(remarkOn('2 d', 0)).toBe('2 d old, and the code is the same')
  expect(remarkOn('2 d', 1)).toBe('2 d old; marked *, because 1 commit has changed the code since')
  expect(remarkOn('2 d', undefined)).toMatch(/not known/)
})

test('the paths of every part that has figures are known, and exist', async () => {
  const { parts } = await readResults()
  expect([...Object.keys(MEASURED), ...EARLIER]).toEqual(expect.arrayContaining(Object.keys(parts)))
  const missing = Object.values(MEASURED)
    .flat()
    .filter((path) => !existsSync(new URL(`../../${path}`, import.meta.url)))
  expect(missing).toEqual([])
})

test('the commits that count are later, and change a measured file that is no test', () => {
  const folder = mkdtempSync(join(tmpdir(), 'understory-age-'))
  const git = (...options: string[]) => execFileSync('git', options, { cwd: folder, stdio: 'ignore' })
  const commit = (file: string, when: string) => {
    writeFileSync(join(folder, file), when)
    git('add', file)
    const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com']
    const environment = { ...process.env, GIT_COMMITTER_DATE: when, GIT_AUTHOR_DATE: when }
    execFileSync('git', [...identity, 'commit', '-m', file], { cwd: folder, stdio: 'ignore', env: environment })
  }
  try {
    expect(commitsSince('2026-01-05T00:00:00Z', ['a.ts'], folder)).toBeUndefined()
    git('init')
    commit('a.ts', '2026-01-04T00:00:00Z')
    commit('a.ts', '2026-01-06T00:00:00Z')
    commit('b.ts', '2026-01-07T00:00:00Z')
    commit('a.test.ts', '2026-01-08T00:00:00Z')
    expect(commitsSince('2026-01-05T00:00:00Z', ['a.ts', 'a.test.ts'], folder)).toBe(1)
    expect(commitsSince('2026-01-09T00:00:00Z', ['a.ts', 'b.ts'], folder)).toBe(0)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
