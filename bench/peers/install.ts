/** Installs the other systems into a folder of their own, once, in pinned versions, by pip and npm. */
import { execFile } from 'node:child_process'
import { access, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { FOLDER } from './peer.ts'

const run = promisify(execFile)
const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

export const ISSO = '0.14.0'
export const WALINE = '1.39.3'
const GUNICORN = '27.0.1'

/** @returns the folder of Isso's virtual environment */
export async function installIsso(): Promise<string> {
  const venv = join(FOLDER, `isso-${ISSO}`)
  const done = join(venv, 'installed')
  if (await exists(done)) return venv
  console.error('installing Isso …')
  await mkdir(FOLDER, { recursive: true })
  await run('python3', ['-m', 'venv', venv])
  await run(join(venv, 'bin', 'pip'), ['install', '--quiet', `isso==${ISSO}`, `gunicorn==${GUNICORN}`])
  await writeFile(done, '')
  return venv
}

/** @returns the folder of Waline's package */
export async function installWaline(): Promise<string> {
  const folder = join(FOLDER, `waline-${WALINE}`)
  const done = join(folder, 'installed')
  const found = join(folder, 'node_modules', '@waline', 'vercel')
  if (await exists(done)) return found
  console.error('installing Waline, its SQLite built from source …')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), '{"private": true}')
  const env = { ...process.env, npm_config_build_from_source: 'true' }
  await run('npm', ['install', '--no-audit', '--no-fund', `@waline/vercel@${WALINE}`], { cwd: folder, env })
  await writeFile(done, '')
  return found
}
