/**
 * Pages of another site for tests of the widget.
 */
import { baseUrl } from '../../kit/http/target.ts'
import { putPage } from '../reader/host.ts'

export const WIDGET = '<understory-comments></understory-comments>'

export const script = (attributes = 'async', query = '') =>
  `<script src="${baseUrl()}/embed.js${query}" ${attributes}></script>`

type Parts = { head?: string; lang?: string; headers?: Record<string, string>; embed?: string; title?: string }

let pages = 0

/** A path that no other test uses. */
export const freshPath = (name = 'page'): string =>
  `/${name}-${process.env.JEST_WORKER_ID ?? 0}-${Date.now()}-${++pages}`

/** Puts a page with the widget's script onto the other site. @returns its address */
export const pageAt = (path: string, body: string, parts: Parts = {}): Promise<string> => {
  const { head = '', lang = 'en', headers = {}, embed = script(), title = 'A page elsewhere' } = parts
  return putPage(
    path,
    `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>${title}</title>${head}${embed}</head><body><h1>Elsewhere</h1>${body}</body></html>`,
    headers,
  )
}
