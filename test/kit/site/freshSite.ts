import { freshTables } from '../tables/freshTables.ts'
import type { TestTables } from '../tables/tables.ts'
import { type Site, siteOver } from './site.ts'

/** A site for one test file, over tables of its own. */
export async function freshSite(): Promise<{ tables: TestTables; site: Site }> {
  const tables = await freshTables()
  return { tables, site: await siteOver(tables) }
}
