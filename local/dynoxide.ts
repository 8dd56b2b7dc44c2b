/**
 * Keeps dynoxide's stream fast.
 *
 * Before each write to a table with a stream, dynoxide (1.2.1) reads
 * `SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1 FROM _stream_records WHERE table_name = ?`, and a reader of
 * the stream asks for `CAST(sequence_number AS INTEGER) > ? ORDER BY CAST(sequence_number AS INTEGER)`. Both go through every
 * record ever written, so the engine slows down as the stream grows. One index on the expression serves both.
 */

/** Adds the index to a running engine's database file; SQLite tells the engine's connection by itself. */
export const addStreamIndex = async (file: string): Promise<void> => {
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
