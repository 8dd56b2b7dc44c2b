/**
 * The real CDK command line, pointed at the emulator.
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
 * @param directory the checkout that is deployed
 */
async function cdk(endpoint: string, directory: string, ...args: string[]): Promise<void> {
  await run(join(bin, 'cdk'), [...args, '--no-notices', '--no-version-reporting', '--no-color', '--ci'], {
    cwd: directory,
    env: awsEnvironment(endpoint),
  })
}

const assembly = () => ['--output', join(scratch, 'cdk.out')]

export const bootstrap = (endpoint: string) =>
  cdk(endpoint, root, 'bootstrap', `aws://${ACCOUNT}/${REGION}`, ...assembly())

export async function deploy(endpoint: string, directory = root): Promise<Outputs> {
  await cdk(
    endpoint,
    directory,
    'deploy',
    '--all',
    ...['--require-approval', 'never', '--progress', 'events', '--outputs-file', outputsFile],
    ...assembly(),
  )
  const stacks: unknown = JSON.parse(readFileSync(outputsFile, 'utf8'))
  const [stack] = Object.values(z.record(z.string(), z.unknown()).parse(stacks))
  return Outputs.parse(stack)
}

export const destroy = (endpoint: string) => cdk(endpoint, root, 'destroy', '--all', '--force', ...assembly())

/** The header by which the changed reader is known. */
export const MARK = 'x-deployed-again'

/**
 * A copy of the checkout, to be deployed from and then changed: what a bundle is called depends on where it is built. It
 * lies inside the checkout, so that modules resolve as ever.
 */
export function copyCheckout(): string {
  const copy = join(scratch, 'changed')
  rmSync(copy, { recursive: true, force: true })
  mkdirSync(copy, { recursive: true })
  for (const name of ['infra', 'functions', 'web', 'package.json', 'package-lock.json', 'cdk.json', 'tsconfig.json']) {
    cpSync(join(root, name), join(copy, name), { recursive: true })
  }
  return copy
}

/** Makes the reader function of a copy really another program: it answers with one header more. */
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
