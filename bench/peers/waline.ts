/**
 * Waline, a Node server, over SQLite. For each request it asks an OAuth service for its sign-ins, which is a stub on
 * loopback here. Spam check and rate limit are off.
 * Source: https://waline.js.org/en/reference/server/env.html
 */

import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { commentOf, postEach } from '../throughput/comments.ts'
import { installWaline, WALINE } from './install.ts'
import { FOLDER, freePort, type Peer, SIZES, startServer } from './peer.ts'

/** The tables that Waline expects to find: its own columns, defaults for its times, and, like its own, no index. */
const TIMES = 'createdAt DATETIME DEFAULT CURRENT_TIMESTAMP, updatedAt DATETIME DEFAULT CURRENT_TIMESTAMP'
const TABLES = `
  CREATE TABLE wl_Comment (id INTEGER PRIMARY KEY AUTOINCREMENT, user_id INTEGER, comment TEXT, ip TEXT,
    insertedAt DATETIME DEFAULT CURRENT_TIMESTAMP,
    link TEXT, mail TEXT, nick TEXT, rid INTEGER, pid INTEGER, sticky NUMERIC, status TEXT NOT NULL, "like" INTEGER, ua TEXT,
    url TEXT, ${TIMES});
  CREATE TABLE wl_Counter (id INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER, url TEXT, ${TIMES});
  CREATE TABLE wl_Users (id INTEGER PRIMARY KEY AUTOINCREMENT, display_name TEXT, email TEXT, password TEXT, type TEXT,
    label TEXT, avatar TEXT, url TEXT, "2fa" TEXT, ${TIMES});`

const pathOf = (size: number | 'written'): string => `/thread-${size}/`
const bodyOf = (number: number | '{n}', size: number | 'written'): string => {
  const { name, text } = commentOf(number)
  return JSON.stringify({ nick: name, mail: '', link: '', comment: text, url: pathOf(size), ua: 'Mozilla/5.0' })
}

export async function startWaline(): Promise<Peer> {
  const program = await installWaline()
  const folder = await mkdtemp(join(FOLDER, 'waline-data-'))
  const file = join(folder, 'waline.sqlite')
  const database = new DatabaseSync(file)
  database.exec(TABLES)
  database.close()
  const oauth = createServer((_, out) =>
    out.writeHead(200, { 'content-type': 'application/json' }).end('{"services":[]}'),
  )
  oauth.listen(0, '127.0.0.1')
  await once(oauth, 'listening')
  const port = await freePort()
  const base = `http://127.0.0.1:${port}`
  const server = await startServer(
    [process.execPath, join(program, 'vanilla.js'), String(port)],
    {
      cwd: folder,
      env: {
        NODE_ENV: 'production',
        PORT: String(port),
        SQLITE_PATH: folder,
        JWT_TOKEN: 'bench',
        OAUTH_URL: `http://127.0.0.1:${(oauth.address() as AddressInfo).port}`,
        AKISMET_KEY: 'false',
        IPQPS: '0',
      },
    },
    `${base}/api/comment?path=/`,
  )
  const post = (body: string) =>
    fetch(`${base}/api/comment`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  const [small = 0, large = 0] = SIZES
  for (const size of [small, large, 'written'] as const)
    await postEach(size === small ? small : 1, (number) => post(bodyOf(number, size)), { atOnce: 1 })
  grow(file, large)
  return {
    name: `Waline ${WALINE}`,
    setup: 'one Node process, SQLite, Akismet and rate limit off',
    page: (size, limit) => `${base}/api/comment?path=${pathOf(size)}&pageSize=${limit}&page=1&sortBy=insertedAt_desc`,
    defaultPage: (size) => ({
      url: `${base}/api/comment?path=${pathOf(size)}&pageSize=10&page=1&sortBy=insertedAt_desc`,
      holds: '10 comments',
    }),
    // Waline's API: data.data holds the comments of the page.
    count: (answer) => (answer as { data: { data: unknown[] } }).data.data.length,
    post: { url: `${base}/api/comment`, post: { body: bodyOf('{n}', 'written') } },
    stop: async () => {
      await server.stop()
      await new Promise((closed) => {
        oauth.close(closed)
        oauth.closeAllConnections()
      })
      await rm(folder, { recursive: true })
    },
  }
}

/** Copies what Waline itself wrote as the large thread's first comment until there are enough, a second apart. */
function grow(file: string, count: number): void {
  const database = new DatabaseSync(file)
  const columns = database
    .prepare('PRAGMA table_info(wl_Comment)')
    .all()
    .map(({ name }) => `"${name}"`)
  const first = database.prepare('SELECT * FROM wl_Comment WHERE url = ?').get(pathOf(count))
  if (!first) throw new Error('Waline has not stored the first comment.')
  const insert = database.prepare(`INSERT INTO wl_Comment (${columns}) VALUES (${columns.map(() => '?')})`)
  const { id: _, insertedAt, comment: __, ...rest } = first
  const time = new Date(`${insertedAt}Z`).getTime()
  const fields = columns.map((name) => name.slice(1, -1))
  database.exec('BEGIN')
  for (let number = 1; number < count; number++) {
    const row: Record<string, string | number | bigint | null> = {
      ...(rest as Record<string, string | number | null>),
      id: null,
      insertedAt: sqliteTime(time - number * 1000),
      comment: commentOf(number).text,
    }
    insert.run(...fields.map((name) => row[name] ?? null))
  }
  database.exec('COMMIT')
  database.close()
}

/** As SQLite writes CURRENT_TIMESTAMP. */
const sqliteTime = (time: number): string => new Date(time).toISOString().slice(0, 19).replace('T', ' ')
