import { freshSite } from '../../test/kit/site/freshSite.ts'
import { browserOver, type Visit } from '../../test/kit/site/pages.ts'

const { tables, site } = await freshSite()
const browser = browserOver(tables, site)
beforeEach(() => browser.forget())

let count = 0
const fresh = (policy: 'open' | 'held' | 'closed' = 'open') =>
  browser.publish({ title: `Story ${++count}`, slug: `story-${count}`, comments: { policy } })
const typed = (text: string, more: Record<string, string> = {}) => ({ name: 'Ada', email: '', url: '', text, ...more })
const write = (slug: string, form: Record<string, string>) => browser.go(`/articles/${slug}/comments`, { form })
const idOf = (visit: Visit) => /comments\/([\w.]+)\/own/.exec(visit.url)?.[1] ?? ''
const textOf = (visit: Visit) => visit.html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')

describe('posting', () => {
  test('answers 303 to a page that only its author sees, and the comment stands under the article', async () => {
    const slug = await fresh()
    const posted = await browser.go(`/articles/${slug}/comments`, { form: typed('Hello *there*'), stay: true })
    expect(posted.status).toBe(303)
    expect(posted.headers['cache-control']).toBe('private, no-store')
    const own = await browser.go(String(posted.headers.location))
    expect(own.status).toBe(200)
    expect(own.headers['cache-control']).toBe('private, no-store')
    expect(own.html).toContain('<p>Hello <em>there</em></p>')
    expect(own.html).toContain('Your comment has been published.')
    const article = await browser.go(`/articles/${slug}`)
    expect(article.html).toContain('<p>Hello <em>there</em></p>')
  })

  test('the token is in a cookie that goes to this comment only, and no script reads it', async () => {
    const slug = await fresh()
    const { cookies, headers } = await browser.go(`/articles/${slug}/comments`, { form: typed('Mine'), stay: true })
    const path = String(headers.location).replace(/\/own.*/, '')
    expect(cookies).toEqual([
      expect.stringMatching(
        new RegExp(`^understory_own=[\\w-]{43}; Path=${path}; Max-Age=86400; HttpOnly; SameSite=Lax$`),
      ),
    ])
  })

  test('a reply hangs on what it answers', async () => {
    const slug = await fresh()
    const root = idOf(await write(slug, typed('Root')))
    const form = await browser.go(`/articles/${slug}?reply=${root}`)
    expect(form.html).toContain(`<input type="hidden" name="parent" value="${root}">`)
    expect(textOf(form)).toContain('Reply to Ada')
    const reply = await write(slug, typed('Answer', { name: 'Bo', parent: root }))
    expect(idOf(reply)).toMatch(new RegExp(`^${root}\\.`))
    expect((await site.replies(slug, root)).body.items).toMatchObject([{ parentId: root, author: { name: 'Bo' } }])
  })

  test('a reply to one that is eight deep stands beside it, with a link to it', async () => {
    const slug = await fresh()
    const root = idOf(await write(slug, typed('Root')))
    let parent = root
    for (let depth = 1; depth <= 8; depth++)
      parent = idOf(await write(slug, typed(`Depth ${depth}`, { name: 'Bo', parent })))
    browser.forget()
    const reply = await write(slug, typed('Deeper', { parent }))
    expect(reply.status).toBe(200)
    const mention = (name: string) =>
      `<a class="to" href="/articles/${slug}/comments/${parent}">in reply to <bdi>${name}</bdi></a>`
    expect(reply.html).toContain(mention('…'))
    const thread = await browser.go(`/articles/${slug}/comments/${root}`)
    expect(thread.html.split('class="to"')).toHaveLength(3)
    expect(thread.html).toContain(mention('Bo'))
    expect(thread.html.match(/<ol class="replies">/g)).toHaveLength(8)
  })

  test('what its author deleted can be said again in the same words', async () => {
    const slug = await fresh()
    const first = idOf(await write(slug, typed('Said, taken back, said.')))
    await browser.go(`/articles/${slug}/comments/${first}/delete`, { form: {} })
    site.pass(1000)
    const second = idOf(await write(slug, typed('Said, taken back, said.')))
    expect(second).not.toBe(first)
    // A second click on the second form still counts as a second click.
    expect(idOf(await write(slug, typed('Said, taken back, said.')))).toBe(second)
    const { items } = (await site.list(slug)).body
    expect(items.filter(({ state }: { state: string }) => state === 'published')).toMatchObject([{ id: second }])
  })

  test('an impatient second click posts nothing twice', async () => {
    const slug = await fresh()
    const [first, second] = [await write(slug, typed('Once')), await write(slug, typed('Once'))]
    expect(second.url).toBe(first.url)
    expect((await site.list(slug)).body.items).toHaveLength(1)
    expect(idOf(await write(slug, typed('Twice')))).not.toBe(idOf(first))
  })

  test('where comments are held, its author is told and nobody else sees it', async () => {
    const slug = await fresh('held')
    expect((await browser.go(`/articles/${slug}`)).html).toContain('once a moderator has approved them')
    const own = await write(slug, typed('Waiting room'))
    expect(own.html).toContain('waiting for a moderator')
    expect((await browser.go(`/articles/${slug}`)).html).not.toContain('Waiting room')
  })

  test('the language of the page goes along', async () => {
    const slug = await fresh()
    expect((await browser.go(`/articles/${slug}?lang=en`)).html).toContain(
      `action="/articles/${slug}/comments?lang=en"`,
    )
    const { headers } = await browser.go(`/articles/${slug}/comments?lang=en`, { form: typed('Hi'), stay: true })
    expect(headers.location).toMatch(/\/own\?done=posted&lang=en$/)
  })
})

