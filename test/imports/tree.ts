/** A tree of files that contain only imports. Each import breaks a rule. */
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'

/** An import by path or package, in each form that TypeScript has. */
const FORMS = [
  (to: string) => `import '${to}'\n`,
  (to: string) => `import type { Anything } from '${to}'\n`,
  (to: string) => `export * from '${to}'\n`,
  (to: string) => `await import('${to}')\n`,
]

const isFile = (path: string): boolean => path.endsWith('.ts')

export type Broken = { rule: string; line: string }

/** Writes the imports under a folder. @returns the broken rule by file */
export async function writeBreaking(
  root: string,
  breaking: Readonly<Record<string, readonly (readonly [from: string, to: string])[]>>,
): Promise<Map<string, Broken>> {
  const broken = new Map<string, Broken>()
  for (const [rule, imports] of Object.entries(breaking)) {
    for (const [from, to] of imports) {
      for (const folder of [from, to].filter(isFile).map(dirname))
        if (!existsSync(folder)) throw new Error(`The test of ${rule} uses ${folder}, which does not exist.`)
      for (const form of FORMS) {
        const importer = from.replace('*', `importer${broken.size}`)
        const imported = isFile(to) ? to.replace('*', `imported${broken.size}`) : `node_modules/${to}/index.js`
        const path = isFile(to) ? relative(dirname(importer), imported) : to
        await write(join(root, importer), form(path.startsWith('.') || !isFile(to) ? path : `./${path}`))
        const back = relative(dirname(imported), importer)
        await write(join(root, imported), rule === 'no-cycles' ? `import './${back}'\n` : '')
        broken.set(importer, { rule, line: `${from} → ${to}` })
      }
    }
  }
  return broken
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}
