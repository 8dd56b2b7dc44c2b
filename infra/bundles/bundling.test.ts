import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSync, type Metafile } from 'esbuild'
import { bundleOptions, FUNCTION_NAMES } from './bundling.ts'

const project = join(import.meta.dirname, '../..')
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
  expect([...new Set(providers)].sort()).toEqual(['credential-provider-env'])
  const outside = Object.values(outputs).flatMap(({ imports }) => imports.filter(({ path }) => path.startsWith('@')))
  expect(outside).toEqual([])
})

test('Markdown in a bundle knows the characters of HTML 4, and leaves other names as they were typed', () => {
  const directory = folder()
  const options = {
    ...bundleOptions('commenter', directory),
    entryPoints: ['functions/domain/markdown/commentMarkdown.ts'],
  }
  buildSync(options)
  const text = 'caf&eacute; &amp; tea &hellip; Ada&apos;s &ClockwiseContourIntegral;'
  // Jest loads nothing from outside the project, so another process does.
  const script = `import { renderComment } from './index.mjs'; console.log(renderComment(${JSON.stringify(text)}))`
  const html = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: directory,
    encoding: 'utf8',
  })
  expect(html.trim()).toBe("<p>café &amp; tea … Ada's &amp;ClockwiseContourIntegral;</p>")
})

test.each(FUNCTION_NAMES)('what the %s loads at a cold start has at most 300 KB', (name) => {
  const directory = folder()
  const { outputs } = buildSync({ ...bundleOptions(name, directory), metafile: true }).metafile
  expect(bytesAtStart(outputs, `${name}/handler.ts`)).toBeLessThanOrEqual(300_000)
})

/** A bundle's entry, and what it imports other than on demand. */
function bytesAtStart(outputs: Metafile['outputs'], entry: string): number {
  const reached = new Set(Object.keys(outputs).filter((file) => outputs[file]?.entryPoint?.endsWith(entry)))
  for (const file of reached)
    for (const { path, kind } of outputs[file]?.imports ?? [])
      if (kind === 'import-statement' && path in outputs) reached.add(path)
  return [...reached].reduce((sum, file) => sum + (outputs[file]?.bytes ?? 0), 0)
}

test('source maps are written only when asked for', () => {
  const directory = folder()
  buildSync(bundleOptions('reader', directory, { sourceMaps: true }))
  expect(readFileSync(join(directory, 'index.mjs'), 'utf8')).toContain('sourceMappingURL=index.mjs.map')
})