describe('errors', () => {
  test('keep what was typed, and say beside each field what to mend', async () => {
    const slug = await fresh()
    const url = 'javascript:alert(1)'
    const again = await write(slug, { name: ' ', email: 'nobody', url, text: '\n<b>“kept”</b> & more' })
    expect(again.status).toBe(422)
    expect(again.headers['cache-control']).toBe('private, no-store')
    expect(again.html).toContain('rows="6" required dir="auto">\n\n&lt;b&gt;“kept”&lt;/b&gt; &amp; more</textarea>')
    expect(again.html).toContain('value="nobody"')
    expect(again.html).toContain('value="javascript:alert(1)"')
    expect(textOf(again)).toContain('3 things need mending')
    for (const field of ['name', 'email', 'url']) {
      expect(again.html).toMatch(
        new RegExp(`id="u_${field}" name="${field}" aria-describedby="[^"]*u_${field}-fault" aria-invalid`),
      )
      expect(again.html).toContain(`id="u_${field}-fault"`)
      expect(again.html).toContain(`<a href="#u_${field}">`)
    }
    expect(again.html).toContain('<div class="fault" id="u_text-fault"></div>')
    expect((await site.list(slug)).body.items).toEqual([])
    expect((await write(slug, typed('kept & more'))).status).toBe(200)
  })

  test.each([
    ['text', typed(''), 'Please fill this in.'],
    ['text', typed('x'.repeat(8001)), 'Too long: 8,001 characters of at most 8,000.'],
    ['text', typed(`${'> '.repeat(40)}deep`), 'nested too deeply'],
    ['text', typed(`${'*'.repeat(999)}x${'*'.repeat(999)}`), 'nested too deeply'],
    ['text', typed('*a_ '.repeat(2000)), 'too much formatting'],
    ['text', typed(`${'-'.repeat(16)} ${'[a](b)'.repeat(1300)}`), 'too much formatting'],
    ['text', typed('half \u202E turned'), 'turns the direction of text, near “half turned”'],
    ['text', typed('half &#x202e; turned'), 'turns the direction of text, near “half turned”'],
    ['text', typed('>'), 'nothing to read'],
    ['text', typed('[](x)'), 'nothing to read'],
    ['name', typed('x', { name: 'n'.repeat(81) }), 'Too long: 81 characters of at most 80.'],
    ['name', typed('x', { name: 'gpj\u202Eb' }), 'turns the direction of text, near “gpjb”'],
    ['name', typed('x', { name: '\u3164' }), 'nothing to read'],
    ['url', typed('x', { url: 'example.org' }), 'begins with https://'],
  ])('%s: %#', async (field, form, fault) => {
    const again = await write(await fresh(), form)
    expect(again.status).toBe(422)
    expect(again.html).toContain(`id="u_${field}-fault">`)
    expect(textOf(again)).toContain(fault)
  })

  test('a reply to a comment that is gone keeps the text', async () => {
    const slug = await fresh()
    const again = await write(slug, typed('Answer', { parent: '01ARZ3NDEKTSV4RRFFQ69G5FAV' }))
    expect(again.status).toBe(404)
    expect(again.html).toContain('Answer</textarea>')
    expect(again.html).toContain('no longer there')
  })

  test('where comments are closed nothing is taken, and nothing typed is lost', async () => {
    const slug = await fresh('closed')
    expect((await browser.go(`/articles/${slug}`)).html).not.toContain(`action="/articles/${slug}/comments"`)
    const again = await write(slug, typed('Too late'))
    expect(again.status).toBe(403)
    expect(again.html).toContain('Comments on this article are closed.')
    expect(again.html).toContain('Too late</textarea>')
  })

  test('too fast is 429 with when to come back', async () => {
    const slug = await fresh()
    const strict = browserOver(tables, site, { commentsPerMinute: 1 })
    const address = '198.51.100.9'
    await strict.go(`/articles/${slug}/comments`, { form: typed('One'), address })
    const again = await strict.go(`/articles/${slug}/comments`, { form: typed('Two'), address })
    expect(again.status).toBe(429)
    expect(Number(again.headers['retry-after'])).toBeGreaterThan(0)
    expect(again.html).toContain('Two</textarea>')
    // It may be a second click, so the first few are looked up. After that the database is not read.
    for (let time = 0; time < 5; time++) await strict.go(`/articles/${slug}/comments`, { form: typed('Two'), address })
    tables.requests()
    const last = await strict.go(`/articles/${slug}/comments`, { form: typed('Two'), address })
    expect([last.status, tables.requests()]).toEqual([429, []])
    expect(last.html).toContain('Two</textarea>')
  })

  test('edits too fast are 429 with what was typed, and ask no database', async () => {
    const slug = await fresh()
    const strict = browserOver(tables, site, { editsPerMinute: 1 })
    const address = '198.51.100.21'
    const { url } = await strict.go(`/articles/${slug}/comments`, { form: typed('One'), address })
    const edit = (text: string) => strict.go(url.replace(/own.*/, 'edit'), { form: { text }, address, stay: true })
    expect([(await edit('Two')).status, (await edit('Three')).status]).toEqual([303, 429])
    tables.requests()
    const refused = await edit('Four')
    expect([refused.status, tables.requests()]).toEqual([429, []])
    expect(refused.html).toContain('Four</textarea>')
  })

  test('too much is 413, and what is no form 415', async () => {
    const slug = await fresh()
    expect((await write(slug, typed('x'.repeat(360_000)))).status).toBe(413)
    const headers = { 'content-type': 'text/plain' }
    expect((await browser.go(`/articles/${slug}/comments`, { form: typed('x'), headers })).status).toBe(415)
  })

  test('an article or a comment that is not there is 404, and counts once for its address', async () => {
    const slug = await fresh()
    const id = idOf(await write(slug, typed('Mine')))
    const own = `/articles/${slug}/comments/${id}`
    await browser.go(`${own}/delete`, { form: {} })
    const attempts = [
      { address: '198.51.100.41', url: '/articles/nowhere/comments', form: typed('x') },
      { address: '198.51.100.42', url: `${own}/edit`, form: { text: 'x' } },
    ]
    for (const { url, ...attempt } of attempts) {
      const statuses = []
      for (let time = 0; time < 32; time++) statuses.push((await browser.go(url, attempt)).status)
      expect(statuses).toEqual([...Array(31).fill(404), 429])
    }
  })
})

