import { parseFeed as readFeed } from '@rowanmanning/feed-parser'
import { parseAtomFeed, parseJsonFeed } from 'feedsmith'
import { requireWellFormed } from '../../../test/kit/documents/xml.ts'
import { type Browser, browserOver } from '../../../test/kit/site/pages.ts'
import { type Site, siteOver } from '../../../test/kit/site/site.ts'
import { startTables, type TestTables } from '../../../test/kit/tables/tables.ts'

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

/** An Atom feed as both parsers read it. It must be XML and have all that RFC 4287 requires. */
function bothOf(xml: string) {
  requireWellFormed(xml)
  const one = parseAtomFeed(xml)
  const isTime = (time: unknown) => expect(new Date(String(time)).toISOString()).toBe(time)
  // Sections 4.1.1 and 4.1.2: required elements, and those that may occur once.
  for (const holder of [one, ...(one.entries ?? [])]) {
    expect([holder.id, holder.title?.value]).toEqual([expect.stringMatching(/^urn:uuid:/), expect.stringMatching(/./)])
    isTime(holder.updated)
    const alternates = holder.links?.filter(({ rel, type }) => rel === 'alternate' && type === 'text/html') ?? []
    expect(alternates).toHaveLength(1)
    for (const { href } of holder.links ?? []) expect(href).toMatch(/^https?:\/\/[^/]/)
  }
  expect(one.authors?.[0]?.name).toBeTruthy()
  expect(one.links?.filter(({ rel }) => rel === 'self')).toHaveLength(1)
  const ids = one.entries?.map(({ id }) => id) ?? []
  expect(new Set(ids).size).toBe(ids.length)
  const other = readFeed(xml)
  expect(other.items.map(({ id }) => id)).toEqual(ids)
  return { one, other }
}

