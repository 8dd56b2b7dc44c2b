import { expectValid } from '../../../test/kit/documents/markup.ts'
import { freshSite } from '../../../test/kit/site/freshSite.ts'
import { browserOver } from '../../../test/kit/site/pages.ts'

const { tables, site } = await freshSite()
const browser = browserOver(tables, site)

const page = (q: string, more = '') => browser.go(`/search?q=${encodeURIComponent(q)}${more}`)
const search = async (q: string, more = '') =>
  JSON.parse((await browser.go(`/v1/search?q=${encodeURIComponent(q)}${more}`)).html)
const slugs = async (q: string) => (await search(q)).items.map(({ slug }: { slug: string }) => slug)

describe('a reader finds', () => {
  test('what has all the words, those with them in the title first, with its standfirst', async () => {
    const text = await browser.publish({
      title: 'Monday',
      standfirst: 'The lighthouse <b>',
      body: 'A *keeper* leaves.',
    })
    site.pass(1000)
    const title = await browser.publish({ title: 'Lighthouse keeper', body: 'gone' })
    site.pass(1000)
    await browser.publish({ title: 'Lighthouse', body: 'Nobody keeps it.' })
    await browser.index()
    expect(await slugs('KEEPER lighthouse')).toEqual([title, text])
    const { status, html } = await page('KEEPER lighthouse')
    expect(status).toBe(200)
    expect(html).toContain('<h1>Search results for “<bdi>KEEPER lighthouse</bdi>”</h1>')
    expect(html).toContain('The lighthouse &lt;b&gt;')
    expect(html.indexOf('Lighthouse keeper</a>')).toBeLessThan(html.indexOf('Monday</a>'))
    expect(html).not.toContain('Nobody')
  })

  test.each([
    ['京都', '港の朝', '昨日、京都で霧が晴れた。'],
    ['مدرسة', 'افتتاح المَدْرَسَة', 'نص'],
    ['שלום', 'בוקר בנמל', 'שָׁלוֹם לכולם'],
    ['ışık', 'IŞIK', 'metin'],
    ['ada lovelace', 'By name', 'Text.'],
    ['Seefahrt', 'By tag', 'Text.'],
    ['leuchtturm', 'By picture', '![Ein Leuchtturm](https://example.org/a.jpg)'],
    ['x <y> "z"', 'By signs', 'x &lt;y&gt; `"z"`'],
  ])('“%s”', async (query, title, body) => {
    const slug = await browser.publish({ title, body, tags: ['Seefahrt'], authors: [{ name: 'Ada Lovelace' }] })
    await browser.index()
    expect(await slugs(query)).toContain(slug)
  })

  test('nothing of what only the HTML says', async () => {
    await browser.publish({
      title: 'Plain',
      body: 'A [link](https://example.org/zebra) and a note[^1].\n\n[^1]: Quagga.',
    })
    await browser.index()
    for (const query of ['zebra', 'href', 'footnotes', 'note1'])
      expect([query, await slugs(query)]).toEqual([query, []])
    expect(await slugs('quagga')).toHaveLength(1)
  })

  test('no draft, nothing before its time and nothing deleted, however late the index is', async () => {
    await browser.publish({ title: 'Ptarmigan draft', status: 'draft' })
    const publishAt = new Date(site.clock() + 60_000).toISOString()
    const later = await browser.publish({ title: 'Ptarmigan later', status: 'scheduled', publishAt })
    const gone = await browser.publish({ title: 'Ptarmigan gone' })
    const withdrawn = await browser.publish({ title: 'Ptarmigan withdrawn' })
    await browser.index()
    await browser.change(gone, undefined)
    await browser.change(withdrawn, { status: 'draft' })
    expect(await slugs('ptarmigan')).toEqual([])
    await browser.index()
    expect(await slugs('ptarmigan')).toEqual([])
    site.pass(60_000)
    // Nothing was written. Its time of publication has passed.
    expect(await slugs('ptarmigan')).toEqual([later])
  })

  test('an article under its new address and its new words, no more under the old', async () => {
    const slug = await browser.publish({ title: 'Cormorant', body: 'dives' })
    await browser.index()
    await browser.change(slug, { slug: 'shag', body: 'swims' })
    await browser.index()
    expect([await slugs('cormorant dives'), await slugs('cormorant swims')]).toEqual([[], ['shag']])
  })
})

