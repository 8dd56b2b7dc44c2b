import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { jest } from '@jest/globals'
import { webBundles } from '../../../infra/bundles/webBundles.ts'
import { readSamples } from '../../../local/samples/samples.ts'
import { expectValid } from '../../../test/kit/documents/markup.ts'
import { freshSite } from '../../../test/kit/site/freshSite.ts'
import { browserOver, type Visit } from '../../../test/kit/site/pages.ts'
import { proseOf } from '../../../test/kit/stack/sampleSite.ts'
import { canonicalPage } from '../../domain/articles/externalPage.ts'

const { tables, site } = await freshSite()
const browser = browserOver(tables, site)

let count = 0
const fresh = (fields: Record<string, unknown> = {}) =>
  browser.publish({ title: `Story ${++count}`, slug: `story-${count}`, ...fields })
const jsonIn = ({ html }: Visit) =>
  JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/s.exec(html)?.[1] ?? 'null')
const comment = async (slug: string, text: string, parentId?: string): Promise<string> => {
  const { body } = await site.post(slug, text, parentId)
  return body.comment.id
}

describe('an article', () => {
  test('says everything that readers and machines look for', async () => {
    const slug = await fresh({
      title: 'Harbour & “morning”',
      standfirst: 'Fog lifts.',
      body: '# One\n\ntext\n\n## Two',
      tags: ['News & views'],
      authors: [{ name: 'Ada Lovelace', url: 'https://example.org/ada?a=1&b=2' }, { name: 'Bo' }],
      image: { url: 'https://example.org/a.jpg', alt: 'A "boat"' },
    })
    await comment(slug, 'First **here**')
    await site.project()
    const page = await browser.go(`/articles/${slug}`)
    expect(page.status).toBe(200)
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': expect.stringContaining('s-maxage=5'),
      'content-security-policy': expect.not.stringContaining('unsafe'),
      'permissions-policy': expect.stringMatching(/^(?:[a-z-]+=\(\)(?:, |$))+$/),
      vary: 'Accept-Language',
    })
    for (const part of [
      '<title>Harbour &amp; “morning” · The Marrowby &lt;Lantern&gt;</title>',
      '<h1 dir="auto">Harbour &amp; “morning”</h1>',
      '<h2 id="one">One</h2>',
      '<h3 id="two">Two</h3>',
      '<p class="standfirst" dir="auto">Fog lifts.</p>',
      'href="https://example.org/ada?a=1&amp;b=2"',
      'alt="A &quot;boat&quot;"',
      'href="/tags/News%20%26%20views"',
      `<link rel="canonical" href="http://localhost/articles/${slug}">`,
      '<meta property="og:image" content="https://example.org/a.jpg">',
      '<time datetime="2026-01-01T12:00:00.000Z">',
      '1 comment</h2>',
      '<p>First <strong>here</strong></p>',
      'Leave a comment',
    ])
      expect(page.html).toContain(part)
    expect(jsonIn(page)).toMatchObject({
      '@type': 'NewsArticle',
      headline: 'Harbour & “morning”',
      datePublished: '2026-01-01T12:00:00.000Z',
      author: [{ '@type': 'Person', name: 'Ada Lovelace' }, { name: 'Bo' }],
      image: ['https://example.org/a.jpg'],
      commentCount: 1,
      comment: [{ '@type': 'Comment', text: 'First here', author: { name: 'Ada' } }],
    })
    await expectValid(page)
  })

  test('is revalidated by its ETag, and HEAD is GET, whose page the gateway leaves out', async () => {
    const slug = await fresh()
    const { headers } = await browser.go(`/articles/${slug}`)
    const again = await browser.go(`/articles/${slug}`, { headers: { 'if-none-match': headers.etag } })
    expect([again.status, again.html]).toEqual([304, ''])
    expect(again.headers['content-security-policy']).toBe(headers['content-security-policy'])
    await comment(slug, 'New')
    expect((await browser.go(`/articles/${slug}`, { headers: { 'if-none-match': headers.etag } })).status).toBe(200)
    const head = await browser.go(`/articles/${slug}`, { method: 'HEAD' })
    expect([head.status, head.html]).toEqual([200, (await browser.go(`/articles/${slug}`)).html])
  })

  test('moves with its slug, is gone when deleted, and is not there before its time', async () => {
    const slug = await fresh()
    await browser.change(slug, { slug: `${slug}-renamed` })
    const moved = await browser.go(`/articles/${slug}?sort=oldest`)
    expect([moved.status, moved.headers.location]).toEqual([301, `/articles/${slug}-renamed?sort=oldest`])
    const gone = await fresh()
    await browser.change(gone, undefined)
    const page = await browser.go(`/articles/${gone}`)
    expect([page.status, page.html]).toEqual([410, expect.stringContaining('This article has been deleted.')])
    await expectValid(page)
    for (const status of ['draft', 'scheduled']) {
      const hidden = await fresh({
        status,
        title: 'Secret',
        ...(status === 'scheduled' && { publishAt: '2030-01-01T00:00:00Z' }),
      })
      const missing = await browser.go(`/articles/${hidden}`)
      expect(missing.status).toBe(404)
      expect(missing.html).not.toContain('Secret')
    }
  })

  test('is read with one request for itself, two for its place and one for its comments', async () => {
    const slug = await fresh()
    // An error page does not wait for the comments, so the test before may still be reading.
    await browser.go(`/articles/${slug}`)
    tables.requests()
    await browser.go(`/articles/${slug}`)
    expect(tables.requests().sort()).toEqual(['GetItem', 'GetItem', 'Query', 'Query'])
  })
})

