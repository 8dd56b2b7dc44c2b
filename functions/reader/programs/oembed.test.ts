import { requireWellFormed } from '../../../test/kit/documents/xml.ts'
import { freshSite } from '../../../test/kit/site/freshSite.ts'
import { browserOver } from '../../../test/kit/site/pages.ts'

const { tables, site } = await freshSite()
const browser = browserOver(tables, site)

const ask = (url: string, more = '') => browser.go(`/oembed?url=${encodeURIComponent(url)}${more}`)

test('an article is told of as a link, in JSON and XML, which its page leads to', async () => {
  const slug = await browser.publish({
    title: 'Fog & <mist>',
    authors: [{ name: 'Ada', url: 'https://example.org/ada' }],
    image: { url: 'https://example.org/a.jpg', alt: '' },
  })
  const { html: page } = await browser.go(`/articles/${slug}`)
  const link = (type: string) =>
    new RegExp(`<link rel="alternate" type="${type.replace('+', '\\+')}" href="http://localhost([^"]*)">`)
      .exec(page)?.[1]
      ?.replaceAll('&amp;', '&') ?? ''
  const json = await browser.go(`${link('application/json+oembed')}&maxwidth=300&maxheight=200&dnt=1`)
  expect([json.status, json.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8'])
  expect(json.headers['cache-control']).toContain('public')
  // Required by section 2.3.4 of the specification. Nothing here has a size.
  expect(JSON.parse(json.html)).toEqual({
    version: '1.0',
    type: 'link',
    title: 'Fog & <mist>',
    author_name: 'Ada',
    author_url: 'https://example.org/ada',
    provider_name: 'The Marrowby <Lantern>',
    provider_url: 'http://localhost/',
    cache_age: 3600,
  })
  const xml = await browser.go(link('text/xml+oembed'))
  expect(xml.headers['content-type']).toBe('text/xml; charset=utf-8')
  requireWellFormed(xml.html)
  expect(xml.html).toContain('<title>Fog &amp; &lt;mist&gt;</title>')
})

test('a comment is told of by its author and article, without its text', async () => {
  const slug = await browser.publish({ title: 'Fog' })
  const { body } = await site.post(slug, 'Secret text')
  const { id } = body.comment
  const { html: answer } = await ask(`https://localhost/articles/${slug}/comments/${id}`, '&lang=de')
  expect(JSON.parse(answer)).toMatchObject({ type: 'link', title: expect.stringMatching(/^Kommentar .*Fog/) })
  expect(answer).not.toContain('Secret text')
  await site.moderate('remove', [{ article: slug, id }])
  expect((await ask(`http://localhost/articles/${slug}/comments/${id}`)).status).toBe(404)
})

test('what is not there, not public, not ours or not understood is refused', async () => {
  const gone = await browser.publish({ title: 'Gone' })
  await browser.change(gone, undefined)
  const draft = await browser.publish({ title: 'Draft', status: 'draft' })
  const moved = await browser.publish({ title: 'Moved' })
  await browser.change(moved, { slug: 'elsewhere' })
  const statuses = async (...urls: string[]) => Promise.all(urls.map(async (url) => (await ask(url)).status))
  expect(await statuses(`http://localhost/articles/${moved}`, `http://localhost/articles/${gone}`)).toEqual([200, 410])
  expect(
    await statuses(
      `http://localhost/articles/${draft}`,
      'http://localhost/articles/never',
      'http://localhost/articles/%E0%A4%A',
      'http://localhost/tags/fog',
      `https://evil.example/articles/${moved}`,
      'javascript:alert(1)',
      'nonsense',
    ),
  ).toEqual(Array(7).fill(404))
  expect((await browser.go('/oembed')).status).toBe(422)
  expect((await ask('http://localhost/articles/elsewhere', '&format=yaml')).status).toBe(501)
})

test('a request for a host that is none is refused, here and wherever addresses are made', async () => {
  const slug = await browser.publish({ title: 'Host' })
  const url = encodeURIComponent(`http://localhost/articles/${slug}`)
  for (const domainName of ['a b', 'x/y', '[', '%'])
    for (const path of [
      `/oembed?url=${url}`,
      '/feed.xml',
      '/feed.json',
      '/sitemap.xml',
      '/robots.txt',
      '/',
      `/articles/${slug}`,
    ])
      expect([domainName, path, (await browser.go(path, { domainName })).status]).toEqual([domainName, path, 400])
})
