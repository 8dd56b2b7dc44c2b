/**
 * The sitemap and robots.txt. The sitemap has a file for each month, in parts if a month has very many articles, and a
 * file for lists.
 */
import type { sitemaps as contract } from '../../contract/pages.ts'
import { type Article, changedAt } from '../../domain/articles/article.ts'
import type { EndpointsOf } from '../../http/api.ts'
import { type HttpEvent, pathParameter } from '../../http/input/request.ts'
import { originOf } from '../../http/origin/origin.ts'
import { AddressUnknown } from '../../http/refusals.ts'
import { type Place, robots, sitemap, sitemapIndex } from '../../pages/formats/sitemap.ts'
import { articleAddress, FRONT, tagAddress } from '../../pages/page.ts'
import { listArticles } from '../../store/articles/articleListings.ts'
import { countToCome, listMonth, listMonths, type Month } from '../../store/articles/articleMonths.ts'
import type { PageReader } from '../pages/pages.ts'
import { forPrograms, TYPES } from './forPrograms.ts'

/**
 * Articles in one file on average. A request can read more than twice as many (docs/data-model.md), so parts of a month
 * may be uneven. A file may have 50,000 addresses.
 */
const PER_FILE = 300
/** The number of latest articles whose tags are in the sitemap. */
const LATEST = 100
/** `2026-11.xml`; its second part is `2026-11-2.xml`. */
const FILE = /^(\d{4}-(?:0[1-9]|1[0-2]))(?:-([2-9]|[1-9]\d{1,3}))?\.xml$/
const LISTS = 'pages.xml'

/** @param perFile articles in one file */
export function sitemapEndpoints(reader: PageReader, perFile = PER_FILE): EndpointsOf<typeof contract> {
  const siteAt = (event: HttpEvent) => originOf(event, reader.siteUrl)
  const { articles: table, clock } = reader

  /** The number of files of a month. */
  const partsOf = async ({ month, articles }: Month, now: number): Promise<number> => {
    const toCome = month === monthAt(now) ? await countToCome(table, month, now) : 0
    return Math.max(0, Math.ceil((articles - toCome) / perFile))
  }

  /** The files of all months until now, the latest first. */
  const monthlyFiles = async (): Promise<{ name: string; changed: string }[]> => {
    const now = clock()
    const months = (await listMonths(table)).filter(({ month }) => month <= monthAt(now))
    const files = months.map(async (each) =>
      Array.from({ length: await partsOf(each, now) }, (_, place) => ({
        name: place === 0 ? `${each.month}.xml` : `${each.month}-${place + 1}.xml`,
        changed: each.changedAt,
      })),
    )
    return (await Promise.all(files)).flat()
  }

  /** Undefined if the month has no such part. */
  const ofMonth = async (month: string, part: number): Promise<Article[] | undefined> => {
    const now = clock()
    const [known] = await listMonths(table, month)
    const parts = known === undefined || month > monthAt(now) ? 0 : await partsOf(known, now)
    return part > parts ? undefined : listMonth(table, month, { part, parts, now })
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
      const articles = month === undefined ? undefined : await ofMonth(month, Number(part))
      if (articles === undefined) throw new AddressUnknown()
      const pages = articles.map((article) => ({
        address: origin + articleAddress(article.slug),
        changed: changedAt(article),
      }))
      // A file without addresses is not valid, and this part of the month may have no articles.
      return forPrograms(event, TYPES.xml, sitemap(pages.length > 0 ? pages : [{ address: origin + FRONT }]))
    },
    'GET /robots.txt': async (event) => forPrograms(event, TYPES.text, robots(siteAt(event))),
  }
}

const monthAt = (time: number): string => new Date(time).toISOString().slice(0, 7)

const later = (one: string | undefined, other: string): string => (one !== undefined && one > other ? one : other)
