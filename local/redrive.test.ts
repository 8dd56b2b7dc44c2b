/**
 * The commands of docs/operations.md, run as they stand there, on batches as they are set aside. `aws` is played: the
 * bucket is a folder, and the function answers what each batch says.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, relative } from 'node:path'
import { onPath } from '../player/engine/programs.ts'
import { keepFailure } from '../player/streams/failures.ts'
import type { MappingSpec } from '../player/template/system.ts'
import { PROJECT } from './project.ts'

/** What the function does with a batch, or with the request to go on from somewhere. */
type Answer = 'applied' | 'one failed' | 'throws' | 'not reached' | 'nothing'

/** The fake `aws`: as much of the CLI's arguments as the commands use, and what the real one prints for them. */
const AWS = `#!${process.execPath}
const { readFileSync, writeFileSync, rmSync, readdirSync, appendFileSync } = require('node:fs')
const { join } = require('node:path')
const args = process.argv.slice(2)
const option = (name) => args[args.indexOf(name) + 1]
const bucket = process.env.FAKE_BUCKET
const [service, command] = args
const keyOf = (address) => address.replace('s3://failed/', '')
if (command === 'list-event-source-mappings') console.log('mapping-1')
else if (command === 'list-objects-v2') {
  const keys = readdirSync(bucket, { recursive: true }).filter((key) => key.startsWith(option('--prefix')) && key.endsWith('.json'))
  console.log(keys.length === 0 ? 'None' : keys.sort().join('\\t'))
} else if (command === 'cp') process.stdout.write(readFileSync(join(bucket, keyOf(args[2]))))
else if (command === 'rm') rmSync(join(bucket, keyOf(args[2])))
else if (service === 'lambda' && command === 'invoke') {
  const given = option('--payload')
  const payload = JSON.parse(given.startsWith('file://') ? readFileSync(given.slice(7), 'utf8') : given)
  appendFileSync(join(bucket, 'invoked'), JSON.stringify(payload) + '\\n')
  const wanted = 'Records' in payload ? payload.Records[0].answer : process.env['FAKE_' + JSON.parse(payload.fileAllFrom ?? '0')]
  if (wanted === 'not reached') process.exit(255)
  const answers = {
    applied: 'Records' in payload ? { batchItemFailures: [] } : { filed: 1, failed: 0, next: '1' },
    'one failed': { batchItemFailures: [{ itemIdentifier: '1' }] },
    throws: { errorType: 'Error', errorMessage: 'out of memory', trace: [] },
    nothing: 'Records' in payload ? null : { filed: 1, failed: 0, next: null },
  }
  writeFileSync(args.at(-1), JSON.stringify(answers[wanted]))
  console.log(wanted === 'throws' ? 'Unhandled' : 'None')
} else process.exit(2)
`

const hasJq = onPath('jq') !== undefined
/** CI installs jq; where it is missing, nobody could run the commands either. */
const testWithJq = hasJq || process.env.CI !== undefined ? test : test.skip

let folder: string
let bucket: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'understory-redrive-'))
  bucket = join(folder, 'bucket')
  for (const name of ['bin', 'bucket', 'work']) mkdirSync(join(folder, name))
  writeFileSync(join(folder, 'bin', 'aws'), AWS, { mode: 0o755 })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The commands beneath a line of the page that begins so, with a value for each `<name>`. */
function commands(first: string): string {
  const page = readFileSync(join(PROJECT, 'docs', 'operations.md'), 'utf8')
  const block = [...page.matchAll(/^( *)```sh\n(.*?)^\1```/gms)].find(([, , text = '']) =>
    text.trim().startsWith(first),
  )
  const text = block?.[2] ?? ''
  return text.replace('<bucket of failed batches>', 'failed').replace(/<\w+ function>/, 'the-function')
}

function run(script: string, shell: string, variables: Record<string, string> = {}) {
  const path = [join(folder, 'bin'), process.env.PATH ?? ''].join(delimiter)
  return spawnSync(shell, ['-c', script], {
    cwd: join(folder, 'work'),
    env: { PATH: path, FAKE_BUCKET: bucket, ...variables },
    encoding: 'utf8',
    timeout: 60_000,
  })
}

