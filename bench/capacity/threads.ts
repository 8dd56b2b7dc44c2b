/**
 * Threads of any size to read pages of. Their comments are clones of comments that the functions wrote: only ids,
 * article and place differ. The engine imports them in DynamoDB's export format, 25,000 a second. The database is kept
 * for the next run.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createGzip } from 'node:zlib'
import type { AttributeValue, TableDescription } from '@aws-sdk/client-dynamodb'
import { ulid } from '../../functions/domain/ulid.ts'
import { dynoxideBinary } from '../../player/engine/dynoxide.ts'
import { ARTICLES, COMMENTS } from '../site/site.ts'

export type StoredItem = Record<string, AttributeValue>

/** The items that the site wrote under one article: its own, its roots, its two statistics items. */
export type Pattern = { slug: string; article: StoredItem; roots: StoredItem[]; statistics: StoredItem[] }

export const SIZES = [10, 100, 1_000, 100_000, 1_000_000]

/** As long as the pattern's slug, so that a clone has the same size. */
export const slugOf = (size: number): string => `thread-${String(size).padStart(8, '0')}`
export const PATTERN_SLUG = slugOf(0)

/** The first comment's time. The others follow every 37 seconds. */
const FIRST_AT = Date.parse('2024-01-01T00:00:00Z')
const INTERVAL = 37_000

/** The id of a thread's nth root. */
export function rootAt(place: number): string {
  const random = createHash('sha256').update(String(place)).digest().subarray(0, 10)
  return ulid(FIRST_AT + place * INTERVAL, () => random)
}

/**
 * Makes the database, unless it exists.
 * @param folder to keep it in
 * @param tables as the engine describes them
 * @returns the folder that holds the engine's data
 */
export async function seededThreads(folder: string, tables: TableDescription[], pattern: Pattern): Promise<string> {
  const data = join(folder, 'data')
  const mark = join(folder, 'shape')
  const shape = JSON.stringify([SIZES, tables.map(keysOf), shapeOf(pattern)])
  if ((await readFile(mark, 'utf8').catch(() => '')) === shape) return data
  await rm(folder, { recursive: true, force: true })
  const source = join(folder, 'export')
  for (const table of [ARTICLES, COMMENTS]) await mkdir(join(source, table, 'data'), { recursive: true })
  await mkdir(data, { recursive: true })
  await exportItems(join(source, ARTICLES, 'data', 'items.json.gz'), articles(pattern))
  await exportItems(join(source, COMMENTS, 'data', 'items.json.gz'), comments(pattern))
  const schema = join(folder, 'schema.json')
  await writeFile(schema, JSON.stringify(tables.map((Table) => ({ Table: keysOf(Table) }))))
  const binary = dynoxideBinary()
  if (!binary) throw new Error('The threads are seeded with dynoxide; install it, see https://dynoxide.dev.')
  progress('importing them into the engine …')
  await promisify(execFile)(binary, [
    'import',
    '--source',
    source,
    '--schema',
    schema,
    '--output',
    join(data, 'dynoxide.db'),
  ])
  progress('')
  await rm(source, { recursive: true })
  await writeFile(mark, shape)
  return data
}

function* articles({ article, slug }: Pattern): Generator<string> {
  for (const size of SIZES) yield JSON.stringify(article).replaceAll(slug, slugOf(size))
}

function* comments({ slug, roots, statistics }: Pattern): Generator<string> {
  const patterns = roots.map((root) => ({ text: JSON.stringify(root), id: root.sk?.S?.slice(2) ?? '' }))
  const all = SIZES.reduce((sum, size) => sum + size, 0)
  let done = 0
  for (const size of SIZES) {
    for (const item of statistics) {
      // A root with its three replies counts as four.
      const counted = item.published ? { ...item, published: { N: String(4 * size) } } : item
      yield JSON.stringify(counted).replaceAll(slug, slugOf(size))
    }
    for (let place = 0; place < size; place++) {
      const pattern = patterns[place % patterns.length]
      if (pattern) yield pattern.text.replaceAll(slug, slugOf(size)).replaceAll(pattern.id, rootAt(place))
      if (++done % 10_000 === 0) progress(`writing threads: ${Math.round((100 * done) / all)} %`)
    }
  }
  progress('')
}

/** Overwrites one line of a terminal. Prints nothing elsewhere. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`)
}

async function exportItems(file: string, items: Iterable<string>): Promise<void> {
  const gzip = createGzip({ level: 1 })
  const out = createWriteStream(file)
  gzip.pipe(out)
  let lines: string[] = []
  const flush = async () => {
    if (!gzip.write(lines.join(''))) await once(gzip, 'drain')
    lines = []
  }
  for (const item of items) {
    lines.push(`{"Item":${item}}\n`)
    if (lines.length === 500) await flush()
  }
  await flush()
  gzip.end()
  await once(out, 'finish')
}

/** A table's description for an import. Nothing is written to the threads later, so they need no stream. */
const keysOf = ({ TableName, KeySchema, AttributeDefinitions, GlobalSecondaryIndexes }: TableDescription) => ({
  TableName,
  KeySchema,
  AttributeDefinitions,
  BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
  ...(GlobalSecondaryIndexes && {
    GlobalSecondaryIndexes: GlobalSecondaryIndexes.map(({ IndexName, KeySchema: keys, Projection }) => ({
      IndexName,
      KeySchema: keys,
      Projection,
    })),
  }),
})

/** Attributes and their lengths. If they differ, the kept database is out of date. */
const shapeOf = ({ roots, article }: Pattern) =>
  [...roots, article].map((item) =>
    Object.entries(item)
      .map(([name, value]) => `${name} ${value.S === undefined ? JSON.stringify(value) : value.S.length}`)
      .sort(),
  )