describe('another site', () => {
  const nothing = { 'sec-fetch-site': undefined }

  test.each<[string, Record<string, string | undefined>]>([
    ['Sec-Fetch-Site: cross-site', { 'sec-fetch-site': 'cross-site', origin: 'http://localhost' }],
    ['Sec-Fetch-Site: same-site', { 'sec-fetch-site': 'same-site' }],
    ['another Origin', { ...nothing, origin: 'https://evil.example' }],
    ['a hidden Origin', { ...nothing, origin: 'null', referer: 'http://localhost/' }],
    ['another Referer', { ...nothing, referer: 'https://evil.example/localhost' }],
    ['a Referer that begins like ours', { ...nothing, referer: 'http://localhost.evil.example/' }],
    ['nothing at all', nothing],
  ])('cannot post, edit or delete: %s', async (_, headers) => {
    const slug = await fresh()
    const id = idOf(await write(slug, typed('Mine')))
    for (const [path, form] of [
      [`/articles/${slug}/comments`, typed('Forged')],
      [`/articles/${slug}/comments/${id}/edit`, { text: 'Forged' }],
      [`/articles/${slug}/comments/${id}/delete`, {}],
    ] as const) {
      const answer = await browser.go(path, { form, headers })
      expect(answer.status).toBe(403)
      expect(answer.html).toContain('not sent from this site')
    }
    expect((await site.list(slug)).body.items).toMatchObject([{ html: '<p>Mine</p>', editedAt: null }])
  })

  test.each([
    ['Origin', { origin: 'http://localhost' }],
    ['Referer', { referer: 'http://localhost/articles/x' }],
  ])('an older browser is known by its %s', async (_, headers) => {
    const slug = await fresh()
    const request = { form: typed('Hello'), headers: { ...nothing, ...headers }, stay: true }
    expect((await browser.go(`/articles/${slug}/comments`, request)).status).toBe(303)
  })
})

