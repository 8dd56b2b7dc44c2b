/** Entry point of the CDK command line (cdk.json). */
import { understory } from './understory.ts'

understory().synth()
