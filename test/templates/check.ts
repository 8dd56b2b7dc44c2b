/**
 * Checks every template of the stack with cfn-lint: with the default settings, and with each setting that adds
 * resources. The first run installs cfn-lint.
 * Source: https://github.com/aws-cloudformation/cfn-lint
 */
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { understory } from '../../infra/understory.ts'
import { installPrograms } from '../kit/processes/python.ts'

/** Settings that add resources to the template. */
const VARIANTS: Record<string, Record<string, unknown>> = {
  default: {},
  full: { alarmEmail: 'ops@example.org', oidcIssuer: 'https://login.example.com/', oidcAudience: 'understory' },
}
/** W3005: the CDK names the role of a function in DependsOn, beside the reference to it. */
const IGNORED = 'W3005'
const REGIONS = ['us-east-1', 'eu-central-1']

const folder = join(import.meta.dirname, '..', '..', '.tmp', 'templates')
const programs = installPrograms(join(import.meta.dirname, 'requirements.txt'), join(folder, 'venv'))

const templates = Object.entries(VARIANTS).flatMap(([name, settings]) => {
  const outdir = join(folder, name)
  understory({ outdir, context: { ...settings, 'aws:cdk:bundling-stacks': [] } }).synth()
  return readdirSync(outdir).flatMap((file) => (file.endsWith('.template.json') ? [join(outdir, file)] : []))
})
if (templates.length < Object.keys(VARIANTS).length) throw new Error('There is no template to check.')
try {
  execFileSync(
    join(programs, 'cfn-lint'),
    ['--ignore-checks', IGNORED, '--regions', ...REGIONS, '--template', ...templates],
    { stdio: 'inherit' },
  )
} catch {
  process.exitCode = 1
}
