/** After an installation one Node is there, and the headers of none. */
import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PROJECT } from './synthesis.ts'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'understory-trim-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const there = (name: string): boolean => existsSync(join(folder, 'node_modules', name))

/** Runs the script in a project that has a version of the package, as npm would; @returns whether the program is left */
function isLeftOf(version: string, environment: Record<string, string> = { npm_node_execpath: process.execPath }) {
  for (const name of ['local', 'node_modules/node/bin', 'node_modules/node/node_modules/include', 'node_modules/.bin'])
    mkdirSync(join(folder, name), { recursive: true })
  copyFileSync(join(PROJECT, 'local/trimNode.js'), join(folder, 'local/trimNode.js'))
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}')
  writeFileSync(join(folder, 'node_modules/node/package.json'), JSON.stringify({ version }))
  writeFileSync(join(folder, 'node_modules/node/bin/node'), `#!/bin/sh\nexec '${process.execPath}' "$@"\n`, {
    mode: 0o755,
  })
  symlinkSync('../node/bin/node', join(folder, 'node_modules/.bin/node'))
  const { npm_node_execpath: _, ...inherited } = process.env
  execFileSync(process.execPath, [join(folder, 'local/trimNode.js')], { env: { ...inherited, ...environment } })
  expect(there('node/node_modules')).toBe(false)
  expect(there('node/bin/node')).toBe(there('.bin/node'))
  return there('node/bin/node')
}

test('the program goes where npm runs on the same version', () => {
  expect(isLeftOf(process.versions.node)).toBe(false)
})

test('the program goes where npm runs on a later version of the same line', () => {
  expect(isLeftOf(`${major}.0.0`)).toBe(false)
})

test('the program stays where npm runs on an earlier version of the same line', () => {
  expect(isLeftOf(`${major}.${minor + 1}.0`)).toBe(true)
})

test.each([major - 2, major + 2])('the program of line %i stays where npm runs on another line', (line) => {
  expect(isLeftOf(`${line}.0.0`)).toBe(true)
})

test('the program stays where nobody says what npm runs on', () => {
  expect(isLeftOf(process.versions.node, {})).toBe(true)
})

test('the program stays where npm runs on that very program', () => {
  const environment = { npm_node_execpath: join(folder, 'node_modules/.bin/node') }
  expect(isLeftOf(process.versions.node, environment)).toBe(true)
})

test('nothing happens where the package is not installed', () => {
  mkdirSync(join(folder, 'local'))
  copyFileSync(join(PROJECT, 'local/trimNode.js'), join(folder, 'local/trimNode.js'))
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}')
  execFileSync(process.execPath, [join(folder, 'local/trimNode.js')])
  expect(there('.')).toBe(false)
})
