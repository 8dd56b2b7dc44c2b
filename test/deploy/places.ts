/**
 * Folders of the deploy test, all ignored by git, and the environment of the programs that it runs. The environment has
 * none of the developer's AWS settings, so the test never reaches a real account.
 */
import { delimiter, join } from 'node:path'

export const root = join(import.meta.dirname, '..', '..')
export const scratch = join(root, '.tmp', 'deploy')
export const bin = join(root, 'node_modules', '.bin')

export const REGION = 'us-east-1'
/** MiniStack's account for access keys that are not account numbers. */
export const ACCOUNT = '000000000000'

/**
 * The environment of every program. `node_modules/.bin` comes first, because its `node` is the release that Lambda
 * runs.
 */
export function plainEnvironment(): Record<string, string> {
  return {
    PATH: [bin, process.env.PATH ?? ''].join(delimiter),
    // The CDK, the SDK and pip write caches and look for credentials in HOME.
    HOME: join(scratch, 'home'),
    TMPDIR: join(scratch, 'tmp'),
    LANG: 'C.UTF-8',
    TZ: 'UTC',
  }
}

/** The environment of programs that call AWS. It points only to the emulator. */
export function awsEnvironment(endpoint: string): Record<string, string> {
  return {
    ...plainEnvironment(),
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: join(scratch, 'home', 'no-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(scratch, 'home', 'no-credentials'),
    CDK_DEFAULT_ACCOUNT: ACCOUNT,
    CDK_DEFAULT_REGION: REGION,
    CDK_DISABLE_VERSION_CHECK: 'true',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  }
}
