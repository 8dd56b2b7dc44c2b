/**
 * `npm run test:deploy`: deploys the stack with the CDK to an emulated AWS and runs the API suite there. Then it
 * changes a function, deploys again, and checks that the change is live and the data is kept. At the end it destroys
 * the stack.
 *
 * `--outputFile=<file>` writes the counts in the form of Jest's `--json`, for `.ci/run`.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { deployedCode, describeTable, invoke, staffToken } from './aws.ts'
import { bootstrap, changeReader, copyCheckout, deploy, destroy, MARK, SITE_NAME } from './cdk.ts'
import { openDoorway } from './doorway.ts'
import { installEmulator, makePlaces, startEmulator } from './emulator.ts'
import { bin, plainEnvironment, root, scratch } from './places.ts'
import { endWithUs, killAll, run } from './processes.ts'
import { check, count, report, step } from './steps.ts'
import { publishOne, readOne } from './story.ts'

const outputFile = process.argv.find((argument) => argument.startsWith('--outputFile='))?.slice('--outputFile='.length)

async function main(): Promise<void> {
  makePlaces()
  const emulator = await step('the emulator starts', async () => startEmulator(installEmulator()))
  const { endpoint } = emulator
  const copy = copyCheckout()
  await step('cdk bootstrap prepares the account', () => bootstrap(endpoint, copy))
  await step('cdk deploy stops for an environment that the settings file does not have', () =>
    refused(deploy(endpoint, copy, 'env=staging')),
  )
  const first = await step('cdk deploy creates the stack', () => deploy(endpoint, copy))

  const [apiId = ''] = new URL(first.ApiUrl).hostname.split('.')
  const doorway = await openDoorway(emulator.port, apiId, (event) => invoke(endpoint, 'Understory reader', event))
  const sign = (group: string) => staffToken(endpoint, first.UserPoolId, first.UserPoolClientId, group)
  const staff = await step('Cognito signs an editor and a moderator in', async () => ({
    editor: await sign('editor'),
    moderator: await sign('moderator'),
  }))

  await apiSuite(doorway.url, staff)

  const slug = await step('an article and a comment are published', () => publishOne(doorway.url, staff.editor))
  const before = await deployedCode(endpoint)
  await step('cdk destroy is refused while the stack is protected', () => refused(destroy(endpoint, copy)))
  const second = await step('cdk deploy replaces a changed function, and ends the protection', () =>
    deploy(endpoint, changeReader(copy), 'terminationProtection=false'),
  )
  await step('the change is live, and in that function alone', async () => {
    check(second.ApiUrl === first.ApiUrl, 'the address of the API stays')
    const answer = await fetch(`${doorway.url}/v1/health`)
    check(answer.headers.get(MARK) === 'yes', `/v1/health answers with ${MARK} (${answer.status})`)
    const changed = [...(await deployedCode(endpoint))].filter(([fn, code]) => before.get(fn) !== code)
    const names = changed.map(([fn]) => fn).join(', ')
    check(names === 'Understory reader', `only the reader's code changed, not: ${names}`)
  })
  await step('the pages have the name of the site from the settings file', async () => {
    const page = await (await fetch(`${doorway.url}/`)).text()
    check(page.includes(SITE_NAME), `the front page names ${SITE_NAME}`)
  })
  await step('the article and its comment are still there', () => readOne(doorway.url, slug))

  await step('cdk destroy removes the stack', () => destroy(endpoint, copy))
  await step('the API is gone', async () => {
    const answer = await fetch(`${doorway.url}/v1/health`)
    check(answer.status >= 400 && !answer.headers.has(MARK), `/v1/health answers ${answer.status}`)
  })
  await step('both tables remain, with their items', async () => {
    for (const name of [first.ArticlesTable, first.CommentsTable]) {
      const table = await describeTable(endpoint, name)
      check(table.ItemCount > 0, `${name} has its items`)
    }
  })
  doorway.close()
}

/** @throws Error if the command does what it must not do. */
async function refused(command: Promise<unknown>): Promise<void> {
  const done = await command.then(
    () => true,
    () => false,
  )
  check(!done, 'the command fails')
}

const Counts = z.object({ numPassedTests: z.number(), numFailedTests: z.number(), success: z.boolean() })

/** Runs the API suite, which also runs on the local stack and against any other address (docs/testing.md). */
async function apiSuite(url: string, staff: { editor: string; moderator: string }): Promise<void> {
  const results = join(scratch, 'api.json')
  rmSync(results, { force: true })
  console.log(`\n== the API suite, at ${url}`)
  const jest = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
    '--selectProjects=api',
    // A request takes at least 50 ms, because the emulator waits that long for the function's log.
    '--testTimeout=60000',
    '--json',
    `--outputFile=${results}`,
  ]
  await run(join(bin, 'node'), jest, {
    cwd: root,
    // Jest also prints the results as JSON on the standard output.
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...plainEnvironment(),
      ...(process.env.CI === undefined ? {} : { CI: process.env.CI }),
      UNDERSTORY_URL: url,
      UNDERSTORY_EDITOR_TOKEN: staff.editor,
      UNDERSTORY_MODERATOR_TOKEN: staff.moderator,
    },
  }).catch(() => undefined)
  if (!existsSync(results)) {
    count({ name: 'the API suite', passes: 0, failures: 1 })
    return
  }
  const { numPassedTests, numFailedTests, success } = Counts.parse(JSON.parse(readFileSync(results, 'utf8')))
  // A test file that cannot be loaded fails the run without a failed test. A run without tests also counts as a
  // failure.
  const failures = success && numPassedTests > 0 ? 0 : Math.max(1, numFailedTests)
  count({ name: 'the API suite', passes: numPassedTests, failures })
}

endWithUs()
let problem: unknown
try {
  await main()
} catch (error) {
  problem = error
}
killAll()
if (problem !== undefined) console.error(problem)
const { passes, failures } = report()
if (outputFile !== undefined) {
  writeFileSync(
    outputFile,
    JSON.stringify({
      numPassedTests: passes,
      numFailedTests: failures,
      success: failures === 0 && problem === undefined,
    }),
  )
}
process.exit(failures === 0 && problem === undefined ? 0 : 1)