const MAPPING: MappingSpec = {
  id: 'mapping-1',
  functionId: 'f',
  streamArn: 'arn:aws:dynamodb:us-east-1:0:table/Comments/stream/1',
  batchSize: 10,
  windowSeconds: 1,
  maximumRetries: 3,
  maximumAgeSeconds: -1,
  bisect: true,
  reportsFailures: true,
  filters: [],
}

/** @returns the object's key */
async function setAside(answer: Answer, mapping = MAPPING): Promise<string> {
  const dynamodb = {
    SequenceNumber: '1',
    ApproximateCreationDateTime: 1_760_000_000,
    Keys: { pk: { S: '"quoted" \\ ☃' } },
  }
  const records = [{ eventID: '1', eventName: 'INSERT', dynamodb, answer }]
  const failed = { records, because: 'RetryAttemptsExhausted', attempts: 4 } as const
  return relative(bucket, await keepFailure(bucket, mapping, 'arn', 'shardId-1', failed))
}
const invoked = (): unknown[] =>
  readFileSync(join(bucket, 'invoked'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

const shells = ['/bin/sh', 'bash']

testWithJq.each(shells)('a batch is deleted only once it was applied (%s)', async (shell) => {
  const applied = [await setAside('applied'), await setAside('applied')]
  const kept = [
    await setAside('throws'),
    await setAside('one failed'),
    await setAside('not reached'),
    await setAside('nothing'),
  ]
  const damaged = join(dirname(kept[0] ?? ''), 'damaged.json')
  writeFileSync(join(bucket, damaged), '{"payload": ')
  const another = await setAside('applied', { ...MAPPING, id: 'mapping-2' })
  const { stdout } = run(commands('BUCKET='), shell)
  expect(applied.map((key) => existsSync(join(bucket, key)))).toEqual([false, false])
  for (const key of [...kept, damaged, another]) expect([key, existsSync(join(bucket, key))]).toEqual([key, true])
  const told = stdout.split('\n').filter((line) => line.startsWith('not applied, kept: '))
  expect(told.map((line) => line.slice('not applied, kept: '.length)).sort()).toEqual([...kept, damaged].sort())
  // The function gets the event itself, with its records as they were.
  expect(invoked()).toHaveLength(6)
  for (const event of invoked()) {
    expect(event).toMatchObject({ Records: [{ eventID: '1', dynamodb: { Keys: { pk: { S: '"quoted" \\ ☃' } } } }] })
  }
})

testWithJq('an empty bucket is nothing to do', () => {
  const { stdout, stderr, status } = run(commands('BUCKET='), '/bin/sh')
  expect([stdout, stderr, status]).toEqual(['', '', 0])
  expect(existsSync(join(bucket, 'invoked'))).toBe(false)
})

testWithJq.each(shells)('filing everything anew goes on to the end, and stops where it fails (%s)', (shell) => {
  const script = commands('INDEXER=')
  const whole = run(script, shell, { FAKE_0: 'applied', FAKE_1: 'nothing' })
  expect(
    whole.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toEqual([
    { filed: 1, failed: 0, next: '1' },
    { filed: 1, failed: 0, next: null },
  ])
  expect(invoked()).toEqual([{ fileAllFrom: null }, { fileAllFrom: '1' }])
  for (const fault of ['throws', 'not reached']) {
    const { stdout } = run(script, shell, { FAKE_0: 'applied', FAKE_1: fault })
    expect(stdout.trim().split('\n').at(-1)).toBe(`stopped; to go on, set FROM='"1"' and run the loop again`)
  }
})

test('the page’s commands are shell', () => {
  for (const first of ['BUCKET=', 'INDEXER=']) {
    expect(commands(first)).not.toBe('')
    execFileSync('/bin/sh', ['-n', '-c', commands(first)])
  }
})
