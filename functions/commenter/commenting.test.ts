import { freshSite } from '../../test/kit/site/freshSite.ts'
import { PLENTY } from '../../test/kit/site/plenty.ts'

const { tables, site } = await freshSite()

let count = 0
const fresh = (policy?: 'open' | 'held' | 'closed') => site.publish(`story-${++count}`, policy)

describe('posting', () => {
  test('a comment is there at once, and counted once the projector ran', async () => {
    const slug = await fresh()
    const posted = await site.post(slug, 'Hello *there*')
    expect(posted.status).toBe(201)
    expect(posted.headers.location).toBe(`/v1/articles/${slug}/comments/${posted.body.comment.id}`)
    expect(posted.body.comment).toMatchObject({
      html: '<p>Hello <em>there</em></p>',
      state: 'published',
      parentId: null,
    })
    expect((await site.list(slug)).body).toMatchObject({
      total: 0,
      items: [{ id: posted.body.comment.id }],
      nextCursor: null,
    })
    await site.project()
    expect((await site.list(slug)).body.total).toBe(1)
    expect((await site.list(slug, 'sort=oldest')).body.total).toBe(1)
    expect((await site.get(slug, posted.body.comment.id)).body).toEqual(posted.body.comment)
  })

  test('is a count for its address and one transaction; a reply reads its root and parent meanwhile, in one request', async () => {
    const slug = await fresh()
    tables.requests()
    const { body } = await site.post(slug, 'root', undefined, {}, '198.51.100.5')
    expect(tables.requests()).toEqual(['GetItem', 'GetItem', 'UpdateItem', 'TransactWriteItems'])
    await site.post(slug, 'reply', body.comment.id, {}, '198.51.100.6')
    const meanwhile = tables.requests()
    expect(meanwhile.toSorted()).toEqual(['BatchGetItem', 'GetItem', 'GetItem', 'TransactWriteItems', 'UpdateItem'])
    expect(meanwhile.at(-1)).toBe('TransactWriteItems')
    await site.post(slug, 'keyed', undefined, { 'idempotency-key': 'looked-up-meanwhile' }, '198.51.100.8')
    expect(tables.requests()).toEqual(['GetItem', 'GetItem', 'GetItem', 'UpdateItem', 'TransactWriteItems'])
  })

  test('the same key fifty times at once stores one comment, and all answers name it', async () => {
    const slug = await fresh()
    const headers = { 'idempotency-key': 'fifty-times-at-once' }
    const answers = await Promise.all(Array.from({ length: 50 }, () => site.post(slug, 'once', undefined, headers)))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1)
    expect((await site.list(slug)).body.items).toHaveLength(1)
  })

  test('a repeat is answered as the first even when it would be refused now', async () => {
    const slug = await fresh()
    const root = await site.post(slug, 'root')
    const headers = { 'idempotency-key': 'long-enough-a-key' }
    const first = await site.post(slug, 'reply', root.body.comment.id, headers)
    await site.remove(slug, root.body.comment.id, root.body.editToken)
    expect((await site.post(slug, 'another', root.body.comment.id)).status).toBe(409)
    expect(await site.post(slug, 'reply', root.body.comment.id, headers)).toEqual(first)
  })

  test('the same key with another body is refused, and after a day the key is free again', async () => {
    const slug = await fresh()
    const headers = { 'idempotency-key': 'long-enough-a-key' }
    await site.post(slug, 'one', undefined, headers)
    expect((await site.post(slug, 'two', undefined, headers)).body.type).toMatch(/idempotency-key-reused$/)
    site.pass(25 * 60 * 60 * 1000)
    expect((await site.post(slug, 'two', undefined, headers)).status).toBe(201)
  })

  test('an address may post so often in a minute and no more, however many try at once', async () => {
    const slug = await fresh()
    site.set({ commentsPerMinute: 5 })
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => site.post(slug, `try ${i}`, undefined, {}, '198.51.100.7')),
    )
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5)
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused).toHaveLength(15)
    expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThan(0)
    expect((await site.post(slug, 'a neighbour', undefined, {}, '198.51.100.8')).status).toBe(201)
    site.pass(60_000)
    expect((await site.post(slug, 'a minute later', undefined, {}, '198.51.100.7')).status).toBe(201)
    site.set(PLENTY)
  })

  test('at its limit an address is answered a repeat as the first, a few times, and everything else without any request', async () => {
    const slug = await fresh()
    site.set({ commentsPerMinute: 1 })
    const headers = { 'idempotency-key': 'long-enough-a-key' }
    const post = (text: string, more = {}) => site.post(slug, text, undefined, more, '198.51.100.10')
    const first = await post('first', headers)
    expect((await post('second')).status).toBe(429)
    for (let time = 0; time < 4; time++) expect(await post('first', headers)).toEqual(first)
    expect((await post('other', { 'idempotency-key': 'a-key-of-something-else' })).status).toBe(429)
    tables.requests()
    for (const more of [{}, headers]) {
      const refused = await post('first', more)
      expect([refused.status, refused.headers['retry-after']]).toEqual([429, '60'])
    }
    expect(tables.requests()).toEqual([])
    site.pass(60_000)
    expect((await post('second')).status).toBe(201)
    site.set(PLENTY)
  })

  test('a limit that a moderator raises holds at once', async () => {
    const slug = await fresh()
    site.set({ commentsPerMinute: 1 })
    const post = async () => (await site.post(slug, 'text', undefined, {}, '198.51.100.11')).status
    expect([await post(), await post()]).toEqual([201, 429])
    site.set(PLENTY)
    site.pass(1)
    expect(await post()).toBe(201)
  })

  test('no border between two minutes lets twice as many through', async () => {
    const slug = await fresh()
    site.set({ commentsPerMinute: 6 })
    // Two seconds before a full minute.
    site.pass(60_000 - (site.clock() % 60_000) - 2000)
    const post = async () => (await site.post(slug, 'text', undefined, {}, '198.51.100.12')).status
    const statuses = []
    for (let second = 0; second < 4; second++) {
      for (let time = 0; time < 6; time++) statuses.push(await post())
      site.pass(1000)
    }
    expect(statuses.filter((status) => status === 201)).toHaveLength(6)
    site.pass(6000)
    expect([await post(), await post()]).toEqual([201, 429])
    site.set(PLENTY)
  })

  test('a refused text counts for its address, and is not rendered once that has nothing left', async () => {
    const slug = await fresh()
    site.set({ commentsPerMinute: 2 })
    // The rendered address is too long to store.
    const dear = `http://a.example/${'😀'.repeat(7980)}`
    const post = async (text: string) => (await site.post(slug, text, undefined, {}, '198.51.100.13')).status
    expect([await post(dear), await post(dear), await post(dear), await post('text')]).toEqual([422, 422, 429, 429])
    site.set(PLENTY)
  })

  test('edits have a limit of their own; a refused text counts, a text that changes nothing does not', async () => {
    const slug = await fresh()
    const { comment, editToken } = (await site.post(slug, 'first')).body
    site.set({ editsPerMinute: 3, commentsPerMinute: 1 })
    const edit = (text: string) => site.edit(slug, comment.id, editToken, text, '198.51.100.18')
    const statuses = []
    for (const text of ['first', 'second', `http://a.example/${'😀'.repeat(7980)}`, 'second', 'third', 'fourth'])
      statuses.push((await edit(text)).status)
    expect(statuses).toEqual([200, 200, 422, 200, 200, 429])
    tables.requests()
    const refused = await edit('fifth')
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '20'])
    expect(tables.requests()).toEqual([])
    expect((await site.get(slug, comment.id)).body.html).toBe('<p>third</p>')
    site.pass(20_000)
    expect((await edit('fourth')).status).toBe(200)
    site.set(PLENTY)
  })

  test('posts to what is not there count too, and are refused in the end without a question to the database', async () => {
    const parent = '01JBADBADBADBADBADBADBADBA'
    const slug = await fresh()
    const post = (to: string, parentId?: string) => site.post(to, 'text', parentId, {}, '198.51.100.30')
    const statuses = []
    for (let time = 0; time < 16; time++)
      statuses.push((await post('no-such-article')).status, (await post(slug, parent)).status)
    expect(statuses.filter((status) => status === 404)).toHaveLength(31)
    tables.requests()
    expect((await post(slug)).status).toBe(429)
    expect(tables.requests()).toEqual([])
    site.pass(2000)
    expect((await post(slug)).status).toBe(201)
  })

  test('edits that say the same again and again are refused too, and a known repetition asks no database', async () => {
    const slug = await fresh()
    site.set({ sameTextPerHour: 2 })
    const address = '198.51.100.32'
    const edit = async (text: string, to: string) => {
      const { comment, editToken } = (await site.post(slug, text, undefined, {}, address)).body
      return (await site.edit(slug, comment.id, editToken, to, address)).status
    }
    const advert = 'Buy my wonderful pills!'
    expect([await edit('one', advert), await edit('two', advert), await edit('three', advert)]).toEqual([200, 200, 429])
    tables.requests()
    const again = await site.post(slug, advert, undefined, {}, address)
    expect([again.status, tables.requests()]).toEqual([429, []])
    site.set(PLENTY)
  })

  test('two texts in turn are each counted for themselves', async () => {
    const slug = await fresh()
    site.set({ sameTextPerHour: 2 })
    const statuses = []
    for (let time = 0; time < 4; time++)
      for (const text of ['Buy my wonderful pills!', `Something else, the ${time}th time.`])
        statuses.push((await site.post(slug, text, undefined, {}, '198.51.100.33')).status)
    expect(statuses).toEqual([201, 201, 201, 201, 429, 201, 429, 201])
    site.set(PLENTY)
  })

  test('where nothing can be posted, no post is counted', async () => {
    const [slug, closed] = [await fresh(), await fresh('closed')]
    site.set({ commentsPerMinute: 1 })
    const post = async (to: string, text: string) => (await site.post(to, text, undefined, {}, '198.51.100.14')).status
    expect([await post('no-such-article', 'text'), await post(closed, 'text'), await post(slug, '')]).toEqual([
      404, 403, 422,
    ])
    expect(await post(slug, 'text')).toBe(201)
    site.set(PLENTY)
  })

  test('the same text again and again from one address is refused, on whatever page', async () => {
    const slugs = [await fresh(), await fresh(), await fresh(), await fresh('held')]
    site.set({ sameTextPerHour: 3 })
    const post = (slug = '', text = 'Buy my wonderful pills!', address = '198.51.100.15', headers = {}) =>
      site.post(slug, text, undefined, headers, address)
    const [first, ...others] = slugs
    const answers = []
    for (const slug of slugs) answers.push(await post(slug))
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 429])
    expect(answers[3]).toMatchObject({
      headers: { 'retry-after': '1200' },
      body: { type: 'urn:problem-type:understory:repeated-text' },
    })
    const inFrench = await post(first, undefined, undefined, { 'accept-language': 'fr' })
    expect(inFrench.body.detail).toMatch(/^Ce texte a été publié plusieurs fois/)
    // Capitals, spaces and punctuation do not count as a difference.
    expect((await post(first, '  buy my WONDERFUL – pills…')).status).toBe(429)
    expect((await post(first, 'I have something else to say.')).status).toBe(201)
    expect((await post(first, undefined, '198.51.100.16')).status).toBe(201)
    // Short texts such as this one are not limited: people behind one address often post the same.
    for (const slug of [...others, ...others]) expect((await post(slug, 'I agree!')).status).toBeLessThan(203)
    site.pass(20 * 60_000)
    expect([(await post(first)).status, (await post(first)).status]).toEqual([201, 429])
    site.set(PLENTY)
  })

  test('attempts at one comment with its key are no repetition', async () => {
    const slug = await fresh()
    site.set({ sameTextPerHour: 1 })
    const post = (key: string) =>
      site.post(slug, 'Sent again and again.', undefined, { 'idempotency-key': key }, '198.51.100.17')
    const answers = []
    for (let time = 0; time < 4; time++) answers.push(await post('the-key-of-this-comment'))
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
    expect((await post('the-key-of-another-one')).status).toBe(429)
    site.set(PLENTY)
  })

  test('a repeat is answered as the first at the limit, and bad input counts for nothing', async () => {
    const slug = await fresh()
    site.set({ commentsPerMinute: 1 })
    const headers = { 'idempotency-key': 'long-enough-a-key' }
    const address = '198.51.100.9'
    expect((await site.post(slug, '', undefined, {}, address)).status).toBe(422)
    const first = await site.post(slug, 'first', undefined, headers, address)
    expect(first.status).toBe(201)
    expect(await site.post(slug, 'first', undefined, headers, address)).toEqual(first)
    site.set(PLENTY)
  })
})

