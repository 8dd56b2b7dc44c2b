/**
 * Exports of WordPress and Disqus as texts.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Calls `work` with a file of that content. The file is deleted afterwards. */
export async function withFile<T>(content: string | Uint8Array, work: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'understory-export-'))
  try {
    const path = join(folder, 'export.xml')
    await writeFile(path, content)
    return await work(path)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const cdata = (text: string): string => `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`
const tag = (name: string, text: string): string => `<${name}>${cdata(text)}</${name}>`

type Fields = Record<string, string>

const HEAD =
  '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" ' +
  'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">\n<channel>\n'

/** An export of WordPress. */
export const wxr = (...records: string[]): string => `${HEAD}${records.join('\n')}\n</channel>\n</rss>\n`

export const wxrAuthor = (login: string, name: string): string =>
  `<wp:author>${tag('wp:author_login', login)}${tag('wp:author_display_name', name)}</wp:author>`

/** A post. Fields have WordPress's names, `category:post_tag` for a tag. Missing fields have defaults. */
export function wxrPost(fields: Fields, comments: string[] = []): string {
  const all = {
    title: 'A post',
    link: `https://old.example/${fields['wp:post_name'] ?? 'a-post'}/`,
    'content:encoded': 'Text.',
    'wp:post_id': '1',
    'wp:post_date_gmt': '2009-02-13 23:31:30',
    'wp:post_name': 'a-post',
    'wp:status': 'publish',
    'wp:post_type': 'post',
    ...fields,
  }
  const elements = Object.entries(all).map(([name, text]) => {
    const [element = '', domain] = name.startsWith('category:') ? name.split(':') : [name]
    return domain === undefined
      ? tag(element, text)
      : `<category domain="${domain}" nicename="x">${cdata(text)}</category>`
  })
  return `<item>${elements.join('')}${comments.join('')}</item>`
}

/** A comment of WordPress. Fields are named without `comment_`. */
export function wxrComment(fields: Fields): string {
  const all = {
    author: 'Ada',
    date_gmt: '2009-02-15 09:00:00',
    content: 'Text.',
    approved: '1',
    type: 'comment',
    parent: '0',
    ...fields,
  }
  return `<wp:comment>${Object.entries(all)
    .map(([name, text]) => tag(`wp:comment_${name}`, text))
    .join('')}</wp:comment>`
}

/** An export of Disqus. */
export const disqusXml = (...records: string[]): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">\n${records.join('\n')}\n</disqus>\n`

export function disqusThread(id: string, link: string, title = 'A page', fields: Fields = {}): string {
  const { isDeleted = 'false', isClosed = 'false', createdAt = '2009-02-15T08:00:00Z' } = fields
  return (
    `<thread dsq:id="${id}">${tag('link', link)}${tag('title', title)}` +
    `<createdAt>${createdAt}</createdAt><isClosed>${isClosed}</isClosed><isDeleted>${isDeleted}</isDeleted></thread>`
  )
}

export function disqusPost(id: string, thread: string, fields: Fields = {}, parent?: string): string {
  const { name = 'Ada', message = '<p>Text.</p>', createdAt = '2009-02-15T09:00:00Z', ...flags } = fields
  const all = Object.entries({ isDeleted: 'false', isSpam: 'false', ...flags })
  return (
    `<post dsq:id="${id}">${tag('message', message)}<createdAt>${createdAt}</createdAt>` +
    all.map(([flag, value]) => `<${flag}>${value}</${flag}>`).join('') +
    `<author>${tag('name', name)}</author><thread dsq:id="${thread}"/>${parent === undefined ? '' : `<parent dsq:id="${parent}"/>`}</post>`
  )
}
