/**
 * Runs after `npm ci`, and deletes what nothing needs of the package `node`, which brings the release that Lambda runs:
 *
 * - a second name of the program, and 67 MB of C++ headers
 * - the program itself (121 MB), where npm runs on the same release line, at least as new: scripts then use that one
 *
 * In JavaScript, because it may run on a Node that does not read TypeScript.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, realpathSync, rmSync } from 'node:fs'

const modules = new URL('../node_modules/', import.meta.url)
/** @param {string} name */
const remove = (name) => rmSync(new URL(name, modules), { recursive: true, force: true })
/** @param {string} version such as `24.21.0` */
const parts = (version) => version.split('.').map(Number)

/** @returns whether the Node that runs npm does as well as the package's */
function isProvided() {
  // Scripts of npm find the package's program first on their PATH; npm itself says which Node it runs on.
  const outside = process.env.npm_node_execpath
  if (outside === undefined) return false
  // Or npm was itself called by a script, and runs on the package's program.
  if (realpathSync(outside).startsWith(realpathSync(modules))) return false
  const version = execFileSync(outside, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim()
  const [major = 0, minor = 0, patch = 0] = parts(version)
  const wanted = JSON.parse(readFileSync(new URL('node/package.json', modules), 'utf8')).version
  const [wantedMajor = 0, wantedMinor = 0, wantedPatch = 0] = parts(wanted)
  return major === wantedMajor && (minor > wantedMinor || (minor === wantedMinor && patch >= wantedPatch))
}

remove('node/node_modules')
try {
  if (isProvided()) for (const name of ['node/bin', '.bin/node', '.bin/node.cmd', '.bin/node.ps1']) remove(name)
} catch {
  // The package is not installed (`--omit=dev`), or Windows is running the program. It stays as it is.
}
