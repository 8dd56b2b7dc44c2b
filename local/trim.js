/**
 * Runs after `npm ci`. Deletes 130 MB of files in packages that nothing here reads. In JavaScript, because it may run on
 * a Node that does not read TypeScript.
 */
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const packages = fileURLToPath(new URL('../node_modules', import.meta.url))
const UNUSED = [
  // A second name of the program that npm links to, and C++ headers.
  'node/node_modules',
  // The AWS CLI, for constructs that copy files in a Lambda function.
  '@aws-cdk/asset-awscli-v1/lib/layer.zip',
  // Descriptions of the constructs for languages other than TypeScript.
  'aws-cdk-lib/.jsii.gz',
  'aws-cdk-lib/.jsii.tabl.json.gz',
]

const sourceMaps = (await readdir(packages, { recursive: true })).filter((file) => /\.(?:[cm]?js|ts)\.map$/.test(file))
await Promise.all([...UNUSED, ...sourceMaps].map((file) => rm(join(packages, file), { recursive: true, force: true })))
