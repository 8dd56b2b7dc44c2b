import { startTables, type TestTables } from './tables.ts'

/** Tables for one test file. The engine stops after the file. */
export async function freshTables(): Promise<TestTables>
export async function freshTables<T extends TestTables>(start: () => Promise<T>): Promise<T>
export async function freshTables(start: () => Promise<TestTables> = startTables): Promise<TestTables> {
  const tables = await start()
  afterAll(() => tables.stop())
  return tables
}
