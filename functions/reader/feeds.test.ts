import { parseFeed as readFeed } from '@rowanmanning/feed-parser'
import { parseAtomFeed, parseJsonFeed } from 'feedsmith'
import { type Browser, browserOver } from '../../test/support/pages.ts'
import { type Site, siteOver } from '../../test/support/site.ts'
import { startTables, type TestTables } from '../../test/support/tables.ts'

let tables: TestTables
let site: Site
let browser: Browser
beforeEach(async () => {
  tables = await startTables()
  site = await siteOver(tables)
  browser = browserOver(tables, site)
})
afterEach(() => tables.stop())

const comment = (slug: string, text: string, parent?: string) =>
  browser.go(`/articles/${slug}/comments`, {
    form: { name: 'Ada <b>', text, ...(parent && { parent }) },
    stay: true,
  })

/** Both parsers' reading of an Atom feed. */
function bothOf(xml: string) {
  const [one, other] = [parseAtomFeed(xml), readFeed(xml)]
  return { one, other }
}

describe('articles', () => {
  test('are told in Atom, as two parsers read it, with what XML must escape', async () => {
    const slug = await browser.publish({
      title: 'Harbour & "morning" <live>',
      standfirst: 'Fog ]]> lifts.',
      tags: ['News & views'],
      authors: [{ name: 'Ada <A>', url: 'https://example.org/?a=1&b=2' }],
    })
    const { status, headers, html: xml } = await browser.go('/feed.xml')
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'content-type': 'application/atom+xml; charset=utf-8',
      'cache-control': expect.stringContaining('s-maxage=60'),
      etag: expect.any(String),
    })
    const { one, other } = bothOf(xml)
    const title = 'Harbour & "morning" <live>'
    expect(one).toMatchObject({
      title: { value: 'The Marrowby <Lantern>' },
      entries: [
        {
          title: { value: title },
          summary: { value: 'Fog ]]> lifts.' },
          authors: [{ name: 'Ada <A>', uri: 'https://example.org/?a=1&b=2' }],
          categories: [{ term: 'News & views' }],
          links: [{ href: `http://localhost/articles/${slug}` }],
        },
      ],
    })
    expect(other.items).toHaveLength(1)
    expect(other.items[0]).toMatchObject({ title, url: `http://localhost/articles/${slug}` })
    expect(one.entries?.[0]?.id).toBe(other.items[0]?.id)
  })

  test('are told in JSON, with all that JSON Feed requires', async () => {
    const slug = await browser.publish({ title: 'One', standfirst: 'Short.', tags: ['fog'] })
    const { headers, html: body } = await browser.go('/feed.json')
    expect(headers['content-type']).toBe('application/feed+json; charset=utf-8')
    expect(JSON.parse(body)).toMatchObject({
      version: 'https://jsonfeed.org/version/1.1',
      title: 'The Marrowby <Lantern>',
      feed_url: 'http://localhost/feed.json',
      items: [{ id: expect.any(String), url: `http://localhost/articles/${slug}`, content_text: 'Short.' }],
    })
    expect(parseJsonFeed(body)).toMatchObject({ items: [{ title: 'One', tags: ['fog'] }] })
  })

  test('keep their id when they move', async () => {
    const slug = await browser.publish({ title: 'Before' })
    const before = bothOf((await browser.go('/feed.xml')).html)
    await browser.change(slug, { slug: 'after-all' })
    const after = bothOf((await browser.go('/feed.xml')).html)
    expect(after.one.entries?.[0]?.links?.[0]?.href).toBe('http://localhost/articles/after-all')
    expect(after.one.entries?.[0]?.id).toBe(before.one.entries?.[0]?.id)
  })

  test('are told once each, page after page', async () => {
    for (let count = 0; count < 30; count++) await browser.publish({ title: `Article ${count}` })
    const first = bothOf((await browser.go('/feed.xml')).html).one
    const next = first.links?.find(({ rel }) => rel === 'next')?.href
    const second = bothOf((await browser.go(String(next).replace('http://localhost', ''))).html).one
    const ids = [...(first.entries ?? []), ...(second.entries ?? [])].map(({ id }) => id)
    expect([ids.length, new Set(ids).size]).toEqual([30, 30])
    expect(second.links?.some(({ rel }) => rel === 'next')).toBe(false)
  })

  test('have feeds by tag, and none for a tag that nothing has', async () => {
    await browser.publish({ title: 'Tagged', tags: ['fog'] })
    await browser.publish({ title: 'Other' })
    expect(bothOf((await browser.go('/tags/fog/feed.xml')).html).one.entries).toHaveLength(1)
    expect(JSON.parse((await browser.go('/tags/fog/feed.json')).html).items).toHaveLength(1)
    expect((await browser.go('/tags/nothing/feed.xml')).status).toBe(404)
  })

  test('are told to nobody as drafts, before their time or once deleted', async () => {
    await browser.publish({ title: 'Draft', status: 'draft' })
    const inAnHour = new Date(site.clock() + 3_600_000).toISOString()
    await browser.publish({ title: 'Later', status: 'scheduled', publishAt: inAnHour })
    const gone = await browser.publish({ title: 'Gone' })
    await browser.change(gone, undefined)
    for (const path of ['/feed.xml', '/feed.json', '/sitemap.xml', `/sitemaps/${month()}.xml`]) {
      expect((await browser.go(path)).html).not.toMatch(/Draft|draft|Later|later|Gone|gone/)
    }
    expect((await browser.go(`/articles/${gone}/comments.xml`)).status).toBe(410)
  })
})

