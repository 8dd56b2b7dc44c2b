import { jest } from '@jest/globals'
import fc from 'fast-check'
import { seedOf } from '../../test/kit/seed.ts'
import { freshSite } from '../../test/kit/site/freshSite.ts'
import { type Browser, browserOver } from '../../test/kit/site/pages.ts'
import { type Answer, siteOver } from '../../test/kit/site/site.ts'
import { injectNetworkFaults, type NetworkFault } from '../../test/kit/tables/faults.ts'
import { requestClientFor } from '../../test/kit/tables/tables.ts'

const { tables, site } = await freshSite()

let quiet: jest.SpiedFunction<typeof console.error>
beforeEach(() => {
  quiet = jest.spyOn(console, 'error').mockImplementation(() => undefined)
})
afterEach(() => quiet.mockRestore())

const POSTS = 40
const FAULTS: NetworkFault[] = ['throttle', 'internal', 'timeout', 'resetBefore', 'resetAfter']

/** A site on a faulty network: `wrong` of 1,000 attempts fail, until `calm` is set. */
async function shakenSite(seed: number, wrong = 400) {
  const client = requestClientFor(tables.endpoint)
  const random = fc.sample(fc.nat(999), { numRuns: 5000, seed })
  const network = { calm: false, attempts: 0 }
  injectNetworkFaults(client, () => {
    const draw = random[network.attempts++ % random.length] ?? 0
    return network.calm || draw >= wrong ? 'none' : (FAULTS[draw % FAULTS.length] ?? 'none')
  })
  const over = { ...tables, comments: { client, name: tables.comments.name } }
  const shaken = await siteOver(over)
  const browser = browserOver({ ...over, articles: { client, name: tables.articles.name } }, shaken)
  return { shaken, browser, network, stop: () => client.destroy() }
}

async function textsOf(slug: string): Promise<string[]> {
  const texts: string[] = []
  for (let cursor = ''; ; ) {
    const { body } = await site.list(slug, `limit=100${cursor && `&cursor=${cursor}`}`)
    for (const { html } of body.items) texts.push(html)
    if (!body.nextCursor) return texts.map((html) => html.replace(/<\/?p>/g, '').trim())
    cursor = body.nextCursor
  }
}

/** A comment with the answer 201, or 303 for a form, is stored once. Any other is stored at most once. */
function expectOnce(texts: readonly string[], answers: ReadonlyMap<string, { status: number }>): void {
  for (const [text, { status }] of answers) {
    const times = texts.filter((found) => found === text).length
    expect(times).toBeLessThanOrEqual(1)
    if (status === 201 || status === 303) expect(times).toBe(1)
    else expect(status).toBe(503)
  }
}

test.each([true, false])(
  'throttles, 500s, timeouts and resets lose and double nothing (with a key: %s)',
  async (keyed) => {
    const { shaken, network, stop } = await shakenSite(seedOf('faults, posts'))
    const slug = await site.publish(`shaken-${keyed}`)
    const root = (await site.post(slug, 'the root')).body.comment.id
    const post = (i: number) =>
      shaken.post(
        slug,
        `comment ${i}`,
        i % 4 === 0 ? root : undefined,
        keyed ? { 'idempotency-key': `the-key-of-comment-${i}` } : {},
      )
    const answers = new Map<string, Answer>()
    await Promise.all(
      Array.from({ length: POSTS }, async (_, i) => {
        answers.set(`comment ${i}`, await post(i))
      }),
    )
    const read = async () => {
      const { body } = await site.replies(slug, root, 'limit=100')
      const replies = body.items.map(({ html }: { html: string }) => html.replace(/<\/?p>/g, '').trim())
      return [...(await textsOf(slug)), ...replies]
    }
    expectOnce(await read(), answers)
    expect(network.attempts).toBeGreaterThan(POSTS * 1.3)

    // With its key, a second attempt stores the comment exactly once, under the first id.
    network.calm = true
    if (keyed) {
      for (let i = 0; i < POSTS; i++) {
        const again = await post(i)
        expect(again.status).toBe(201)
        const first = answers.get(`comment ${i}`)
        if (first?.status === 201) expect(again.body).toEqual(first.body)
      }
      const texts = await read()
      for (let i = 0; i < POSTS; i++) expect(texts.filter((text) => text === `comment ${i}`)).toHaveLength(1)
    }
    await shaken.project()
    const { body } = await site.list(slug)
    expect(body.total).toBe((await read()).length)
    stop()
  },
  60_000,
)