describe('the page', () => {
  test('asks, and says when there is nothing', async () => {
    const empty = await browser.go('/search')
    expect([empty.status, empty.html.match(/<h1>.*<\/h1>/)?.[0]]).toEqual([200, '<h1>Search</h1>'])
    for (const nothing of ['narwhal', '?!', 'x'.repeat(300), '\u202E']) {
      const { status, html } = await page(nothing)
      expect([nothing, status]).toEqual([nothing, 200])
      expect(html).toContain('Nothing was found.')
    }
  })

  test('shows what was typed as it was typed, and as nothing else', async () => {
    const { html } = await page('"><script>alert(1)</script>')
    expect(html).toContain('name="q" value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"')
    expect(html).not.toContain('<script>alert')
  })

  test('is kept by caches for half a minute, revalidated, and left out by search engines', async () => {
    const { headers, html } = await page('lighthouse')
    expect(headers).toMatchObject({ 'cache-control': expect.stringContaining('s-maxage=30'), etag: expect.any(String) })
    expect(html).toContain('<meta name="robots" content="noindex">')
    const again = await browser.go('/search?q=lighthouse', { headers: { 'if-none-match': headers.etag } })
    expect(again.status).toBe(304)
    const program = await browser.go('/v1/search?q=lighthouse')
    expect(program.headers['cache-control']).toBe(headers['cache-control'])
  })

  test('goes on page by page, in the language that was asked for', async () => {
    for (let more = 0; more < 30; more++) await browser.publish({ title: `Albatross ${more}`, body: 'Flies.' })
    await browser.index()
    const first = await page('albatross', '&lang=de')
    const next = /<a rel="next" href="([^"]*)">Weitere Ergebnisse</.exec(first.html)?.[1]?.replaceAll('&amp;', '&')
    expect(next).toMatch(/^\/search\?q=albatross&cursor=[\w-]+&lang=de$/)
    const second = await browser.go(String(next))
    expect([first, second].map(({ html }) => html.match(/<li><article>/g)?.length)).toEqual([25, 5])
    expect(second.html).not.toContain('rel="next"')
    for (const visit of [first, second]) await expectValid(visit)
    expect(first.html).toContain('<input type="hidden" name="lang" value="de">')
    // A cursor that makes no sense begins at the beginning.
    expect((await page('albatross', '&cursor=nonsense&lang=de')).html).toBe(first.html)
  })
})

test('every page has the form', async () => {
  const slug = await browser.publish({ title: 'Formed', tags: ['Forms'] })
  for (const path of ['/', `/articles/${slug}`, '/tags/forms', '/search', '/nowhere']) {
    const { html } = await browser.go(path)
    await expectValid({ url: path, html })
    expect(html).toMatch(/<header class="site">.*<form role="search" action="\/search">.*<\/header>/s)
  }
})

describe('a program', () => {
  test('gets summaries and a cursor, and is told what it did wrong', async () => {
    const { items, nextCursor } = await search('albatross', '&limit=3')
    expect(Object.keys(items[0])).not.toContain('html')
    const rest = await search('albatross', `&limit=100&cursor=${nextCursor}`)
    expect([items.length, rest.items.length, rest.nextCursor]).toEqual([3, 27, null])
    expect(await search('')).toEqual({ items: [], nextCursor: null })
    for (const query of [`q=${'x'.repeat(201)}`, 'q=fog&cursor=bm9uc2Vuc2U', 'q=fog&sort=top', 'q=%E2%80%AE']) {
      expect([query, (await browser.go(`/v1/search?${query}`)).status]).toEqual([query, 422])
    }
  })
})