describe('the conversation', () => {
  test('is paged and sorted by links that keep the order, and every comment is met once', async () => {
    const slug = await fresh()
    for (let each = 0; each < 30; each++) {
      await comment(slug, `Comment-${each}-`)
      site.pass(1)
    }
    for (const sort of ['newest', 'oldest', 'top']) {
      const seen: string[] = []
      let url: string | undefined = `/articles/${slug}?sort=${sort}`
      while (url) {
        const page: Visit = await browser.go(url)
        await expectValid(page)
        seen.push(...(page.html.replace(/<script.*?<\/script>/gs, '').match(/Comment-\d+-/g) ?? []))
        url = /rel="next" href="([^"]*)"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&')
      }
      const expected = Array.from({ length: 30 }, (_, each) => `Comment-${each}-`)
      expect(seen).toEqual(sort === 'oldest' ? expected : expected.toReversed())
    }
  })

  test('parameters that make no sense give the first page, and strange ones are ignored', async () => {
    const slug = await fresh()
    await comment(slug, 'There')
    for (const query of [
      'sort=worst',
      'cursor=x',
      'sort=newest&cursor=%00',
      'utm_source=mail',
      'lang=xx',
      'reply=nobody',
    ])
      expect((await browser.go(`/articles/${slug}?${query}`)).html).toContain('<p>There</p>')
  })

  test('shows two replies of each thread and leads to the rest', async () => {
    const slug = await fresh()
    const root = await comment(slug, 'Root')
    site.pass(10)
    const first = await comment(slug, 'One', root)
    site.pass(10)
    await comment(slug, 'Two', first)
    site.pass(10)
    await comment(slug, 'Three', root)
    await site.project()
    const page = await browser.go(`/articles/${slug}`)
    expect(page.html).toMatch(/<p>One<\/p>[\s\S]*<ol class="replies"><li>[\s\S]*<p>Two<\/p>/)
    expect(page.html).not.toContain('<p>Three</p>')
    expect(page.html).toContain(`<a href="/articles/${slug}/comments/${root}">Show all 3 replies</a>`)
    await expectValid(page)
    const whole = await browser.go(`/articles/${slug}/comments/${root}`)
    expect(whole.html).toContain('<p>Three</p>')
    await expectValid(whole)
  })

  test('a removed comment leaves its place and nothing else, on the page and in its data', async () => {
    const slug = await fresh()
    const root = await comment(slug, 'Bad words')
    await comment(slug, 'Answer', root)
    await site.project()
    await site.moderate('remove', [{ article: slug, id: root }])
    await site.project()
    const page = await browser.go(`/articles/${slug}`)
    expect(page.html).toContain('This comment has been removed.')
    expect(page.html).not.toMatch(/Bad words/)
    expect(jsonIn(page).comment).toEqual([])
    await expectValid(await browser.go(`/articles/${slug}/comments/${root}`))
  })

  test('a permalink shows one comment in its thread, however far down it is', async () => {
    const slug = await fresh()
    const root = await comment(slug, 'Root')
    let last = ''
    for (let each = 0; each < 30; each++) {
      last = await comment(slug, `Reply-${each}-`, root)
      site.pass(1)
    }
    const page = await browser.go(`/articles/${slug}/comments/${last}`)
    expect(page.html).toContain('<p>Root</p>')
    expect(page.html).toContain(`class="comment current" id="u_${last.split('.')[1]}"`)
    expect(page.html).toContain('Earlier replies')
    expect(page.html).toContain(`<link rel="canonical" href="http://localhost/articles/${slug}/comments/${root}">`)
    expect(page.html).toContain(`<input type="hidden" name="parent" value="${last}">`)
    await expectValid(page)
    const start = await browser.go(`/articles/${slug}/comments/${root}`)
    expect(start.html).toContain('Reply-0-')
    expect(start.html).toContain('More replies')
    const other = await fresh()
    for (const id of [root, last, '01ARZ3NDEKTSV4RRFFQ69G5FAV', 'nonsense'])
      expect((await browser.go(`/articles/${other}/comments/${id}`)).status).toBe(404)
  })
})