/** Failures in 1,000 attempts: so many that some requests get no answer after all retries. */
const MOSTLY = 750

type Visited = Awaited<ReturnType<Browser['go']>>

/** The two messages: nothing was stored, or it is unknown whether something was stored. */
const HONEST = /Too much is happening at once and nothing was stored|nobody knows whether this was stored/

/** Either 303, or an error page with one of the two messages, `Retry-After` and the typed values. */
function expectHonest({ status, headers, html }: Visited, ...typed: string[]): void {
  if (status === 303) return
  expect([status, headers['retry-after']]).toEqual([503, '1'])
  expect(html).toMatch(HONEST)
  for (const each of typed) expect(html).toContain(each)
}

test('a form without scripts posts once or not at all, and comes back with everything that was typed in it', async () => {
  const { browser, network, stop } = await shakenSite(seedOf('faults, forms'), MOSTLY)
  const slug = await site.publish('shaken-forms')
  const write = (i: number) =>
    browser.go(`/articles/${slug}/comments`, {
      form: { name: `Ada & ${i}`, email: 'ada@example.org', url: 'https://example.org/', text: `comment ${i}` },
      stay: true,
    })
  const answers = new Map<string, Visited>()
  for (let i = 0; i < POSTS; i++) answers.set(`comment ${i}`, await write(i))
  expectOnce(await textsOf(slug), answers)
  for (const [text, answer] of answers) {
    const name = `value="Ada &amp; ${text.slice('comment '.length)}"`
    const form = `action="/articles/${slug}/comments"`
    expectHonest(answer, form, `>\n${text}</textarea>`, name, 'value="ada@example.org"', 'value="https://example.org/"')
  }
  expect([...answers.values()].some(({ status }) => status === 503)).toBe(true)

  network.calm = true
  for (let i = 0; i < POSTS; i++) expect((await write(i)).status).toBe(303)
  const texts = await textsOf(slug)
  for (let i = 0; i < POSTS; i++) expect(texts.filter((text) => text === `comment ${i}`)).toHaveLength(1)
  stop()
}, 60_000)

test('a form comes back with what was typed when nothing at all can be read', async () => {
  const { browser, network, stop } = await shakenSite(seedOf('faults, nothing'), 1000)
  const slug = await site.publish('shaken-throughout')
  network.calm = true
  const own = await browser.go(`/articles/${slug}/comments`, { form: { name: 'Ada', text: 'there' } })
  const address = own.url.replace(/\/own.*/, '')
  network.calm = false
  const send = (to: string, form: Record<string, string>) => browser.go(to, { form, stay: true })
  const posted = await send(`/articles/${slug}/comments`, {
    name: 'Ada',
    text: 'kept',
    parent: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  })
  expect(posted.status).toBe(503)
  expectHonest(
    posted,
    '>\nkept</textarea>',
    'name="parent" value="01ARZ3NDEKTSV4RRFFQ69G5FAV"',
    `href="/articles/${slug}"`,
  )
  const edited = await send(`${address}/edit`, { text: 'changed' })
  expect(edited.status).toBe(503)
  expectHonest(edited, `action="${address}/edit"`, '>\nchanged</textarea>')
  const deleted = await send(`${address}/delete`, {})
  expect(deleted.status).toBe(503)
  expectHonest(deleted, `action="${address}/delete"`)
  expect(deleted.html).not.toContain('<textarea')
  const voted = await send(`${address}/vote?back=${encodeURIComponent(`/articles/${slug}?sort=oldest`)}`, {
    value: '-1',
  })
  expect(voted.status).toBe(503)
  expectHonest(voted, 'name="value" value="-1"', `/vote?back=%2Farticles%2F${slug}%3Fsort%3Doldest"`)
  const reported = await send(`${address}/report`, { reason: 'abuse', detail: 'so & so' })
  expect(reported.status).toBe(503)
  expectHonest(reported, 'value="abuse" required checked', '>\nso &amp; so</textarea>')
  stop()
}, 60_000)

