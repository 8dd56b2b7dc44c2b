/** Feeds and other machine-readable addresses. Each test finds an address in the document that links to it. */
import { asEditor, call, get } from '../../kit/http/client.ts'
import { articlePath, editorPath, having, post, publish, unique } from '../../kit/http/fixtures.ts'
import type { Article } from '../../kit/http/shapes.ts'

const NEWEST = ['/feed.xml', '/feed.json']

/** The addresses in the elements with this name. */
const addressesIn = (xml: string, element: string): string[] =>
  [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map(([, address = '']) =>
    address.replaceAll('&amp;', '&'),
  )
const pathOf = (address: string): string => new URL(address).pathname

describe('an article', () => {
  test('is in the feeds of its tag, whole and in its language', async () => {
    const tag = unique('Tag')
    const slug = await publish({ title: 'Nebel & Dunst', body: 'Er *steigt*.', lang: 'de-ch', tags: [tag] })
    expect(having(200, await get<Article>(articlePath(slug))).body).toMatchObject({ lang: 'de-CH' })
    for (const path of [`/tags/${tag}/feed.xml`, `/tags/${tag}/feed.json`]) {
      const { text, headers } = having(200, await get(path))
      expect(headers['content-type']).toMatch(/^application\/(atom\+xml|feed\+json); charset=utf-8$/)
      expect(text).toContain(`/articles/${slug}`)
      expect(text).toMatch(/xml:lang="de-CH"|"language":"de-CH"/)
      expect(text).toMatch(/<em>steigt<\/em>|&lt;em&gt;steigt/)
    }
  })

  test('whose language is none is refused', async () => {
    const slug = await publish()
    const headers = { 'if-match': '"1"', 'content-type': 'application/merge-patch+json' }
    const answer = await asEditor('PATCH', editorPath(slug), { headers, body: { lang: 'no language' } })
    expect([answer.status, answer.body]).toMatchObject([422, { errors: [{ pointer: '#/lang' }] }])
  })

  test('is found through the sitemap that robots.txt names', async () => {
    const slug = await publish({ publishAt: '1999-12-31T23:59:59Z' })
    const { text: robots } = having(200, await get('/robots.txt'))
    const index = /^Sitemap: (.*)$/m.exec(robots)?.[1] ?? ''
    const months = addressesIn(having(200, await get(pathOf(index))).text, 'loc').filter((at) => at.includes('1999-12'))
    expect(months.length).toBeGreaterThan(0)
    const files = await Promise.all(months.map(async (at) => having(200, await get(pathOf(at))).text))
    expect(files.flatMap((xml) => addressesIn(xml, 'loc')).map(pathOf)).toContain(`/articles/${slug}`)
  })

  test('and its comment are told of by oEmbed, where their pages say so', async () => {
    const slug = await publish({ title: 'Fog' })
    const { comment } = await post(slug, 'Hm')
    for (const page of [`/articles/${slug}`, `/articles/${slug}/comments/${comment.id}`]) {
      const { text } = having(200, await get(page))
      const link = /type="application\/json\+oembed" href="([^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? ''
      const { pathname, search } = new URL(link)
      const answer = having(200, await get(pathname + search))
      expect(answer.body).toMatchObject({ version: '1.0', type: 'link', title: expect.stringContaining('Fog') })
    }
  })
})

test('feeds are revalidated, and HEAD is GET without the feed', async () => {
  const slug = await publish()
  for (const path of [...NEWEST, `/articles/${slug}/comments.xml`, '/robots.txt']) {
    const { headers } = having(200, await get(path))
    expect(headers['cache-control']).toMatch(/^public, .*s-maxage=/)
    // Other tests publish meanwhile, so a feed of the whole site may change between requests.
    if (!NEWEST.includes(path)) {
      const again = await get(path, { 'if-none-match': headers.etag ?? '' })
      expect([again.status, again.text]).toEqual([304, ''])
    }
    const head = having(200, await call('HEAD', path))
    expect([head.text, head.headers['content-type']]).toEqual(['', headers['content-type']])
  }
})