describe('refusals', () => {
  test('are told in the language that is asked for, each fault too; to others in English', async () => {
    const slug = await fresh()
    const post = (language: string | undefined, body: object) =>
      site.call('POST /v1/articles/{slug}/comments', {
        path: { slug },
        headers: language === undefined ? {} : { 'accept-language': language },
        body,
      })
    const faulty = { author: { name: 'Ada', url: 'ftp://x' }, text: '> '.repeat(200) }
    const { status, headers, body } = await post('de', faulty)
    expect(status).toBe(422)
    expect(headers).toMatchObject({ 'content-language': 'de', vary: 'Accept-Language' })
    expect(body.errors).toEqual([
      {
        pointer: '#/author/url',
        code: 'not-web-address',
        detail: 'Eine Webadresse beginnt mit https:// oder http://.',
      },
      { pointer: '#/text', code: 'nested-too-deep', detail: expect.stringContaining('verschachtelt') },
    ])
    for (const language of [undefined, '*', 'xx']) {
      const plain = await post(language, faulty)
      expect(plain.headers).not.toHaveProperty('content-language')
      expect(plain.headers).toMatchObject({ vary: 'Accept-Language' })
      expect(plain.body.detail).toBe('2 things need mending.')
    }
    expect((await post('de', { author: { name: 'Ada' }, text: '[a](b)'.repeat(1300) })).body.errors).toEqual([
      {
        pointer: '#/text',
        code: 'too-much-markup',
        detail: expect.stringMatching(/^Das enthält zu viel Formatierung/),
      },
    ])
    // The first has too much markup, and many spaces that are not nesting. The second has nested emphasis.
    const tooMuch = `${' '.repeat(20)}a\n${'[a](b)'.repeat(1300)}`
    const tooDeep = `${'**a '.repeat(120)}${'a** '.repeat(120)}`
    for (const [text, code, detail] of [
      [tooMuch, 'too-much-markup', /zu viel Formatierung/],
      [tooDeep, 'markup-too-deep', /verschachtelt/],
    ] as const) {
      expect((await post('de', { author: { name: 'Ada' }, text })).body.errors).toEqual([
        { pointer: '#/text', code, detail: expect.stringMatching(detail) },
      ])
    }
    const reused = { 'idempotency-key': 'asked-in-two-ways', 'accept-language': 'de' }
    await site.post(slug, 'one', undefined, reused)
    const other = await site.post(slug, 'two', undefined, reused)
    expect([other.status, other.headers.vary, other.headers['content-language']]).toEqual([
      422,
      'Accept-Language',
      undefined,
    ])
    expect(other.body.detail).toMatch(/Idempotency-Key/)
    await site.publish(slug, 'closed')
    expect((await post('fr;q=0.1, de-CH', { author: { name: 'Ada' }, text: 'Late' })).body).toMatchObject({
      type: 'urn:problem-type:understory:comments-closed',
      detail: 'Die Kommentare zu diesem Artikel sind geschlossen.',
    })
  })
})