describe('lists', () => {
  test('the front page has the latest articles with their comments counted, and pages back', async () => {
    const slugs: string[] = []
    for (let each = 0; each < 27; each++) {
      slugs.unshift(await fresh({ tags: ['Paged'] }))
      site.pass(1000)
    }
    await comment(slugs[0] ?? '', 'One')
    await comment(slugs[0] ?? '', 'Two')
    await site.project()
    tables.requests()
    const front = await browser.go('/')
    expect(tables.requests().sort()).toEqual(['BatchGetItem', 'Query'])
    expect(front.html).toContain(`<a href="/articles/${slugs[0]}#u_comments">2 comments`)
    await expectValid(front)
    const linked = ({ html }: Visit) =>
      [...html.matchAll(/<h[23] dir="auto"><a href="\/articles\/([^"]*)"/g)].map(([, slug]) => slug)
    const next = ({ html }: Visit) => /rel="next" href="([^"]*)"/.exec(html)?.[1] ?? ''
    const older = await browser.go(next(front))
    expect([...linked(front), ...linked(older)].slice(0, 27)).toEqual(slugs)
    const tag = await browser.go('/tags/paged')
    const more = await browser.go(next(tag))
    expect([...linked(tag), ...linked(more)]).toEqual(slugs)
    await expectValid(more)
    expect((await browser.go('/?cursor=nonsense')).html).toBe(front.html)
  })

  test('a tag that no article has is 404', async () => {
    for (const address of ['/tags/unheard-of', '/tags?tag=unheard-of', '/tags'])
      expect((await browser.go(address)).status).toBe(404)
  })

  // The router here decodes the path first, as API Gateway does.
  test.each([
    'TCP/IP',
    'C#',
    'Who?',
    '50 %',
    '100%25',
    'back\\slash',
    '.',
    '..',
    '...',
    'C++',
    'a&b=c',
    'Q: A; B, “C”',
  ])('the tag %s is reached by its links, and so are its feeds', async (tag) => {
    const slug = await fresh({ tags: [tag] })
    /** The last address in the page that matches the pattern, as a browser would request it. */
    const addressIn = ({ html }: Visit, pattern: RegExp) => {
      const found = [...html.matchAll(pattern)].at(-1)?.[1]?.replaceAll('&amp;', '&') ?? ''
      const { pathname, search } = new URL(found, 'http://localhost')
      return pathname + search
    }
    const page = await browser.go(addressIn(await browser.go(`/articles/${slug}`), /href="([^"]*)" rel="tag"/g))
    expect([page.status, page.html.includes(`href="/articles/${slug}"`)]).toEqual([200, true])
    expect((await browser.go(addressIn(page, /rel="canonical" href="([^"]*)"/g))).html).toBe(page.html)
    await expectValid(page)
    for (const link of [/atom\+xml" title="[^"]*" href="([^"]*)"/g, /feed\+json" title="[^"]*" href="([^"]*)"/g]) {
      const feed = await browser.go(addressIn(page, link))
      expect([feed.status, feed.html.includes(`/articles/${slug}`)]).toEqual([200, true])
    }
  })
})