test.each(['form', 'endpoint'])(
  'an edit that was taken is there, and any other can be sent again: %s',
  async (way) => {
    const { shaken, browser, network, stop } = await shakenSite(seedOf('faults, edits'), MOSTLY)
    const slug = await site.publish(`shaken-edits-${way}`)
    network.calm = true
    for (let i = 0; i < 10; i++) {
      const own = await browser.go(`/articles/${slug}/comments`, { form: { name: 'Ada', text: `old ${i}` } })
      const [, id = ''] = /comments\/([\w.]+)\/own/.exec(own.url) ?? []
      const token = (await site.post(slug, `old ${i} too`)).body
      const edit = async () => {
        if (way === 'form') {
          return browser.go(`/articles/${slug}/comments/${id}/edit`, { form: { text: `new ${i}` }, stay: true })
        }
        return shaken.edit(slug, token.comment.id, token.editToken, `new ${i}`)
      }
      network.calm = false
      const first = await edit()
      network.calm = true
      const isThere = (await textsOf(slug)).includes(`new ${i}`)
      if ('html' in first) expectHonest(first, `>\nnew ${i}</textarea>`)
      else expect([200, 503]).toContain(first.status)
      if (first.status !== 503) expect(isThere).toBe(true)
      expect((await edit()).status).toBe(way === 'form' ? 303 : 200)
      expect((await textsOf(slug)).filter((text) => text === `new ${i}`)).toHaveLength(1)
    }
    stop()
  },
  60_000,
)

test('votes and reports count once, whatever became of their answers', async () => {
  const { shaken, network, stop } = await shakenSite(seedOf('faults, votes and reports'), MOSTLY)
  shaken.set({ reportsToHold: 0 })
  const slug = await site.publish('shaken-votes')
  await site.project()
  network.calm = true
  const first = (await site.post(slug, 'the first')).body.comment.id
  const voters = await Promise.all(
    Array.from({ length: 10 }, async (_, i) => (await site.vote(slug, first, 1, undefined, `192.0.2.${i}`)).body.voter),
  )
  const { id } = (await site.post(slug, 'voted on')).body.comment
  const both = (voter: string) => {
    const address = `192.0.2.${voters.indexOf(voter)}`
    return [
      () => shaken.vote(slug, id, 1, voter, address),
      () => shaken.report(slug, id, { reason: 'other' }, voter, address),
    ]
  }
  const counted = async () => {
    await site.project()
    const [reported] = (await site.queue('status=reported')).body.items
    return [(await site.get(slug, id)).body.score, reported?.reports.count ?? 0]
  }
  network.calm = false
  const taken = [0, 0]
  for (const voter of voters) {
    for (const [place, send] of both(voter).entries()) {
      const { status, headers } = await send()
      if (status === 503) expect(headers['retry-after']).toBe('1')
      else expect(status).toBe([200, 202][place])
      if (status !== 503) taken[place] = (taken[place] ?? 0) + 1
    }
  }
  network.calm = true
  for (const [place, count] of (await counted()).entries()) {
    expect(count).toBeGreaterThanOrEqual(taken[place] ?? 0)
    expect(count).toBeLessThanOrEqual(voters.length)
  }
  for (const voter of voters) for (const send of both(voter)) expect((await send()).status).toBeLessThan(300)
  expect(await counted()).toEqual([voters.length, voters.length])
  stop()
}, 60_000)