describe('replies', () => {
  /** A chain of replies, the root first. */
  const chainOf = async (slug: string, deepest: number) => {
    const chain = [(await site.post(slug, 'depth 0')).body]
    for (let depth = 1; depth <= deepest; depth++) {
      const reply = await site.post(slug, `depth ${depth}`, chain[depth - 1].comment.id)
      expect(reply.status).toBe(201)
      chain.push(reply.body)
    }
    return chain
  }

  test('stand under what they answer up to eight deep, and beside it from there on', async () => {
    const slug = await fresh()
    const chain = await chainOf(slug, 10)
    const ids = chain.map(({ comment }) => comment.id)
    expect(chain.slice(1, 9).map(({ comment }) => comment.parentId)).toEqual(ids.slice(0, 8))
    for (const { comment } of chain.slice(0, 9)) expect(comment).not.toHaveProperty('replyTo')
    expect(chain.slice(9).map(({ comment }) => [comment.parentId, comment.replyTo])).toEqual([
      [ids[7], ids[8]],
      [ids[7], ids[9]],
    ])
    const stored = (await site.replies(slug, ids[0])).body.items
    expect(stored).toEqual(chain.slice(1).map(({ comment }) => comment))
  })

  test('that are too deep get the first answer again, also when what they answered is gone', async () => {
    const slug = await fresh()
    const deepest = (await chainOf(slug, 8)).at(-1)
    const headers = { 'idempotency-key': 'long-enough-a-key' }
    const first = await site.post(slug, 'deeper', deepest.comment.id, headers)
    expect(first.body.comment.replyTo).toBe(deepest.comment.id)
    expect(await site.post(slug, 'deeper', deepest.comment.id, headers)).toEqual(first)
    await site.remove(slug, deepest.comment.id, deepest.editToken)
    expect(await site.post(slug, 'deeper', deepest.comment.id, headers)).toEqual(first)
    const edited = await site.edit(slug, first.body.comment.id, first.body.editToken, 'deeper still')
    expect(edited.body.comment).toMatchObject({ replyTo: deepest.comment.id, html: '<p>deeper still</p>' })
  })

  test('that are too deep and held stand where they answered once they are approved', async () => {
    const slug = await fresh()
    const chain = await chainOf(slug, 8)
    const [above, deepest] = chain.slice(-2).map(({ comment }) => comment.id)
    await site.publish(slug, 'held')
    site.pass(11_000)
    const { status, body } = await site.post(slug, 'deeper', deepest)
    expect([status, body.comment.parentId, body.comment.replyTo]).toEqual([202, above, deepest])
    await site.moderate('approve', [{ article: slug, id: body.comment.id, version: 1 }])
    expect((await site.get(slug, body.comment.id)).body).toMatchObject({ parentId: above, replyTo: deepest })
  })

  test('are younger than what they answer, even when the clock goes backwards', async () => {
    const slug = await fresh()
    const root = (await site.post(slug, 'root')).body.comment
    site.pass(-5000)
    const first = (await site.post(slug, 'reply', root.id)).body.comment
    const second = (await site.post(slug, 'reply to it', first.id)).body.comment
    site.pass(5000)
    expect(Date.parse(first.createdAt)).toBe(Date.parse(root.createdAt) + 1)
    expect(Date.parse(second.createdAt)).toBe(Date.parse(root.createdAt) + 2)
  })

  test('cannot answer a comment of another article, a held one or none', async () => {
    const [slug, other, held] = [await fresh(), await fresh(), await fresh('held')]
    const root = (await site.post(other, 'root')).body.comment.id
    const waiting = (await site.post(held, 'waiting')).body.comment.id
    for (const [article, parent] of [
      [slug, root],
      [held, waiting],
      [slug, 'garbage'],
      [slug, `${root}.${root}`],
    ] as const) {
      expect((await site.post(article, 'reply', parent)).body).toMatchObject({
        status: 404,
        type: expect.stringMatching(/parent-not-found$/),
      })
    }
    const reply = (await site.post(other, 'reply', root)).body.comment.id
    expect((await site.post(slug, 'reply', reply)).status).toBe(404)
  })

  test('the preview is what the list of replies begins with', async () => {
    const slug = await fresh()
    const root = (await site.post(slug, 'root')).body.comment.id
    for (let i = 0; i < 4; i++) {
      // Two replies in one millisecond have no order.
      site.pass(1)
      await site.post(slug, `reply ${i} ${'long '.repeat(i * 100)}`, root)
    }
    await site.project()
    const [thread] = (await site.list(slug)).body.items
    expect(thread.replies).toMatchObject({ total: 4, items: [{ parentId: root }, { shortened: true }] })
    const rest = (await site.replies(slug, root, `cursor=${thread.replies.nextCursor}`)).body
    const all = (await site.replies(slug, root)).body
    expect([...thread.replies.items, ...rest.items].map(({ id }) => id)).toEqual(
      all.items.map(({ id }: { id: string }) => id),
    )
  })
})