describe('an address with a slash at its end', () => {
  test.each([
    ['/articles/fog/', '/articles/fog'],
    ['/articles/fog//?sort=top&cursor=1', '/articles/fog?sort=top&cursor=1'],
    ['/feed.xml/', '/feed.xml'],
    ['/v1/articles/%E6%B8%AF/', '/v1/articles/%E6%B8%AF'],
    ['/tags/a%20b/?lang=de', '/tags/a%20b?lang=de'],
    ['/%5Cevil.example/', '/%5Cevil.example'],
  ])('%s leads to %s for good', async (address, to) => {
    for (const method of ['GET', 'HEAD'] as const) {
      const { status, headers } = await browser.go(address, { method })
      expect([status, headers.location]).toEqual([308, to])
      expect(headers['cache-control']).toContain('public')
    }
  })

  test.each(['//evil.example/', '/%2Fevil.example/', '//', '/a//b/'])('%s leads nowhere', async (address) => {
    const { status, headers } = await browser.go(address)
    expect([status, headers.location]).toEqual([404, undefined])
  })
})

describe('the form of a report', () => {
  test('is valid, before and after', async () => {
    const slug = await fresh()
    const id = await comment(slug, 'Hm')
    await expectValid(await browser.go(`/articles/${slug}/comments/${id}/report`))
    await expectValid(await browser.go(`/articles/${slug}/comments/${id}/report?done=sent`))
    expect((await browser.go(`/articles/${slug}/comments/nobody/report`)).status).toBe(404)
  })
})

describe('languages', () => {
  test('a page in another language has its direction, its words and links that keep it', async () => {
    const slug = await fresh({ title: 'Harbour', tags: ['Sea'] })
    await comment(slug, 'Hello')
    const page = await browser.go(`/articles/${slug}?lang=ar`)
    expect(page.html).toContain('<html lang="ar" dir="rtl">')
    expect(page.html).toContain('اترك تعليقًا')
    for (const address of [`/tags/sea?lang=ar`, `/articles/${slug}/comments?lang=ar`])
      expect(page.html.toLowerCase()).toContain(`"${address}"`)
    expect(page.html).toContain(`<link rel="canonical" href="http://localhost/articles/${slug}">`)
    expect(page.headers.vary).toBeUndefined()
    await expectValid(page)
    const wished = await browser.go(`/articles/${slug}`, { headers: { 'accept-language': 'tr,en;q=0.5' } })
    expect(wished.html).toContain('<html lang="tr" dir="ltr">')
    expect(wished.headers).toMatchObject({ vary: 'Accept-Language', 'content-language': 'tr' })
    expect(wished.headers.etag).not.toBe(page.headers.etag)
  })

  test('a Portuguese page is of Portugal, also to its scripts, under the address that all Portuguese have', async () => {
    const slug = await fresh()
    const page = await browser.go(`/articles/${slug}?lang=pt-BR`)
    expect(page.html).toContain('<html lang="pt-PT" dir="ltr">')
    expect(page.html).toMatch(/<section class="conversation"[^>]* lang="pt-PT"/)
    expect(page.headers['content-language']).toBe('pt-PT')
    expect(page.html).toContain(`/articles/${slug}?lang=pt"`)
    expect(page.html).toContain('lang="pt" rel="nofollow" aria-current="true"')
    await expectValid(page)
  })
})

describe('the language of an article', () => {
  test('is said of its words wherever they stand, with their direction, whatever language the page is in', async () => {
    const slug = await fresh({ title: 'شاي', standfirst: 'قصة', body: 'نص', lang: 'AR-eg', tags: ['tea'] })
    const id = await comment(slug, 'Hm')
    const page = await browser.go(`/articles/${slug}`)
    expect(page.html).toContain('<html lang="en" dir="ltr">')
    expect(page.html).toContain('<h1 lang="ar-EG" dir="rtl">شاي</h1>')
    expect(page.html).toContain('<p class="standfirst" lang="ar-EG" dir="rtl">')
    expect(page.html).toContain('<div class="body" lang="ar-EG" dir="rtl">')
    await expectValid(page)
    const list = await browser.go('/tags/tea')
    expect(list.html).toMatch(/<h2 lang="ar-EG" dir="rtl"><a[^>]*>شاي/)
    await expectValid(list)
    expect((await browser.go(`/articles/${slug}/comments/${id}`)).html).toContain('lang="ar-EG" dir="rtl">شاي</a>')
  })
})