describe('editing and deleting', () => {
  test('an author edits, within the window', async () => {
    const slug = await fresh()
    const own = await write(slug, typed('Frist'))
    const id = idOf(own)
    expect(own.html).toContain(`action="/articles/${slug}/comments/${id}/edit"`)
    expect(own.html).toContain('>\nFrist</textarea>')
    const saved = await browser.go(`/articles/${slug}/comments/${id}/edit`, { form: { text: 'First' } })
    expect(saved.url).toMatch(/\?done=saved$/)
    expect(saved.html).toContain('Your changes have been saved.')
    expect((await site.get(slug, id)).body.html).toBe('<p>First</p>')
  })

  test('an empty edit keeps what is there and what was typed', async () => {
    const slug = await fresh()
    const id = idOf(await write(slug, typed('Stays')))
    const again = await browser.go(`/articles/${slug}/comments/${id}/edit`, { form: { text: '  ' } })
    expect(again.status).toBe(422)
    expect(again.html).toContain('u_text-fault')
    expect((await site.get(slug, id)).body.html).toBe('<p>Stays</p>')
  })

  test('an author deletes, in two steps', async () => {
    const slug = await fresh()
    const own = await write(slug, typed('Regret'))
    expect(own.html).toContain('Delete this comment for good?')
    const gone = await browser.go(`/articles/${slug}/comments/${idOf(own)}/delete`, { form: {} })
    expect(gone.status).toBe(200)
    expect(gone.html).toContain('Your comment has been deleted.')
    expect(gone.html).not.toContain('Regret')
    expect((await browser.go(`/articles/${slug}`)).html).not.toContain('Regret')
  })

  test('nobody else does', async () => {
    const slug = await fresh()
    const id = idOf(await write(slug, typed('Mine')))
    browser.forget()
    for (const visit of [
      await browser.go(`/articles/${slug}/comments/${id}/own`),
      await browser.go(`/articles/${slug}/comments/${id}/edit`, { form: { text: 'Yours' } }),
      await browser.go(`/articles/${slug}/comments/${id}/delete`, { form: {} }),
    ]) {
      expect(visit.status).toBe(403)
      expect(visit.html).toContain('can only be changed in the browser')
      expect(visit.html).not.toContain('Mine')
    }
    expect((await site.get(slug, id)).body.html).toBe('<p>Mine</p>')
  })

  test('when the time is over, no form is offered and none is taken', async () => {
    const slug = await fresh()
    const id = idOf(await write(slug, typed('Settled')))
    site.pass(15 * 60_000 + 1)
    expect((await browser.go(`/articles/${slug}/comments/${id}/own`)).html).not.toContain('method="post"')
    const late = await browser.go(`/articles/${slug}/comments/${id}/edit`, { form: { text: 'Changed' } })
    expect(late.status).toBe(403)
    expect(late.html).toContain('The time for changing or deleting this comment is over.')
  })

  test('a comment that a moderator removed shows nothing any more', async () => {
    const slug = await fresh()
    const id = idOf(await write(slug, typed('Rude words')))
    await site.moderate('remove', [{ article: slug, id }])
    const own = await browser.go(`/articles/${slug}/comments/${id}/own`)
    expect(own.html).toContain('removed by a moderator')
    expect(own.html).not.toContain('method="post"')
  })
})

