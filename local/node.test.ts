/**
 * `npm ci` warns of no Node that package.json says is enough, and runs no script of a package that nobody has looked
 * at.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import semver from 'semver'
import { z } from 'zod'
import { PROJECT } from './project.ts'

const read = (name: string): unknown => JSON.parse(readFileSync(join(PROJECT, name), 'utf8'))
const own = z
  .object({ engines: z.object({ node: z.string() }), allowScripts: z.record(z.string(), z.boolean()) })
  .parse(read('package.json'))
const lockFile = z.object({
  packages: z.record(
    z.string(),
    z.looseObject({
      // Some old packages have a list.
      engines: z.union([z.object({ node: z.string().optional() }), z.array(z.string())]).optional(),
      hasInstallScript: z.boolean().optional(),
    }),
  ),
})
const packagesOf = (folder: string) =>
  Object.entries(lockFile.parse(read(join(folder, 'package-lock.json'))).packages).filter(([path]) => path !== '')
const packages = packagesOf('.')
/** Installed when they are first needed, without their install scripts. */
const onDemand = ['bench/lighthouse', 'player/engine/dynamodb-local'].flatMap(packagesOf)

test('every package takes every Node that package.json names', () => {
  const fussy = [...packages, ...onDemand].flatMap(([path, { engines }]) => {
    const wanted = engines === undefined || Array.isArray(engines) ? undefined : engines.node
    return wanted === undefined || semver.subset(own.engines.node, wanted) ? [] : [`${path} wants ${wanted}`]
  })
  expect(fussy).toEqual([])
})

test('every package with an install script was decided on', () => {
  const withScripts = packages.filter(([, { hasInstallScript }]) => hasInstallScript)
  const names = withScripts.map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length))
  // Optional on other systems, where npm says nothing of it here.
  expect(names.filter((name) => own.allowScripts[name] === undefined && name !== 'fsevents')).toEqual([])
})

test('the README names the same Nodes', () => {
  const lines = (own.engines.node.match(/\d+\.\d+/g) ?? []).map((version) => version.replace(/\.0$/, ''))
  const named = `${lines.slice(0, -1).join(', ')} or ${lines.at(-1)}`
  expect(readFileSync(join(PROJECT, 'README.md'), 'utf8')).toContain(`You need Node ${named},`)
})