describe('reading', () => {
  test('each public read is one request for the comments', async () => {
    const slug = await fresh()
    const root = (await site.post(slug, 'root')).body.comment.id
    const reply = (await site.post(slug, 'reply', root)).body.comment.id
    await site.project()
    tables.requests()
    await site.list(slug)
    expect(tables.requests()).toEqual(['GetItem', 'GetItem', 'Query'])
    await site.list(slug, 'sort=oldest&limit=1')
    expect(tables.requests()).toEqual(['GetItem', 'GetItem', 'Query'])
    await site.replies(slug, root)
    expect(tables.requests()).toEqual(['GetItem', 'GetItem', 'Query'])
    await site.get(slug, reply)
    expect(tables.requests()).toEqual(['GetItem', 'GetItem', 'GetItem'])
  })

  test.each([1, 2, 3, 7, 100])('pages of %i give every comment once, in order, both ways', async (limit) => {
    const slug = await fresh()
    const posted: string[] = []
    for (let i = 0; i < 7; i++) {
      posted.push((await site.post(slug, `comment ${i}`)).body.comment.id)
      site.pass(1)
    }
    if (limit % 2) await site.project()
    for (const sort of ['oldest', 'newest']) {
      const seen: string[] = []
      for (let cursor = ''; ; ) {
        const { body } = await site.list(slug, `sort=${sort}&limit=${limit}${cursor && `&cursor=${cursor}`}`)
        expect(body.items.length).toBeLessThanOrEqual(limit)
        expect('total' in body).toBe(cursor === '')
        seen.push(...body.items.map(({ id }: { id: string }) => id))
        if (body.nextCursor === null) break
        expect(body.items).toHaveLength(limit)
        cursor = body.nextCursor
      }
      expect(seen).toEqual(sort === 'oldest' ? posted : posted.toReversed())
    }
  })
})

