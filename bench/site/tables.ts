/**
 * The template's two tables, empty, in an engine of their own.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEngine } from '../../local/engine.ts'
import { PROJECT } from '../../local/project.ts'
import { createTables } from '../../player/engine/tables.ts'
import { synthesize } from '../../player/template/synthesis.ts'
import type { Template } from '../../player/template/template.ts'
import { ARTICLES, COMMENTS } from './site.ts'

export async function freshTables(): Promise<{ endpoint: string; stop: () => Promise<void> }> {
  const scratch = await mkdtemp(join(tmpdir(), 'understory-bench-'))
  try {
    const { template } = await synthesize(PROJECT, scratch, { env: 'local' })
    const engine = await startEngine()
    await createTables(underPlainNames(template), engine.endpoint)
    return engine
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** The template's tables are named by their logical ids: `Articles` or `Comments`, and a hash. */
function underPlainNames({ Resources }: Template): Template {
  const tables = [ARTICLES, COMMENTS].map((name) => {
    const isIt = ([id, { Type }]: [string, Template['Resources'][string]]) =>
      id.startsWith(name) && Type.startsWith('AWS::DynamoDB::')
    const table = Object.entries(Resources).find(isIt)?.[1]
    if (!table) throw new Error(`The template has no table ${name}.`)
    return [name, table] as const
  })
  return { Resources: Object.fromEntries(tables) }
}