describe('comments', () => {
  test('are told for the site and the article, with what they answer; removed ones are not', async () => {
    const slug = await browser.publish({ title: 'Talk <1>' })
    const root = await comment(slug, 'A **root** <script>alert(1)</script>')
    const rootId = /comments\/([0-9A-Z]+)\/own/.exec(String(root.headers.location))?.[1]
    await comment(slug, 'An answer', rootId)
    const gone = await comment(slug, 'To be deleted')
    await browser.go(String(gone.headers.location).replace(/own.*/, 'delete'), { form: {}, stay: true })
    await site.project()
    for (const path of ['/comments.xml', `/articles/${slug}/comments.xml`]) {
      const { status, headers, html: xml } = await browser.go(path)
      expect([path, status, headers['cache-control']]).toEqual([path, 200, expect.stringContaining('s-maxage=5')])
      expect(xml).not.toContain('To be deleted')
      const { one, other } = bothOf(xml)
      expect(one.entries).toHaveLength(2)
      expect(other.items).toHaveLength(2)
      const [reply, first] = one.entries ?? []
      expect(first?.content?.value).toContain('<strong>root</strong>')
      expect(first?.content?.value).toContain('&lt;script&gt;')
      expect(reply?.thr?.inReplyTos?.[0]?.ref).toBe(first?.id)
    }
  })

  test('of nothing yet make an empty feed', async () => {
    const slug = await browser.publish({ title: 'Quiet' })
    for (const path of ['/comments.xml', `/articles/${slug}/comments.xml`])
      expect(bothOf((await browser.go(path)).html).one.entries ?? []).toHaveLength(0)
    expect((await browser.go('/articles/never-was/comments.xml')).status).toBe(404)
  })
})

const month = () => new Date(site.clock()).toISOString().slice(0, 7)

describe('search engines', () => {
  test('find every article through the sitemap', async () => {
    expect((await browser.go('/sitemap.xml')).html).not.toContain('<sitemap>')
    const slugs = [await browser.publish({ title: 'One' }), await browser.publish({ title: '雨' })]
    const index = await browser.go('/sitemap.xml')
    const files = [...index.html.matchAll(/<loc>http:\/\/localhost([^<]*)<\/loc>/g)].map(([, path]) => String(path))
    expect(files).toEqual([`/sitemaps/${month()}.xml`])
    const { html: xml, headers } = await browser.go(String(files[0]))
    expect(headers['content-type']).toBe('application/xml; charset=utf-8')
    for (const slug of slugs) expect(xml).toContain(`<loc>http://localhost/articles/${encodeURIComponent(slug)}</loc>`)
    expect((await browser.go('/sitemaps/1999-01.xml')).html).not.toContain('<url>')
    expect((await browser.go('/sitemaps/2026-13.xml')).status).toBe(404)
  })

  test('are told by robots.txt where it is', async () => {
    const { html: text, headers } = await browser.go('/robots.txt')
    expect(headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(text).toMatch(/^Sitemap: http:\/\/localhost\/sitemap\.xml$/m)
  })
})