/** A JSON feed, with the fields that https://www.jsonfeed.org/version/1.1/ requires and no unknown ones. */
function jsonOf(body: string) {
  const address = expect.stringMatching(/^https?:\/\/[^/]/)
  const feed = JSON.parse(body)
  const known = 'version title language home_page_url feed_url next_url authors items'.split(' ')
  expect(Object.keys(feed).filter((name) => !known.includes(name))).toEqual([])
  expect(feed).toMatchObject({
    version: 'https://jsonfeed.org/version/1.1',
    title: expect.any(String),
    home_page_url: address,
    feed_url: address,
    items: expect.any(Array),
  })
  const itemMembers =
    'id url title language content_html content_text summary image date_published date_modified authors tags'.split(' ')
  for (const item of feed.items) {
    expect(Object.keys(item).filter((name) => !itemMembers.includes(name))).toEqual([])
    expect(item).toMatchObject({ id: expect.any(String), url: address })
    expect(typeof (item.content_html ?? item.content_text)).toBe('string')
    for (const time of [item.date_published, item.date_modified]) expect(new Date(time).toISOString()).toBe(time)
    for (const author of item.authors ?? []) expect(author).toMatchObject({ name: expect.any(String) })
  }
  expect(parseJsonFeed(body).items).toHaveLength(feed.items.length)
  return feed
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
          links: [
            { rel: 'alternate', href: `http://localhost/articles/${slug}` },
            { rel: 'replies', href: `http://localhost/articles/${slug}/comments.xml` },
          ],
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
    expect(jsonOf(body)).toMatchObject({
      version: 'https://jsonfeed.org/version/1.1',
      title: 'The Marrowby <Lantern>',
      feed_url: 'http://localhost/feed.json',
      items: [
        {
          id: expect.any(String),
          url: `http://localhost/articles/${slug}`,
          summary: 'Short.',
          content_html: '<p><strong>Short.</strong></p>\n<p>Text.</p>',
        },
      ],
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
    expect(after.one.id).toBe(before.one.id)
  })

  test('are told once each, page after page', async () => {
    for (let count = 0; count < 30; count++) await browser.publish({ title: `Article ${count}` })
    const first = bothOf((await browser.go('/feed.xml')).html).one
    const next = first.links?.find(({ rel }) => rel === 'next')?.href
    const second = bothOf((await browser.go(String(next).replace('http://localhost', ''))).html).one
    const ids = [...(first.entries ?? []), ...(second.entries ?? [])].map(({ id }) => id)
    expect([ids.length, new Set(ids).size]).toEqual([30, 30])
    expect(second.links?.some(({ rel }) => rel === 'next')).toBe(false)
    expect(second.id).toBe(first.id)
    expect(second.links?.find(({ rel }) => rel === 'self')?.href).toBe(next)
    expect(second.links?.find(({ rel }) => rel === 'first')?.href).toBe('http://localhost/feed.xml')
    const json = jsonOf((await browser.go('/feed.json')).html)
    const more = jsonOf((await browser.go(json.next_url.replace('http://localhost', ''))).html)
    expect([json.items.length, more.items.length, more.next_url]).toEqual([25, 5, undefined])
    expect([...json.items, ...more.items].map(({ id }: { id: string }) => id)).toEqual(ids)
  })

  test('keep their ids whatever host asks', async () => {
    await browser.publish({ title: 'Fog' })
    const idsAt = async (domainName: string) => {
      const { html: xml } = await browser.go('/feed.xml', { domainName })
      expect(xml).toContain(`https://${domainName}/articles/fog`)
      return xml.match(/<id>[^<]*<\/id>/g)
    }
    const ids = await idsAt('one.example')
    expect(ids).toHaveLength(2)
    expect(await idsAt('two.example')).toEqual(ids)
    for (const id of ids ?? []) expect(id).toMatch(/^<id>urn:uuid:[0-9a-f-]{36}<\/id>$/)
  })

  test('are told whole: picture, standfirst, text, with links that hold anywhere, in their own language', async () => {
    await browser.publish({
      title: '霧',
      standfirst: '朝 & 夜',
      body: 'See [it](/articles/other#a) and [below](#b).\n\n\u0000'.replace('\u0000', '`]]>`'),
      lang: 'ja',
      image: { url: 'https://example.org/a.jpg?x=1&y=2', alt: 'A "boat"' },
    })
    await browser.publish({ title: 'No language' })
    const { one, other } = bothOf((await browser.go('/feed.xml')).html)
    const whole =
      '<p><img src="https://example.org/a.jpg?x=1&amp;y=2" alt="A &quot;boat&quot;"></p>\n<p><strong>朝 &amp; 夜</strong></p>\n<p>See <a href="http://localhost/articles/other#a">it</a> and <a href="http://localhost/articles/SLUG#b">below</a>.</p>\n<p><code>]]&gt;</code></p>'
    const found = one.entries?.find(({ title }) => title?.value === '霧')
    const slug = found?.links?.[0]?.href?.split('/').at(-1) ?? ''
    expect(found?.content?.value).toBe(whole.replace('SLUG', slug))
    expect(found?.media?.thumbnails).toMatchObject([{ url: 'https://example.org/a.jpg?x=1&y=2' }])
    // This parser resolves references twice, but finds the same tags.
    expect(other.items.find(({ title }) => title === '霧')?.content).toContain(
      `<a href="http://localhost/articles/${slug}#b">below</a>`,
    )
    const { html: xml } = await browser.go('/feed.xml')
    expect(xml.match(/xml:lang="[^"]*"/g)).toEqual(['xml:lang="ja"'])
    const { items, ...json } = jsonOf((await browser.go('/feed.json')).html)
    expect(json).not.toHaveProperty('language')
    expect(items.map(({ language }: { language?: string }) => language).toSorted()).toEqual(['ja', undefined])
    expect(items.find(({ language }: { language?: string }) => language === 'ja')).toMatchObject({
      content_html: whole.replace('SLUG', slug),
      image: 'https://example.org/a.jpg?x=1&y=2',
    })
  })

  test('make a feed that can be sent however long they are: the newest whole, the others in short', async () => {
    for (let count = 0; count < 8; count++) {
      await browser.publish({ title: `Long ${count}`, standfirst: 'Short.', body: '"word" '.repeat(16_000) })
      site.pass(1)
    }
    for (const path of ['/feed.xml', '/feed.json']) {
      const { html: body } = await browser.go(path)
      expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(5_000_000)
      const whole = path.endsWith('json')
        ? jsonOf(body).items.map((item: object) => 'content_html' in item)
        : bothOf(body).one.entries?.map(({ content }) => content !== undefined)
      expect(whole).toEqual([...Array(4).fill(true), ...Array(4).fill(false)])
    }
  }, 30_000)

  test('that were scheduled are updated when they are published, not before', async () => {
    await browser.publish({
      title: 'Later',
      status: 'scheduled',
      publishAt: new Date(site.clock() + 60_000).toISOString(),
    })
    site.pass(61_000)
    const [entry] = bothOf((await browser.go('/feed.xml')).html).one.entries ?? []
    expect(entry).toMatchObject({ published: new Date(site.clock() - 1000).toISOString() })
    expect(entry?.updated).toBe(entry?.published)
  })

  test('are revalidated, asked for by HEAD, and told with what caches may do', async () => {
    await browser.publish({ title: 'Fog', tags: ['fog'] })
    for (const path of [
      '/feed.xml',
      '/feed.json',
      '/tags/fog/feed.xml',
      '/comments.xml',
      '/sitemap.xml',
      '/robots.txt',
    ]) {
      const { headers, html } = await browser.go(path)
      expect(headers['cache-control']).toContain('public')
      const again = await browser.go(path, { headers: { 'if-none-match': headers.etag } })
      expect([path, again.status, again.html]).toEqual([path, 304, ''])
      const head = await browser.go(path, { method: 'HEAD' })
      expect([head.status, head.html, head.headers.etag]).toEqual([200, html, headers.etag])
    }
  })

  test('have feeds by tag, and none for a tag that nothing has', async () => {
    await browser.publish({ title: 'Tagged', tags: ['fog'] })
    await browser.publish({ title: 'Other' })
    expect(bothOf((await browser.go('/tags/fog/feed.xml')).html).one.entries).toHaveLength(1)
    expect(jsonOf((await browser.go('/tags/fog/feed.json')).html).items).toHaveLength(1)
    expect((await browser.go('/tags/nothing/feed.xml')).status).toBe(404)
  })

  test('of a month to come, or of one without any, there is no file', async () => {
    const nextYear = Number(month().slice(0, 4)) + 1
    for (const file of [`${nextYear}-01.xml`, `${nextYear}-01-2.xml`, '9999-12.xml', '1999-01.xml'])
      expect([file, (await browser.go(`/sitemaps/${file}`)).status]).toEqual([file, 404])
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

  test('of an article go on, page after page, each once, and are told in the language that is asked for', async () => {
    const slug = await browser.publish({ title: 'Talk' })
    for (let count = 0; count < 30; count++) {
      await comment(slug, `Comment-${count}-`)
      site.pass(1)
    }
    const seen: string[] = []
    const ids = new Set<string | undefined>()
    let path: string | undefined = `/articles/${slug}/comments.xml?lang=de`
    while (path) {
      const { html: xml } = await browser.go(path)
      const { one } = bothOf(xml)
      expect(xml).toContain('<title xml:lang="de">')
      ids.add(one.id)
      seen.push(...(xml.match(/Comment-\d+-/g) ?? []))
      path = one.links?.find(({ rel }) => rel === 'next')?.href?.replace('http://localhost', '')
      if (path) expect(path).toContain('lang=de')
    }
    expect(seen).toEqual(Array.from({ length: 30 }, (_, count) => `Comment-${29 - count}-`))
    expect(ids.size).toBe(1)
    const odd = await browser.go(`/articles/${slug}/comments.xml?cursor=nonsense`)
    expect(bothOf(odd.html).one.entries).toHaveLength(25)
  })

  test('are told whole, and beyond a preview, the newest first', async () => {
    const slug = await browser.publish({ title: 'Talk' })
    const { body: root } = await site.post(slug, 'Root')
    for (let count = 0; count < 12; count++) {
      site.pass(1)
      await site.post(slug, `Reply-${count}- ${'long '.repeat(200)}`, root.comment.id)
    }
    await site.project()
    const { entries = [] } = bothOf((await browser.go(`/articles/${slug}/comments.xml`)).html).one
    const told = entries.map(({ content }) => /Reply-(\d+)-/.exec(content?.value ?? '')?.[1])
    expect(told).toEqual([...Array.from({ length: 10 }, (_, place) => String(11 - place)), undefined])
    expect(entries[0]?.content?.value?.length).toBeGreaterThan(1000)
  })

  test('follow an article to its new slug', async () => {
    const slug = await browser.publish({ title: 'Talk' })
    await browser.change(slug, { slug: 'new' })
    const moved = await browser.go(`/articles/${slug}/comments.xml`)
    expect([moved.status, moved.headers.location]).toEqual([301, '/articles/new/comments.xml'])
  })

  test('of nothing yet make an empty feed', async () => {
    const slug = await browser.publish({ title: 'Quiet' })
    for (const path of ['/comments.xml', `/articles/${slug}/comments.xml`])
      expect(bothOf((await browser.go(path)).html).one.entries ?? []).toHaveLength(0)
    expect((await browser.go('/articles/never-was/comments.xml')).status).toBe(404)
  })
})

const month = () => new Date(site.clock()).toISOString().slice(0, 7)
const NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'

/** The content of a sitemap or index, checked by the rules of https://www.sitemaps.org/protocol.html */
async function placesIn(path: string): Promise<{ path: string; changed: string | undefined }[]> {
  const { status, headers, html: xml } = await browser.go(path)
  expect([path, status, headers['content-type']]).toEqual([path, 200, 'application/xml; charset=utf-8'])
  requireWellFormed(xml)
  const [, root, child] = /<(urlset|sitemapindex) [^>]*>\s*<(url|sitemap)>/.exec(xml) ?? []
  expect([root, child]).toEqual(root === 'urlset' ? ['urlset', 'url'] : ['sitemapindex', 'sitemap'])
  expect(xml).toContain(`<${root} ${NAMESPACE}>`)
  const entry = new RegExp(`<${child}><loc>([^<]*)</loc>(?:<lastmod>([^<]*)</lastmod>)?</${child}>\n`, 'g')
  const rest = xml
    .replace(entry, '')
    .replace(/<\?.*\?>/, '')
    .replace(new RegExp(`</?${root}[^>]*>`, 'g'), '')
  expect(rest.trim()).toBe('')
  const places = [...xml.matchAll(entry)].map(([, address = '', changed]) => ({ address, changed }))
  for (const { address, changed } of places) {
    expect(address.length).toBeLessThan(2048)
    if (changed !== undefined) expect(new Date(changed).toISOString()).toBe(changed)
  }
  return places.map(({ address, changed }) => ({ path: address.replace(/^http:\/\/localhost/, ''), changed }))
}

describe('search engines', () => {
  test('find the lists while there is no article, and every article and tag once there are some', async () => {
    expect(await placesIn('/sitemap.xml')).toEqual([{ path: '/sitemaps/pages.xml', changed: undefined }])
    expect(await placesIn('/sitemaps/pages.xml')).toEqual([{ path: '/', changed: undefined }])
    const slugs = [
      await browser.publish({ title: 'One', tags: ['Sea & sky'] }),
      await browser.publish({ title: '雨', tags: ['sea & sky'] }),
    ]
    const changed = new Date(site.clock()).toISOString()
    const file = `/sitemaps/${month()}.xml`
    expect(await placesIn('/sitemap.xml')).toEqual([
      { path: '/sitemaps/pages.xml', changed: undefined },
      { path: file, changed },
    ])
    const articles = slugs.map((slug) => ({ path: `/articles/${encodeURIComponent(slug)}`, changed }))
    expect((await placesIn(file)).toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual(articles.toReversed())
    expect(await placesIn('/sitemaps/pages.xml')).toEqual([
      { path: '/', changed },
      { path: expect.stringMatching(/^\/tags\/[Ss]ea%20%26%20sky$/), changed },
    ])
    for (const missing of ['1999-01', '2026-13', `${month()}-1`, `${month()}-2`, `${month()}-9999`, 'nothing'])
      expect([missing, (await browser.go(`/sitemaps/${missing}.xml`)).status]).toEqual([missing, 404])
  })

  test('find the articles of a month that fills several files once each, the oldest first', async () => {
    const slugs: string[] = []
    for (let count = 0; count < 8; count++) {
      const day = new Date(Date.UTC(2025, 10, 1 + 4 * count)).toISOString()
      slugs.push(await browser.publish({ title: `Article ${count}`, status: 'published', publishAt: day }))
    }
    const files = (await placesIn('/sitemap.xml')).map(({ path }) => path).slice(1)
    expect(files).toEqual(['', '-2', '-3'].map((part) => `/sitemaps/2025-11${part}.xml`))
    const parts = await Promise.all(files.map(placesIn))
    expect(parts.map(({ length }) => length)).toEqual([3, 2, 3])
    expect(parts.flat().map(({ path }) => path)).toEqual(slugs.map((slug) => `/articles/${slug}`))
  })

  test('find every file that is named, also where no article is of its part of a month', async () => {
    for (let count = 0; count < 7; count++)
      await browser.publish({ title: `Article ${count}`, status: 'published', publishAt: '2025-10-31T23:59:59.999Z' })
    const files = (await placesIn('/sitemap.xml')).map(({ path }) => path).slice(1)
    expect(files).toHaveLength(3)
    const parts = await Promise.all(files.map(placesIn))
    expect(parts.map(([first, ...others]) => [first?.path, others.length])).toEqual([
      ['/', 0],
      ['/', 0],
      [expect.stringMatching('^/articles/'), 6],
    ])
    expect((await browser.go('/sitemaps/2025-10-4.xml')).status).toBe(404)
  })

  test('hear of months as articles come, change, move and go', async () => {
    const months = async () => (await placesIn('/sitemap.xml')).slice(1)
    const slug = await browser.publish({ title: 'Old', publishAt: '2024-02-29T10:00:00Z' })
    await browser.publish({ title: 'Draft', status: 'draft' })
    const later = new Date(site.clock() + 86_400_000).toISOString()
    await browser.publish({ title: 'Later', status: 'scheduled', publishAt: later })
    const at = new Date(site.clock()).toISOString()
    expect(await months()).toEqual([{ path: '/sitemaps/2024-02.xml', changed: at }])
    site.pass(60_000)
    await browser.change(slug, { title: 'Changed' })
    expect(await months()).toEqual([{ path: '/sitemaps/2024-02.xml', changed: new Date(site.clock()).toISOString() }])
    await browser.change(slug, { publishAt: '2023-05-01T00:00:00Z' }, 2)
    expect((await months()).map(({ path }) => path)).toEqual(['/sitemaps/2023-05.xml'])
    await browser.change(slug, undefined, 3)
    expect(await months()).toEqual([])
    expect((await browser.go('/sitemaps/2023-05.xml')).status).toBe(404)
    site.pass(86_400_000)
    expect((await months()).map(({ path }) => path)).toEqual([`/sitemaps/${month()}.xml`])
    expect((await placesIn(`/sitemaps/${month()}.xml`)).map(({ changed }) => changed)).toEqual([later])
  })

  test('are told by robots.txt where it is', async () => {
    const { html: text, headers } = await browser.go('/robots.txt')
    expect(headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(text).toMatch(/^Sitemap: http:\/\/localhost\/sitemap\.xml$/m)
    expect(text).toMatch(/^Disallow: \/search$/m)
  })
})
