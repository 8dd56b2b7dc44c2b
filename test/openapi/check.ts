/**
 * Checks the OpenAPI document with the recommended rules of Redocly and Spectral. Compiles a client with the types that
 * openapi-typescript generates from it. The first run installs the tools.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeApi } from '../../functions/http/openapi.ts'
import { installOnDemand } from '../../local/onDemand.ts'

const here = import.meta.dirname
const folder = join(here, '..', '..', '.tmp', 'openapi')
const packages = await installOnDemand(join(here, 'tools'))

/** @throws if the tool reports a problem */
function run(tool: string, ...options: string[]): void {
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', NO_COLOR: '1' }
  execFileSync(process.execPath, [join(packages, tool), ...options], { cwd: folder, env, stdio: 'inherit' })
}

mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'openapi.json'), JSON.stringify(describeApi('0.1.0')))
writeFileSync(join(folder, 'ruleset.yaml'), 'extends: ["spectral:oas"]\n')
copyFileSync(join(here, 'usage', 'usage.ts'), join(folder, 'usage.ts'))
const compilerOptions = { strict: true, noEmit: true, allowImportingTsExtensions: true, module: 'nodenext', types: [] }
writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['usage.ts'] }))

try {
  run('@redocly/cli/bin/cli.js', 'lint', 'openapi.json', '--extends=recommended-strict')
  run('@stoplight/spectral-cli/dist/index.js', 'lint', 'openapi.json', '--ruleset=ruleset.yaml', '--fail-severity=warn')
  run('openapi-typescript/bin/cli.js', 'openapi.json', '--output=types.ts')
  run('typescript/bin/tsc', '--project', 'tsconfig.json')
} catch {
  process.exitCode = 1
}
