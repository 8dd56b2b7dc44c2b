/**
 * dynoxide: a native DynamoDB-compatible engine on SQLite. It binds loopback by default and sends nothing anywhere.
 * https://dynoxide.dev
 *
 * It always runs on a file, because its stream needs an index that only another connection to the file can add. Before each
 * write to a table with a stream, dynoxide (1.2.1) reads
 * `SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1 FROM _stream_records WHERE table_name = ?`, and a reader of
 * the stream asks for `CAST(sequence_number AS INTEGER) > ? ORDER BY CAST(sequence_number AS INTEGER)`. Both go through every
 * record ever written, so the engine slows down as the stream grows. One index on the expression serves both.
 */
import { join } from 'node:path'
import { type EngineStart, EngineUnavailable, type Listening, listen, onPath, packageFolder } from './programs.ts'

export function dynoxideBinary(): string | undefined {
  const folder =
    process.platform === 'linux' && process.arch === 'x64' ? packageFolder('@dynoxide/linux-x64') : undefined
  return folder === undefined ? onPath('dynoxide') : join(folder, 'dynoxide')
}

/** Adds the index to a running engine's database file; SQLite tells the engine's connection by itself. */
function addStreamIndex(file: string): void {
  const sqlite = process.getBuiltinModule('node:sqlite')
  // Node before 22.5 has no SQLite: the engine then works without the index, only slower.
  if (sqlite === undefined) return
  const database = new sqlite.DatabaseSync(file)
  try {
    database.exec('PRAGMA busy_timeout = 5000')
    database.exec(
      `CREATE INDEX IF NOT EXISTS understory_stream_order
       ON _stream_records (table_name, CAST(sequence_number AS INTEGER))`,
    )
  } finally {
    database.close()
  }
}

/** @param folder that holds, or gets, the database file */
export async function startDynoxide({ folder, ...options }: EngineStart & { folder: string }): Promise<Listening> {
  const binary = dynoxideBinary()
  if (binary === undefined) throw new EngineUnavailable('dynoxide is not installed, see https://dynoxide.dev.')
  const file = join(folder, 'dynoxide.db')
  const engine = await listen({
    ...options,
    name: 'dynoxide',
    seconds: 10,
    command: (at) => [binary, 'serve', '--host', '127.0.0.1', '--port', String(at), '--db-path', file],
    data: file,
    // dynoxide takes one lock for each request, so a second thread adds only overhead.
    environment: { TOKIO_WORKER_THREADS: '1' },
  })
  try {
    addStreamIndex(file)
  } catch (error) {
    await engine.stop()
    const said = error instanceof Error ? error.message : String(error)
    throw new EngineUnavailable(`${file} cannot be changed: ${said}. Correct that, or ${options.advice.otherFolder}.`)
  }
  return engine
}