describe('changing', () => {
  test('an author edits within the window, and the projector leaves the counts alone', async () => {
    const slug = await fresh()
    const { comment, editToken } = (await site.post(slug, 'befor')).body
    await site.project()
    const edited = await site.edit(slug, comment.id, editToken, 'before')
    expect(edited.body.comment).toMatchObject({
      html: '<p>before</p>',
      editedAt: expect.any(String),
      createdAt: comment.createdAt,
    })
    await site.project()
    expect((await site.list(slug)).body).toMatchObject({ total: 1, items: [{ html: '<p>before</p>' }] })
    site.pass(15 * 60 * 1000 + 1)
    expect((await site.edit(slug, comment.id, editToken, 'late')).body.type).toMatch(/edit-window-passed$/)
    expect((await site.remove(slug, comment.id, editToken)).status).toBe(403)
  })

  test('only with the token of that very comment', async () => {
    const slug = await fresh()
    const mine = (await site.post(slug, 'mine')).body
    const yours = (await site.post(slug, 'yours')).body
    expect((await site.edit(slug, yours.comment.id, mine.editToken, 'x')).status).toBe(403)
    expect(
      (await site.call('DELETE /v1/articles/{slug}/comments/{id}', { path: { slug, id: mine.comment.id } })).status,
    ).toBe(401)
    expect((await site.edit(await fresh(), mine.comment.id, mine.editToken, 'x')).status).toBe(404)
  })

  test('an edit that changes nothing leaves no trace', async () => {
    for (const policy of ['open', 'held'] as const) {
      const slug = await fresh(policy)
      const { comment, editToken } = (await site.post(slug, 'As it was')).body
      const answer = await site.edit(slug, comment.id, editToken, 'As it was')
      expect([answer.status, answer.body.comment ?? answer.body]).toEqual([200, comment])
    }
  })

  test('edits at once: each is either applied to what it read, or told that it came too late', async () => {
    const slug = await fresh()
    const { comment, editToken } = (await site.post(slug, 'text')).body
    const answers = await Promise.all(['a', 'b', 'c'].map((text) => site.edit(slug, comment.id, editToken, text)))
    const applied = answers.filter(({ status }) => status === 200)
    expect(applied.length).toBeGreaterThan(0)
    for (const { status, body } of answers) {
      if (status !== 200) expect(body).toMatchObject({ status: 409, type: expect.stringMatching(/comment-changed$/) })
    }
    // Each applied edit added one version: no edit was overwritten by an edit of the same version.
    const { version } = (await site.source(slug, comment.id, editToken)).body
    expect(version).toBe(1 + applied.length)
    expect(applied.map(({ body }) => body.comment.html)).toContain((await site.get(slug, comment.id)).body.html)
  })

  test('a deleted comment leaves a tombstone without name or text, swept after a minute', async () => {
    const slug = await fresh()
    const { comment, editToken } = (await site.post(slug, 'regret')).body
    await site.project()
    expect((await site.remove(slug, comment.id, editToken)).status).toBe(204)
    await site.project()
    const { body } = await site.list(slug)
    expect(body).toMatchObject({ total: 0, items: [{ id: comment.id, state: 'removed', author: null, html: '' }] })
    expect(await site.sweep()).toBe(0)
    site.pass(60_001)
    expect(await site.sweep()).toBe(1)
    await site.project()
    expect((await site.list(slug)).body).toMatchObject({ total: 0, items: [] })
    expect((await site.remove(slug, comment.id, editToken)).status).toBe(404)
  })

  test('an answered tombstone stays until its last answer is gone, then all of them go', async () => {
    const slug = await fresh()
    const root = (await site.post(slug, 'root')).body
    const reply = (await site.post(slug, 'reply', root.comment.id)).body
    const nested = (await site.post(slug, 'nested', reply.comment.id)).body
    await site.remove(slug, root.comment.id, root.editToken)
    await site.remove(slug, reply.comment.id, reply.editToken)
    site.pass(61_000)
    expect(await site.sweep()).toBe(0)
    await site.project()
    expect((await site.list(slug)).body).toMatchObject({
      total: 1,
      items: [{ state: 'removed', replies: { total: 1 } }],
    })
    await site.remove(slug, nested.comment.id, nested.editToken)
    for (const swept of [1, 1, 1]) {
      site.pass(61_000)
      expect(await site.sweep()).toBe(swept)
    }
    expect((await site.list(slug)).body.items).toEqual([])
  })

  test('a tombstone that is answered beside itself stays until that answer is gone', async () => {
    const slug = await fresh()
    const chain = [(await site.post(slug, 'root')).body]
    for (let depth = 1; depth <= 9; depth++)
      chain.push((await site.post(slug, `depth ${depth}`, chain[depth - 1].comment.id)).body)
    const [answered, answer] = chain.slice(-2)
    await site.remove(slug, answered.comment.id, answered.editToken)
    site.pass(61_000)
    expect(await site.sweep()).toBe(0)
    await site.remove(slug, answer.comment.id, answer.editToken)
    for (const swept of [1, 1, 0]) {
      site.pass(61_000)
      expect(await site.sweep()).toBe(swept)
    }
    expect((await site.get(slug, answered.comment.id)).status).toBe(404)
  })
})

test('of an article that is not public nothing is told: no comments, no new address, no deletion', async () => {
  const slug = await fresh()
  const root = (await site.post(slug, 'root')).body.comment.id
  await site.publish(slug, 'open', { status: 'draft', publishedAt: null, slug: 'renamed-in-secret' })
  for (const { status } of [
    await site.list(slug),
    await site.get(slug, root),
    await site.replies(slug, root),
    await site.post(slug, 'x'),
  ]) {
    expect(status).toBe(404)
  }
  await site.publish(slug, 'open', { status: 'draft', publishedAt: null, deletedAt: '2026-01-01T00:00:00.000Z' })
  expect((await site.list(slug)).status).toBe(404)
  await site.publish(slug, 'open', { deletedAt: '2026-01-01T00:00:00.000Z' })
  expect((await site.list(slug)).status).toBe(410)
  expect((await site.post(slug, 'x')).status).toBe(410)
})
