/**
 * Isso, a Python server over SQLite, behind gunicorn with four workers as its documentation has it; guard off.
 * Source: https://isso-comments.de/docs/reference/deployment/
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { commentOf, postEach } from '../throughput/comments.ts'
import { ISSO, installIsso } from './install.ts'
import { FOLDER, freePort, type Peer, SIZES, startServer } from './peer.ts'

const uriOf = (size: number | 'written'): string => encodeURIComponent(`/thread-${size}/`)
const bodyOf = (number: number | '{n}'): string => {
  const { name, text } = commentOf(number)
  // Without a title, Isso would fetch the page of the thread at its first comment.
  return JSON.stringify({ author: name, text, title: 'Thread' })
}

export async function startIsso(): Promise<Peer> {
  const venv = await installIsso()
  const folder = await mkdtemp(join(FOLDER, 'isso-data-'))
  const port = await freePort()
  const base = `http://127.0.0.1:${port}`
  const settings = join(folder, 'isso.cfg')
  await writeFile(
    settings,
    `[general]\ndbpath = ${folder}/comments.db\nhost = ${base}\n[server]\nlisten = ${base}\npublic-endpoint = ${base}\n[guard]\nenabled = false\n`,
  )
  const server = await startServer(
    [join(venv, 'bin', 'gunicorn'), '-b', `127.0.0.1:${port}`, '-w', '4', '--preload', 'isso.run'],
    { cwd: folder, env: { ISSO_SETTINGS: settings } },
    `${base}/config`,
  )
  const post = (uri: string, body: string) =>
    fetch(`${base}/new?uri=${uri}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const [small = 0, large = 0] = SIZES
  for (const size of [small, large, 'written'] as const)
    await postEach(size === small ? small : 1, (number) => post(uriOf(size), bodyOf(number)), { atOnce: 1 })
  grow(join(folder, 'comments.db'), large)
  return {
    name: `Isso ${ISSO}`,
    setup: 'gunicorn with 4 workers, SQLite, guard off',
    page: (size, limit) => `${base}/?uri=${uriOf(size)}&sort=newest&limit=${limit}`,
    defaultPage: (size) => ({ url: `${base}/?uri=${uriOf(size)}`, holds: 'all comments' }),
    // Isso's API: replies holds the comments of the page.
    count: (answer) => (answer as { replies: unknown[] }).replies.length,
    post: { url: `${base}/new?uri=${uriOf('written')}`, post: { body: bodyOf('{n}') } },
    stop: async () => {
      await server.stop()
      await rm(folder, { recursive: true })
    },
  }
}

/** Copies what Isso itself wrote into the large thread's first comment until there are enough, a second apart. */
function grow(file: string, count: number): void {
  const database = new DatabaseSync(file)
  const columns = database
    .prepare('PRAGMA table_info(comments)')
    .all()
    .map(({ name }) => String(name))
  const copied = columns.filter((name) => name !== 'id')
  const values = copied.map((name) => (name === 'created' ? 'created + ?' : name === 'text' ? '?' : name))
  const row = database
    .prepare('SELECT max(id) AS id FROM comments WHERE tid = (SELECT id FROM threads WHERE uri = ?)')
    .get(`/thread-${count}/`)
  const insert = database.prepare(
    `INSERT INTO comments (${copied.join(', ')}) SELECT ${values.join(', ')} FROM comments WHERE id = ?`,
  )
  database.exec('BEGIN')
  for (let number = 1; number < count; number++) {
    // In the order of Isso's columns.
    const given = copied.flatMap((name): (string | number)[] =>
      name === 'created' ? [-number] : name === 'text' ? [commentOf(number).text] : [],
    )
    insert.run(...given, Number(row?.id))
  }
  database.exec('COMMIT')
  database.close()
}
