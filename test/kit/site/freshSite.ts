import { startTables, type TestTables } from '../tables/tables.ts'
import { type Site, siteOver } from './site.ts'

/** A site for one test file, over tables of its own. The engine stops after the file. */
export async function freshSite(): Promise<{ tables: TestTables; site: Site }> {
  const tables = await startTables()
  afterAll(() => tables.stop())
  return { tables, site: await siteOver(tables) }
}
