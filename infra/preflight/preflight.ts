/**
 * `npm run preflight [-- options of cdk synth]`: compares the stack with the quotas of the account, before a
 * deployment. The exit code is 1 if a quota would stop the deployment, or if the account cannot be read.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { readAccount, signedAsk } from './account.ts'
import { findingsOf, reportOf, willFail } from './findings.ts'
import { type Limits, limitsOf } from './limits.ts'

const PROJECT = join(import.meta.dirname, '../..')

/**
 * The limits of the templates that the CDK synthesizes with these options, as it does to deploy.
 * @returns undefined if they do not synthesize; the CDK has said why
 */
function synthesized(options: readonly string[]): Limits | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'understory-preflight-'))
  try {
    const cdk = ['node_modules/aws-cdk/bin/cdk', 'synth', '--quiet', '--output', folder, ...options]
    const { status } = spawnSync(process.execPath, cdk, { cwd: PROJECT, stdio: ['ignore', 2, 2] })
    if (status !== 0) return undefined
    const files = readdirSync(folder).filter((name) => name.endsWith('.template.json'))
    return limitsOf(files.map((name): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'))))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function compare(limits: Limits): Promise<boolean> {
  const client = new DynamoDBClient({})
  try {
    const region = await client.config.region()
    const findings = findingsOf(limits, await readAccount(signedAsk(client)))
    console.log(`Region ${region}\n\n${reportOf(findings)}`)
    return !willFail(findings)
  } catch (error) {
    console.error(`The account cannot be read: ${error instanceof Error ? error.message : String(error)}`)
    return false
  }
}

const limits = synthesized(process.argv.slice(2))
process.exitCode = limits && (await compare(limits)) ? 0 : 1
