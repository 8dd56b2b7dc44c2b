/**
 * Where the deploy test keeps things, all of it ignored by git, and the environment in which it runs other programs:
 * nothing of the developer's own AWS settings, so that this test can never reach a real account.
 */
import { delimiter, join } from 'node:path'

export const root = join(import.meta.dirname, '..', '..')
export const scratch = join(root, '.tmp', 'deploy')
export const bin = join(root, 'node_modules', '.bin')

export const REGION = 'us-east-1'
/** MiniStack's account for keys that are not themselves an account number. */
export const ACCOUNT = '000000000000'

/** What every program gets. `node_modules/.bin` comes first: its `node` is the release that Lambda runs. */
export function plainEnvironment(): Record<string, string> {
  return {
    PATH: [bin, process.env.PATH ?? ''].join(delimiter),
    // The CDK, the SDK and pip write caches and look for credentials below HOME.
    HOME: join(scratch, 'home'),
    TMPDIR: join(scratch, 'tmp'),
    LANG: 'C.UTF-8',
    TZ: 'UTC',
  }
}

/** For programs that speak to AWS: the emulator, and only the emulator. */
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
