/**
 * Applies the steps of the walk-through in CONTRIBUTING.md to a copy of the project and runs the tests that it names.
 * These tests call the gateway, compare the answer with the OpenAPI document, and check refused callers.
 */
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { PROJECT } from '../../local/project.ts'

/** Folders that are not part of the project, or are too large to copy. */
const LEFT_OUT = ['node_modules', '.git', '.understory', '.tmp', '.venv', 'cdk.out', 'coverage']

const guide = readFileSync(join(PROJECT, 'CONTRIBUTING.md'), 'utf8')
const section = guide.slice(guide.indexOf('## Add an endpoint')).split(/\n(?=## )/)[0] ?? ''

type Block = { file: string; language: string; text: string }

/** The code blocks, each with the file named last before it. */
const blocks: Block[] = []
let file = ''
for (const [, named, language = '', text = ''] of section.matchAll(
  / in `([^`\s]+\.ts)`|^ {3}```(\w+)\n(.*?)^ {3}```/gms,
)) {
  if (named) file = named
  else blocks.push({ file, language, text: text.replace(/^ {3}/gm, '') })
}

/** Adds the lines with a plus after the context lines before them. The file must contain the context exactly once. */
function patched(before: string, diff: string): string {
  const lines = diff.trimEnd().split('\n')
  const added = lines.filter((line) => line.startsWith('+')).map((line) => line.slice(1))
  const place = `${lines
    .slice(0, -added.length)
    .map((line) => line.slice(1))
    .join('\n')}\n`
  const [head, tail, ...others] = before.split(place)
  if (head === undefined || tail === undefined || others.length > 0)
    throw new Error(`Not in the file exactly once:\n${place}`)
  return `${head}${place}${added.join('\n')}\n${tail}`
}

const folder = mkdtempSync(join(tmpdir(), 'understory-walkthrough-'))
const copy = join(folder, 'project')

beforeAll(() => {
  cpSync(PROJECT, copy, { recursive: true, filter: (path) => !LEFT_OUT.includes(basename(path)) })
  symlinkSync(join(PROJECT, 'node_modules'), join(copy, 'node_modules'))
  for (const { file, language, text } of blocks) {
    const path = join(copy, file)
    if (language === 'ts') writeFileSync(path, text, { flag: 'wx' })
    if (language === 'diff') writeFileSync(path, patched(readFileSync(path, 'utf8'), text))
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs a command in the copy. The enclosing suite may have started a stack, which the command must not use. */
async function run(command: string): Promise<void> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('UNDERSTORY_')))
  await promisify(execFile)('/bin/sh', ['-c', command], { cwd: copy, env: { ...env, NO_COLOR: '1' } })
}

type Report = { testResults: { assertionResults: { fullName: string; status: string }[] }[] }

test('the new endpoint works in the gateway, the OpenAPI document and the access tests', async () => {
  const report = join(folder, 'report.json')
  const command = blocks.flatMap(({ text }) => text.split('\n')).find((line) => line.startsWith('npm test'))
  await run(`${command} --json --outputFile=${report}`)
  const { testResults }: Report = JSON.parse(readFileSync(report, 'utf8'))
  const passed = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'passed')
    .map(({ fullName }) => fullName)
  expect(passed.sort()).toEqual([
    'GET /v1/moderation/queue-size has an example of what is sent and answered',
    'a moderator calls GET /v1/moderation/queue-size, which is for moderators',
    'an editor calls GET /v1/moderation/queue-size, which is for moderators',
    'nobody calls GET /v1/moderation/queue-size, which is for moderators',
    'nothing that is sound is refused: GET /v1/moderation/queue-size',
    'queue-size counts the comments that wait',
    'the function refuses GET /v1/moderation/queue-size to staff of the other desk, before it looks at the input',
    'the gateway refuses, in its own words, GET /v1/moderation/queue-size with a token that is none, is changed or is not signed',
    'the gateway refuses, in its own words, GET /v1/moderation/queue-size without a token',
  ])
}, 120_000)

test('its code has the types and the style of the project', async () => {
  const files = new Set(blocks.filter(({ language }) => language !== 'sh').map(({ file }) => file))
  await run(`npx tsc && npx biome ci ${[...files].join(' ')}`)
}, 120_000)