describe('voting', () => {
  test('counts, leads back to where it came from, and can be taken back', async () => {
    const slug = await fresh()
    const id = idOf(await write(slug, typed('Good')))
    const page = await browser.go(`/articles/${slug}?sort=oldest`)
    const action = /action="([^"]*\/vote[^"]*)"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&') ?? ''
    const vote = await browser.go(action, { form: { value: '1' }, stay: true })
    expect([vote.status, vote.headers.location]).toEqual([303, `/articles/${slug}?sort=oldest&voted=${id}#u_${id}`])
    expect(vote.cookies).toEqual([expect.stringMatching(/^understory_voter=.*; Path=\/; .*HttpOnly; SameSite=Lax/)])
    await site.project()
    const back = await browser.go(String(vote.headers.location))
    expect(back.html).toContain('Your vote has been counted.')
    expect(back.html).toContain('1 point')
    expect(back.headers['cache-control']).toContain('public')
    const again = await browser.go(action, { form: { value: '1' }, stay: true })
    expect(again.cookies).toEqual([])
    await browser.go(action, { form: { value: '0' } })
    await site.project()
    expect((await site.get(slug, id)).body.score).toBe(0)
  })

  test.each([
    ['//evil.example/articles/SLUG', ''],
    ['https://evil.example/articles/SLUG', ''],
    ['\\\\evil.example\\articles\\SLUG', ''],
    ['/articles/SLUG/../other', ''],
    ['/articles/other', ''],
    ['/articles/SLUG?sort=oldest&next=//evil.example', 'sort=oldest&'],
    ['/articles/SLUG?sort=%0d%0aSet-Cookie:x', 'sort=%0D%0ASet-Cookie%3Ax&'],
    ['http://', ''],
  ])('leads nowhere else: %s', async (back, kept) => {
    const slug = await fresh()
    const id = idOf(await write(slug, typed('Good')))
    const address = `/articles/${slug}/comments/${id}/vote?back=${encodeURIComponent(back.replace('SLUG', slug))}`
    const { headers } = await browser.go(address, { form: { value: '-1' }, stay: true })
    expect(headers.location).toBe(`/articles/${slug}?${kept}voted=${id}#u_${id}`)
  })

  test('is refused from another site, for what is no vote, and for a comment that is not there', async () => {
    const slug = await fresh()
    const id = idOf(await write(slug, typed('Good')))
    const address = `/articles/${slug}/comments/${id}/vote`
    const headers = { 'sec-fetch-site': 'cross-site' }
    expect((await browser.go(address, { form: { value: '1' }, headers })).status).toBe(403)
    for (const value of ['', '2', 'x']) expect((await browser.go(address, { form: { value } })).status).toBe(422)
    const nowhere = address.replace(id, '01ARZ3NDEKTSV4RRFFQ69G5FAV')
    expect((await browser.go(nowhere, { form: { value: '1' } })).status).toBe(404)
    await site.project()
    expect((await site.get(slug, id)).body.score).toBe(0)
  })
})

describe('reporting', () => {
  test('asks why, thanks, and reaches the moderators', async () => {
    const slug = await fresh()
    const id = idOf(await write(slug, typed('Buy my <b>soap</b>')))
    const address = `/articles/${slug}/comments/${id}/report`
    expect((await browser.go(`/articles/${slug}`)).html).toContain(`href="${address}"`)
    const form = await browser.go(address)
    expect(form.html).toContain('Buy my &lt;b&gt;soap')
    expect(form.html).toContain('What is wrong with it?')
    const again = await browser.go(address, { form: { detail: 'kept & shown' } })
    expect(again.status).toBe(422)
    expect(again.html).toContain('Please choose one.')
    expect(again.html).toContain('kept &amp; shown</textarea>')
    const long = await browser.go(address, { form: { reason: 'spam', detail: 'x'.repeat(501) } })
    expect(textOf(long)).toContain('Too long: 501 characters of at most 500.')
    expect(long.html).toContain('value="spam" required checked')
    const sent = await browser.go(address, { form: { reason: 'spam', detail: 'Soap again' } })
    expect(sent.status).toBe(200)
    expect(sent.html).toContain('A moderator will look at it.')
    expect((await site.queue('status=reported')).body.items).toMatchObject([{ id, reports: { count: 1 } }])
  })

  test('is refused from another site', async () => {
    const slug = await fresh()
    const id = idOf(await write(slug, typed('Fine')))
    const headers = { 'sec-fetch-site': 'cross-site' }
    const address = `/articles/${slug}/comments/${id}/report`
    expect((await browser.go(address, { form: { reason: 'spam' }, headers })).status).toBe(403)
  })
})