describe('elsewhere', () => {
  test('whatever else is asked for gets a page that says so, or a problem document for programs', async () => {
    const page = await browser.go('/wp-admin/setup.php')
    expect([page.status, page.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8'])
    expect(page.html).toContain('<meta name="robots" content="noindex">')
    await expectValid(page)
    const problem = await browser.go('/v1/nothing')
    expect([problem.status, JSON.parse(problem.html).type]).toEqual([
      404,
      'urn:problem-type:understory:address-unknown',
    ])
  })

  test('what pages load is theirs for good at its address, and found under an older one for a while', async () => {
    const { html } = await browser.go('/')
    for (const [, address = ''] of html.matchAll(/(?:href)="(\/assets\/[^"]*)"/g)) {
      const asset = await browser.go(address)
      expect([asset.status, asset.headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable'])
      const older = await browser.go(address.replace(/\.\w+\./, '.000000000000.'))
      expect([older.status, older.html]).toEqual([200, asset.html])
      expect(older.headers['cache-control']).not.toContain('immutable')
    }
    expect((await browser.go('/assets/other.css')).status).toBe(404)
  })
})

describe('the reference of the API', () => {
  test('says where the description is without scripts, and loads what is its own', async () => {
    const page = await browser.go('/docs')
    expect([page.status, page.headers['content-type'], page.headers['content-language']]).toEqual([
      200,
      'text/html; charset=utf-8',
      'en',
    ])
    expect(page.html).toContain('<a href="/v1/openapi.json">')
    await expectValid(page)
    for (const address of ['/assets/docs.0.js', '/assets/docs-style.0.css']) {
      expect(page.html).toContain(`"${address}"`)
      const asset = await browser.go(address)
      expect([asset.status, asset.headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable'])
    }
    expect((await browser.go('/docs', { headers: { 'if-none-match': page.headers.etag ?? '' } })).status).toBe(304)
  })

  test('is announced on the front page', async () => {
    expect((await browser.go('/')).headers.link).toContain('</docs>; rel="service-doc"')
  })
})

describe('the sample paper', () => {
  test('is valid on every page, in both directions', async () => {
    const samples = await readSamples(join(import.meta.dirname, '../../../content'))
    expect(samples.length).toBeGreaterThan(10)
    let validated = 0
    for (const { article, comments } of samples) {
      const slug = await browser.publish({ ...article })
      for (const { text } of comments) await site.post(slug, text)
      await site.project()
      for (const address of [`/articles/${slug}`, `/articles/${encodeURIComponent(slug)}?lang=ar`]) {
        const page = await browser.go(address)
        if (page.status === 404) continue
        expect(page.status).toBe(200)
        await expectValid(page)
        validated++
      }
    }
    expect(validated).toBeGreaterThan(20)
  }, 60_000)
})

test('an article with 25 comments of 500 characters and full previews stays within 30 KB, gzipped', async () => {
  const next = await proseOf()
  const slug = await fresh({ body: next(6000) })
  for (let each = 0; each < 25; each++) {
    const root = await comment(slug, next(500))
    for (const _ of [1, 2]) {
      site.pass(10)
      await comment(slug, next(500), root)
    }
  }
  await site.project()
  const { html } = await browser.go(`/articles/${slug}`)
  const sizes = [html, webBundles().texts.style].map((text) => gzipSync(text).length)
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(30 * 1024)
}, 60_000)

describe('what people write', () => {
  const HOSTILE = `</title></script><script>alert(1)</script><img src=x onerror=alert(2)>"' onfocus='x' \${7*7} {{7*7}}`

  test('is text, wherever it stands', async () => {
    const slug = await fresh({
      title: HOSTILE,
      standfirst: HOSTILE,
      body: HOSTILE,
      tags: ['</title><script>alert(3)'],
      authors: [{ name: '<script>alert(4)' }],
      image: { url: 'https://example.org/a.jpg', alt: HOSTILE },
    })
    const { body } = await site.call('POST /v1/articles/{slug}/comments', {
      path: { slug },
      body: { author: { name: '<script>alert(5)</script>', url: `https://example.org/?'onx='` }, text: HOSTILE },
    })
    const id = body?.comment?.id ?? (await comment(slug, HOSTILE))
    for (const address of [
      `/articles/${slug}?reply=${id}&lang="><script>alert(6)</script>`,
      `/articles/${slug}/comments/${id}`,
      '/',
      `/tags?${new URLSearchParams({ tag: '</title><script>alert(3)' })}`,
      `/articles/${slug}?sort="><script>&cursor="><script>`,
      '/%3Cscript%3Ealert(7)',
    ]) {
      const page = await browser.go(address)
      const scripts = page.html.match(/<script[^>]*>/g) ?? []
      const ours = [
        '<script type="application/ld+json">',
        '<script type="application/json">',
        '<script type="module" src="/assets/page.0.js">',
      ]
      expect(scripts.filter((tag) => !ours.includes(tag))).toEqual([])
      // The tag without its quoted values.
      const bare = page.html.replace(/<script.*?<\/script>/gs, '').replace(/="[^"]*"/g, '')
      expect(bare.match(/<[^>]*\son\w+[^>]*>|<img(?! class| src)[^>]*>/g)).toBeNull()
      await expectValid(page)
    }
  })
})

test('a page of another site is shown by its title, a link and its conversation, and left to that site to be found', async () => {
  const url = 'https://blog.example/fog?a=1&b=2'
  const { key } = canonicalPage(url)
  expect((await browser.go(`/articles/${key}`)).status).toBe(404)
  site.set({ allowedOrigins: ['https://blog.example'] })
  const body = { author: { name: 'Ada' }, text: 'From afar', page: { url, title: 'Fog <b>&' } }
  const posted = await site.call('POST /v1/articles/{slug}/comments', { path: { slug: key }, body })
  for (const address of [`/articles/${key}`, `/articles/${key}/comments/${posted.body.comment.id}`]) {
    const page = await browser.go(address)
    expect(page.status).toBe(200)
    await expectValid(page)
    expect(page.html).toContain('From afar')
    expect(page.html).toContain('Fog &lt;b')
    expect(page.html).toContain('<meta name="robots" content="noindex">')
  }
  const { html } = await browser.go(`/articles/${key}`)
  expect(html).toContain('href="https://blog.example/fog?a=1&amp;b=2"')
})

test('the widget gets the conversation of a page elsewhere before there is one', async () => {
  const allowed = browserOver(tables, site, { allowedOrigins: ['https://blog.example'] })
  const at = (url: string) => `/conversation?url=${encodeURIComponent(url)}`
  const { status, html, headers } = await allowed.go(at('https://blog.example/new'))
  expect([status, headers['x-robots-tag']]).toEqual([200, 'noindex'])
  expect(html).toContain(`data-slug="${canonicalPage('https://blog.example/new').key}"`)
  expect(html).toContain('<textarea')
  expect((await allowed.go(at('https://evil.example/new'))).status).toBe(403)
  expect((await allowed.go(at('javascript:alert(1)'))).status).toBe(422)
  expect((await allowed.go('/conversation')).status).toBe(422)
  // It has a comment from above, when its origin was allowed.
  const closed = await browser.go(at('https://blog.example/fog?b=2&a=1'))
  expect([closed.status, closed.html.includes('From afar')]).toEqual([200, true])
  expect([html, closed.html].map((text) => /data-policy="(\w+)"/.exec(text)?.[1])).toEqual(['open', 'closed'])
})

test('a database that does not answer makes a page that says when to try again', async () => {
  const silent = Object.assign(new Error('no answer'), { name: 'TimeoutError' })
  const logged = jest.spyOn(console, 'error').mockReturnValue()
  const send = jest.spyOn(tables.articles.client, 'send').mockImplementation(() => Promise.reject(silent))
  const page = await browser.go('/')
  expect(logged).toHaveBeenCalledTimes(1)
  send.mockRestore()
  logged.mockRestore()
  expect([page.status, page.headers['retry-after'], page.headers['cache-control']]).toEqual([
    503,
    '1',
    'private, no-store',
  ])
  await expectValid(page)
})
