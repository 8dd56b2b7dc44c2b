/**
 * Programs of Python packages, each set in a virtual environment of its own.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Installs what a file of requirements names, by hash, unless that is installed already.
 * @param venv the folder of the virtual environment
 * @returns the folder of the programs
 * @throws Error without Python 3.10 or later
 */
export function installPrograms(requirements: string, venv: string): string {
  const stamp = join(venv, 'installed')
  const python = findPython()
  const wanted = createHash('sha256').update(python.version).update(readFileSync(requirements)).digest('hex')
  const programs = join(venv, 'bin')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return programs

  rmSync(venv, { recursive: true, force: true })
  // pip needs the real HOME, which has its settings, such as a mirror or a certificate.
  const env = { ...process.env, PIP_DISABLE_PIP_VERSION_CHECK: '1' }
  const run = (program: string, ...options: string[]) => execFileSync(program, options, { env, stdio: 'inherit' })
  run(python.program, '-m', 'venv', venv)
  run(join(programs, 'python'), '-m', 'pip', 'install', '-q', '--require-hashes', '-r', requirements)
  writeFileSync(stamp, wanted)
  return programs
}

function findPython(): { program: string; version: string } {
  for (const program of ['python3', 'python']) {
    try {
      const version = execFileSync(program, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim()
      const [major = 0, minor = 0] = version.split('.').map(Number)
      if (major === 3 && minor >= 10) return { program, version }
    } catch {
      // This program is missing or broken. Try the next.
    }
  }
  throw new Error('Python 3.10 or later is needed (as python3), with its venv module')
}
