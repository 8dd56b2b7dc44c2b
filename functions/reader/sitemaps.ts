/**
 * The sitemap and robots.txt: by which search engines find everything. A file for each month, in parts where a month has
 * very many articles, and one for the lists.
 */
import { type Article, changedAt } from '../domain/article.ts'
import { AddressUnknown } from '../domain/errors.ts'
import type { Endpoint } from '../http/api.ts'
import { originOf } from '../http/origin.ts'
import { type HttpEvent, pathParameter } from '../http/request.ts'
import { articleAddress, FRONT, tagAddress } from '../pages/page.ts'
import { type Place, robots, sitemap, sitemapIndex } from '../pages/sitemap.ts'
import { listArticles } from '../store/articleListings.ts'
import { countToCome, listMonth, listMonths } from '../store/articleMonths.ts'
import { forPrograms, TYPES } from './forPrograms.ts'
import type { PageReader } from './pages.ts'

/**
 * Articles in one file: the longest address takes a kilobyte, a file may have 50 MB and 50,000 addresses, and Lambda sends
 * 6 MB.
 */
const PER_FILE = 2000
/** The latest articles, whose tags are worth a visit. */
const LATEST = 100
/** `2026-11.xml`; its second part is `2026-11-2.xml`. */
const FILE = /^(\d{4}-(?:0[1-9]|1[0-2]))(?:-([2-9]|[1-9]\d{1,3}))?\.xml$/
const LISTS = 'pages.xml'

/** @param perFile articles in one file */
export function sitemapEndpoints(reader: PageReader, perFile = PER_FILE): Record<string, Endpoint> {
  const siteAt = (event: HttpEvent) => originOf(event, reader.siteUrl)
  const { articles: table, clock } = reader

  /** How many files each month takes, the latest first; of those to come none. */
  const monthlyFiles = async (): Promise<{ name: string; changed: string }[]> => {
    const now = clock()
    const current = new Date(now).toISOString().slice(0, 7)
    const [months, toCome] = await Promise.all([listMonths(table), countToCome(table, current, now)])
    return months
      .filter(({ month }) => month <= current)
      .flatMap(({ month, articles, changedAt: changed }) => {
        const published = month === current ? articles - toCome : articles
        const parts = Math.max(0, Math.ceil(published / perFile))
        return Array.from({ length: parts }, (_, place) => ({
          name: place === 0 ? `${month}.xml` : `${month}-${place + 1}.xml`,
          changed,
        }))
      })
  }

  const ofMonth = async (month: string, part: number): Promise<Article[]> => {
    const skip = (part - 1) * perFile
    if (part > 1) {
      // So that nobody makes us count our way to a part that there is not.
      const [known] = await listMonths(table, month)
      if (known === undefined || known.articles <= skip) return []
    }
    return listMonth(table, month, { skip, limit: perFile, now: clock() })
  }

  const lists = async (origin: string): Promise<Place[]> => {
    const { items } = await listArticles(table, 'published', { limit: LATEST, until: clock() })
    const tags = new Map<string, Place>()
    for (const article of items) {
      for (const tag of article.tags) {
        const known = tags.get(tag.toLowerCase())
        const address = known?.address ?? origin + tagAddress(tag)
        tags.set(tag.toLowerCase(), { address, changed: later(known?.changed, changedAt(article)) })
      }
    }
    const changed = items.map(changedAt).reduce<string | undefined>(later, undefined)
    return [{ address: origin + FRONT, changed }, ...tags.values()]
  }

  return {
    'GET /sitemap.xml': async (event) => {
      const at = (name: string) => `${siteAt(event)}/sitemaps/${name}`
      const files = (await monthlyFiles()).map(({ name, changed }) => ({ address: at(name), changed }))
      return forPrograms(event, TYPES.xml, sitemapIndex([{ address: at(LISTS) }, ...files]))
    },
    'GET /sitemaps/{file}': async (event) => {
      const origin = siteAt(event)
      const file = pathParameter(event, 'file')
      if (file === LISTS) return forPrograms(event, TYPES.xml, sitemap(await lists(origin)))
      const [, month, part = '1'] = FILE.exec(file) ?? []
      const articles = month === undefined ? [] : await ofMonth(month, Number(part))
      // A file without addresses would not be valid.
      if (articles.length === 0) throw new AddressUnknown()
      const pages = articles.map((article) => ({
        address: origin + articleAddress(article.slug),
        changed: changedAt(article),
      }))
      return forPrograms(event, TYPES.xml, sitemap(pages))
    },
    'GET /robots.txt': async (event) => forPrograms(event, TYPES.text, robots(siteAt(event))),
  }
}

const later = (one: string | undefined, other: string): string => (one !== undefined && one > other ? one : other)
