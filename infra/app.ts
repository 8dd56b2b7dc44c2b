/** Entry point of the CDK command line (cdk.json). */
import { BadSettings } from './config.ts'
import { readSettingsFile } from './environments.ts'
import { understory } from './understory.ts'

try {
  understory({}, readSettingsFile()).synth()
} catch (error) {
  if (!(error instanceof BadSettings)) throw error
  // The operator needs the message, not where it was thrown.
  console.error(error.message)
  process.exitCode = 1
}
