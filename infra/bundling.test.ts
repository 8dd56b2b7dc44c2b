import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { bundleOptions, FUNCTION_NAMES } from './bundling.ts'

const project = join(import.meta.dirname, '..')
const bundles = mkdtempSync(join(tmpdir(), 'understory-bundles-'))
afterAll(() => rmSync(bundles, { recursive: true }))
const folder = () => mkdtempSync(join(bundles, 'bundle-'))

/** The reader's way of bundling, given other code. */
const bundle = (contents: string) => {
  const { entryPoints, ...options } = bundleOptions('reader', folder())
  const stdin = { contents, resolveDir: project, loader: 'ts' } as const
  return buildSync({ ...options, stdin, metafile: true }).metafile
}

test.each(FUNCTION_NAMES)('the %s bundles to the same bytes wherever it is written', (name) => {
  const [first, second] = [folder(), folder()].map((directory) => {
    buildSync(bundleOptions(name, directory))
    return readFileSync(join(directory, 'index.mjs'), 'utf8')
  })
  expect(second).toBe(first)
  expect(first).not.toContain(project)
})

test('the SDK is in the bundle, without the credential providers that Lambda never reaches', () => {
  const { inputs, outputs } = bundle(
    "import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'; console.log(DynamoDBClient, QueryCommand)",
  )
  const providers = Object.keys(inputs).flatMap((path) => path.match(/credential-provider-[a-z-]+/) ?? [])
  expect([...new Set(providers)].sort()).toEqual(['credential-provider-env', 'credential-provider-node'])
  const outside = Object.values(outputs).flatMap(({ imports }) => imports.filter(({ path }) => path.startsWith('@')))
  expect(outside).toEqual([])
})

test('source maps are written only when asked for', () => {
  const directory = folder()
  buildSync(bundleOptions('reader', directory, { sourceMaps: true }))
  expect(readFileSync(join(directory, 'index.mjs'), 'utf8')).toContain('sourceMappingURL=index.mjs.map')
})
