/**
 * Runs the CDK command line against the emulator.
 */
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { ACCOUNT, awsEnvironment, bin, REGION, root, scratch } from './places.ts'
import { run } from './processes.ts'

const outputsFile = join(scratch, 'outputs.json')

const Outputs = z.object({
  ApiUrl: z.string(),
  ArticlesTable: z.string(),
  CommentsTable: z.string(),
  UserPoolId: z.string(),
  UserPoolClientId: z.string(),
})
export type Outputs = z.infer<typeof Outputs>

/**
 * @param directory the checkout to deploy
 */
async function cdk(endpoint: string, directory: string, ...args: string[]): Promise<void> {
  await run(join(bin, 'cdk'), [...args, '--no-notices', '--no-version-reporting', '--no-color', '--ci'], {
    cwd: directory,
    env: awsEnvironment(endpoint),
  })
}

const assembly = () => ['--output', join(scratch, 'cdk.out')]

export const bootstrap = (endpoint: string, directory: string) =>
  cdk(endpoint, directory, 'bootstrap', `aws://${ACCOUNT}/${REGION}`, ...assembly())

/** @param overrides single settings, as `-c name=value` */
export async function deploy(endpoint: string, directory: string, ...overrides: string[]): Promise<Outputs> {
  await cdk(
    endpoint,
    directory,
    'deploy',
    '--all',
    ...['--require-approval', 'never', '--progress', 'events', '--outputs-file', outputsFile],
    ...assembly(),
    ...overrides.flatMap((override) => ['-c', override]),
  )
  const stacks: unknown = JSON.parse(readFileSync(outputsFile, 'utf8'))
  const [stack] = Object.values(z.record(z.string(), z.unknown()).parse(stacks))
  return Outputs.parse(stack)
}

/** The name of the site in the settings file of the copy. */
export const SITE_NAME = 'The Deployed Courier'

export const destroy = (endpoint: string, directory: string) =>
  cdk(endpoint, directory, 'destroy', '--all', '--force', ...assembly())

/** The header that only the changed reader sends. */
export const MARK = 'x-deployed-again'

/**
 * Copies the checkout and gives it a settings file. All deployments use the copy, because the name of a bundle depends
 * on the folder in which it is built. The copy is inside the checkout, so that modules resolve.
 */
export function copyCheckout(): string {
  const copy = join(scratch, 'changed')
  rmSync(copy, { recursive: true, force: true })
  mkdirSync(copy, { recursive: true })
  for (const name of ['infra', 'functions', 'web', 'package.json', 'package-lock.json', 'cdk.json', 'tsconfig.json']) {
    cpSync(join(root, name), join(copy, name), { recursive: true })
  }
  const settings = { production: { siteName: SITE_NAME } }
  writeFileSync(join(copy, 'understory.config.json'), JSON.stringify(settings))
  return copy
}

/** Changes the reader function of a copy, so that it sends an additional header. */
export function changeReader(copy: string): string {
  const handler = join(copy, 'functions', 'reader', 'handler.ts')
  renameSync(handler, join(copy, 'functions', 'reader', 'unchanged.ts'))
  writeFileSync(
    handler,
    `import { handler as unchanged } from './unchanged.ts'
export const handler = async (...given) => {
  const answer = await unchanged(...given)
  return { ...answer, headers: { ...answer.headers, '${MARK}': 'yes' } }
}
`,
  )
  return copy
}
