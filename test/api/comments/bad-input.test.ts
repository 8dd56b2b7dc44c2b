/** Bad comment input is refused with a specific message for every fault, and is not stored. */
import { call, get, type Parts, rawCall } from '../../kit/http/client.ts'
import {
  commentBy,
  commentPath,
  commentsPath,
  eventually,
  having,
  page,
  post,
  publish,
  send,
} from '../../kit/http/fixtures.ts'
import type { Comment, Posted, Problem } from '../../kit/http/shapes.ts'
import { expectProblem } from '../problems.ts'

const GOOD = commentBy('Ada', 'Hello.')
const by = (author: Record<string, unknown>) => ({ ...GOOD, author: { name: 'Ada', ...author } })
const LONE_SURROGATE = '\uD83D'

let slug: string
let posted: Posted
beforeAll(async () => {
  slug = await publish()
  posted = await post(slug, 'Untouched.')
})
// The article still has its one comment.
afterAll(async () => {
  const { comment } = posted
  await eventually(async () =>
    expect(await page(commentsPath(slug))).toEqual({ total: 1, items: [comment], nextCursor: null }),
  )
})

const sendRaw = (body: string | Uint8Array, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
  rawCall('POST', commentsPath(slug), { body, headers })

describe('a comment with faults is 422, and each fault is named:', () => {
  test.each<[string, unknown, string[]]>([
    ['nothing at all', {}, ['#/author', '#/text']],
    ['an author without a name', { author: {}, text: 'Hi' }, ['#/author/name']],
    ['an author that is only a name', { author: 'Ada', text: 'Hi' }, ['#/author']],
    ['an author that is a list', { author: [], text: 'Hi' }, ['#/author']],
    ['an author that is null', { author: null, text: 'Hi' }, ['#/author']],
    ['null', null, ['#']],
    ['a list', [GOOD], ['#']],
    ['a number', 7, ['#']],
    ['a text that is a number', { ...GOOD, text: 7 }, ['#/text']],
    ['a text that is a list', { ...GOOD, text: ['Hi'] }, ['#/text']],
    ['a parent that is a number', { ...GOOD, parentId: 7 }, ['#/parentId']],
    ['an unknown field', { ...GOOD, extra: 1 }, ['#/extra']],
    ['an unknown field of the author', by({ admin: true }), ['#/author/admin']],
    ['unknown fields with awkward names', { ...GOOD, 'a/b~c': 1, é: 1, ' ': 1 }, ['#/a~1b~0c', '#/%C3%A9', '#/%20']],
    [
      'everything at once',
      { author: { name: '', email: 'x', url: 'y', z: 1 }, text: ' ', parentId: 7, w: 1 },
      ['#/author/name', '#/author/email', '#/author/url', '#/author/z', '#/text', '#/parentId', '#/w'],
    ],
    ['quotes nested beyond reason', { ...GOOD, text: `${'>'.repeat(5000)} deep` }, ['#/text']],
    ['lists nested beyond reason', { ...GOOD, text: `${'- '.repeat(4000)}deep` }, ['#/text']],
  ])('%s', async (_, body, pointers) => {
    expectProblem(
      await call('POST', commentsPath(slug), { body: JSON.stringify(body) }),
      422,
      'invalid-input',
      pointers,
    )
  })

  test.each<[string, string]>([
    ['empty', ''],
    ['blank', ' \t\n\u3000'],
    ['of 81 characters', 'a'.repeat(81)],
    ['of 81 emoji', '🦉'.repeat(81)],
    ['of 20,000 characters', 'a'.repeat(20_000)],
    ['with a right-to-left override', 'Ada\u202Egpj.exe'],
    ['with a left-to-right override', 'Ada\u202D'],
    ['with half a character', `Ada ${LONE_SURROGATE}`],
    ['of invisible characters', '\u200B\u200D\u2060\uFEFF'],
    ['of letters that show nothing', '\u3164\u115F\u2800'],
  ])('a name %s', async (_, name) => {
    expectProblem(await send(slug, by({ name })), 422, 'invalid-input', ['#/author/name'])
  })

  test.each<[string, string]>([
    ['empty', ''],
    ['blank', ' \n\n\t '],
    ['of 8,001 characters', 'a'.repeat(8001)],
    ['with a right-to-left override', 'Hi \u202E olleh'],
    ['with half a character', `${LONE_SURROGATE}Hi`],
    ['of invisible characters', '\u200B\u200B'],
    ['that shows nothing once it is rendered', '> [](x)'],
    ['with an override as a reference', 'Hi &#x202E; olleh'],
  ])('a text %s', async (_, text) => {
    expectProblem(await send(slug, { ...GOOD, text }), 422, 'invalid-input', ['#/text'])
  })

  test.each([
    '',
    'ada',
    'ada@',
    '@example.org',
    'ada@example',
    'a da@example.org',
    'ada@example.org\nBcc: all@example.org',
    `${'a'.repeat(243)}@example.org`,
    `ada@example.org${LONE_SURROGATE}`,
  ])('an e-mail address “%s”', async (email) => {
    expectProblem(await send(slug, by({ email })), 422, 'invalid-input', ['#/author/email'])
  })

  test.each([
    '',
    'example.org',
    '//example.org',
    '/path',
    'javascript:alert(1)',
    'JAVASCRIPT://example.org/%0aalert(1)',
    'data:text/html,<script>',
    'ftp://example.org',
    'mailto:ada@example.org',
    'http://',
    'https:///path',
    'https://ada:secret@example.org',
    'https://example.org/a b',
    'https://example.org/"onmouseover=',
    'https://example.org/<script>',
    'https://example.org/\u202E',
    'java\nscript:alert(1)',
    `https://example.org/${'a'.repeat(1981)}`,
    `https://example.org/${LONE_SURROGATE}`,
  ])('a web address “%s”', async (url) => {
    expectProblem(await send(slug, by({ url })), 422, 'invalid-input', ['#/author/url'])
  })

  test.each(['__proto__', 'constructor', 'toString', 'prototype'])('a field called %s', async (name) => {
    // A string, because an object literal would set the prototype.
    const body = `{"author": {"name": "Ada", "${name}": {"x": 1}}, "text": "Hi", "${name}": {"admin": true}}`
    expectProblem(await sendRaw(body), 422, 'invalid-input', [`#/author/${name}`, `#/${name}`])
  })

  test('a thousand unknown fields do not buy a long answer', async () => {
    const extra = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`field${index}`, 1]))
    const { status, body, text } = await call<Problem>('POST', commentsPath(slug), { body: { ...GOOD, ...extra } })
    expect([status, body.type]).toEqual([422, 'urn:problem-type:understory:invalid-input'])
    expect(body.errors?.length).toBeGreaterThan(0)
    expect(text.length).toBeLessThan(20_000)
  })

  test('an unknown query parameter', async () => {
    const answer = await call('POST', commentsPath(slug, '?x=1&parentId=2'), { body: GOOD })
    expectProblem(answer, 422, 'invalid-input', ['?x', '?parentId'])
  })
})

describe('a body that cannot be read is 400:', () => {
  const deep = (open: string, close: string) => open.repeat(10_000) + close.repeat(10_000)
  test.each<[string, string | Uint8Array]>([
    ['none at all', ''],
    ['blank', '  '],
    ['cut short', '{"author": {"name": "Ada"}, "text": "Hi"'],
    ['with something behind it', `${JSON.stringify(GOOD)} x`],
    ['two of them', `${JSON.stringify(GOOD)}${JSON.stringify(GOOD)}`],
    ['with a comma too many', '{"author": {"name": "Ada"}, "text": "Hi",}'],
    ['with NaN', '{"author": {"name": "Ada"}, "text": NaN}'],
    ['with a raw control character', '{"author": {"name": "Ada"}, "text": "a\u0001b"}'],
    ['a form', 'author=Ada&text=Hi'],
    ['with the same key twice', '{"author": {"name": "Ada"}, "text": "Hi", "text": "Ho"}'],
    ['with the same key twice further in', '{"author": {"name": "Ada", "name": "Bob"}, "text": "Hi"}'],
    ['with the same key twice, once in disguise', '{"author": {"name": "Ada"}, "text": "Hi", "\\u0074ext": "Ho"}'],
    ['10,000 lists deep', deep('[', ']')],
    ['10,000 objects deep', `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`],
    ['10,000 lists deep in a field', `{"author": {"name": "Ada"}, "text": ${deep('[', ']')}}`],
    [
      'invalid UTF-8',
      Buffer.concat([Buffer.from('{"author": {"name": "Ada'), Buffer.from([0xff]), Buffer.from('"}, "text": "Hi"}')]),
    ],
    [
      'UTF-8 cut short',
      Buffer.concat([Buffer.from('{"author": {"name": "Ada"}, "text": "'), Buffer.from([0xe2, 0x82])]),
    ],
    [
      'overlong UTF-8',
      Buffer.concat([
        Buffer.from('{"author": {"name": "'),
        Buffer.from([0xc0, 0xaf]),
        Buffer.from('"}, "text": "Hi"}'),
      ]),
    ],
    [
      'a surrogate in UTF-8',
      Buffer.concat([
        Buffer.from('{"author": {"name": "'),
        Buffer.from([0xed, 0xa0, 0x80]),
        Buffer.from('"}, "text": "Hi"}'),
      ]),
    ],
    ['UTF-16', Buffer.from(JSON.stringify(GOOD), 'utf16le')],
    ['in base64', Buffer.from(JSON.stringify(GOOD)).toString('base64')],
  ])('%s', async (_, body) => {
    expectProblem(await sendRaw(body), 400, 'malformed-body')
  })
})

describe('a body that is too large is 413,', () => {
  test.each([230_000, 5_000_000])('at %d bytes', async (size) => {
    const body = JSON.stringify(GOOD).padEnd(size)
    expectProblem(await sendRaw(body), 413, 'body-too-large')
  })

  test('counted in bytes, whatever its type', async () => {
    expectProblem(await sendRaw(`"${'🌲'.repeat(60_000)}"`), 413, 'body-too-large')
    expectProblem(await sendRaw('x'.repeat(230_000), { 'content-type': 'text/plain' }), 413, 'body-too-large')
  })

  test('while one that is as long only because of how it is written is read', async () => {
    const elsewhere = await publish()
    const text = JSON.stringify('각'.normalize('NFD').repeat(8000)).replace(
      /[\u0080-\uFFFF]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16)}`,
    )
    const body = `{"author": {"name": "Ada"}, "text": ${text}}`
    expect(body.length).toBeGreaterThan(140_000)
    const headers = { 'content-type': 'application/json' }
    expect((await rawCall('POST', commentsPath(elsewhere), { body, headers })).status).toBe(201)
  })
})

describe('a body of another media type is 415:', () => {
  test.each([
    undefined,
    '',
    'text/plain',
    'text/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/octet-stream',
    'application/merge-patch+json',
    'application/jsonx',
    'json',
  ])('%s', async (type) => {
    expectProblem(
      await sendRaw(JSON.stringify(GOOD), type === undefined ? {} : { 'content-type': type }),
      415,
      'unsupported-media-type',
    )
  })

  test.each(['application/json; charset=utf-8', 'Application/JSON', 'application/json ;x=y'])(
    'but not %s',
    async (type) => {
      const elsewhere = await publish()
      const answer = await rawCall('POST', commentsPath(elsewhere), {
        body: JSON.stringify(GOOD),
        headers: { 'content-type': type },
      })
      expect(answer.status).toBe(201)
    },
  )
})

describe('a parent that cannot be is 404:', () => {
  test.each([
    ['empty', ''],
    ['garbage', 'garbage'],
    ['in lower case', '01arz3ndektsv4rrffq69g5fav'],
    ['beyond all time', '8ZZZZZZZZZZZZZZZZZZZZZZZZZ'],
    ['a chain', '01ARZ3NDEKTSV4RRFFQ69G5FAV.01ARZ3NDEKTSV4RRFFQ69G5FAW.01ARZ3NDEKTSV4RRFFQ69G5FAX'],
    ['its own root twice', '01ARZ3NDEKTSV4RRFFQ69G5FAV.01ARZ3NDEKTSV4RRFFQ69G5FAV'],
    ['with a number sign', 'A#story'],
    ['with a NUL', '01ARZ3NDEKTSV4RRFFQ69G5FA\u0000'],
    ['half a character', LONE_SURROGATE],
    ['10 KB long', 'A'.repeat(10_240)],
  ])('%s', async (_, parentId) => {
    expectProblem(await send(slug, { ...GOOD, parentId }), 404, 'parent-not-found')
  })
})

describe('an id that names nothing is 404,', () => {
  const garbage = [
    'garbage',
    'A%23story',
    '01arz3ndektsv4rrffq69g5fav',
    '8ZZZZZZZZZZZZZZZZZZZZZZZZZ',
    '01ARZ3NDEKTSV4RRFFQ69G5FAV',
    '01ARZ3NDEKTSV4RRFFQ69G5FAV.',
    '.01ARZ3NDEKTSV4RRFFQ69G5FAV',
    '01ARZ3NDEKTSV4RRFFQ69G5FAV.01ARZ3NDEKTSV4RRFFQ69G5FAV',
    '%00',
    '%F0%9F%A6%89',
    '__proto__',
  ]
  const token = () => posted.editToken
  const attempts: [string, (id: string) => ReturnType<typeof call>][] = [
    ['read', (id) => rawCall('GET', commentPath(slug, id))],
    ['asked for its replies', (id) => rawCall('GET', `${commentPath(slug, id)}/replies`)],
  ]

  test.each(attempts)('when it is %s', async (_, attempt) => {
    for (const id of garbage) expectProblem(await attempt(id), 404, 'comment-not-found')
  })

  test('and nothing that its author could change', async () => {
    for (const method of ['PATCH', 'DELETE']) {
      for (const id of garbage) {
        const body = method === 'PATCH' ? { text: 'x' } : undefined
        const { status } = await call(method, commentPath(slug, id), { token: token(), ...(body && { body }) })
        // The answer does not reveal whether a well-formed id exists to a caller without its token.
        expect([403, 404]).toContain(status)
      }
    }
  })

  test('when it is 10 KB long', async () => {
    // API Gateway refuses request lines and headers of more than 10,240 bytes.
    for (const [, attempt] of attempts) expect([404, 414, 431]).toContain((await attempt('A'.repeat(10_240))).status)
  })
})

describe('an edit with faults is refused like a new comment', () => {
  const edit = (parts: Parts) =>
    call('PATCH', commentPath(slug, posted.comment.id), { token: posted.editToken, ...parts })
  test.each<[string, unknown, string[]]>([
    ['nothing', {}, ['#/text']],
    ['an empty text', { text: '' }, ['#/text']],
    ['a text that is too long', { text: 'a'.repeat(8001) }, ['#/text']],
    ['a text of controls', { text: '\u0000' }, ['#/text']],
    ['a text that shows nothing once it is rendered', { text: '&nbsp;' }, ['#/text']],
    ['a text that is null', { text: null }, ['#/text']],
    ['a new name', { text: 'Hi', author: { name: 'Bob' } }, ['#/author']],
    ['everything at once', { text: 1, state: 'published', score: 9 }, ['#/text', '#/state', '#/score']],
  ])('%s', async (_, body, pointers) => {
    expectProblem(await edit({ body }), 422, 'invalid-input', pointers)
  })

  test('unreadable, too large or of another type', async () => {
    expectProblem(await edit({ body: '{"text": "a", "text": "b"}' }), 400, 'malformed-body')
    expectProblem(await edit({ body: '{"text": "a"}'.padEnd(230_000) }), 413, 'body-too-large')
    expectProblem(
      await edit({ body: '{"text": "a"}', headers: { 'content-type': 'text/plain' } }),
      415,
      'unsupported-media-type',
    )
  })
})

describe('a reader who asks oddly', () => {
  const lists: [string, () => string][] = [
    ['comments', () => commentsPath(slug)],
    ['replies', () => `${commentPath(slug, posted.comment.id)}/replies`],
    ['articles', () => '/v1/articles'],
  ]

  test.each(lists)('for a limit of %s that is none is told', async (_, path) => {
    for (const limit of [
      '0',
      '101',
      '-1',
      '1.5',
      'ten',
      '',
      '1e1',
      '%201',
      '01',
      '0x10',
      '%D9%A5',
      '9'.repeat(50),
      '%00',
      '%zz',
    ]) {
      expectProblem(await get(`${path()}?limit=${limit}`), 422, 'invalid-input', ['?limit'])
    }
  })

  test.each(lists)('for a page of %s with a cursor that is none is told', async (_, path) => {
    for (const cursor of [
      '',
      'garbage',
      '%00',
      '../..',
      'A%23story',
      '01arz3ndektsv4rrffq69g5fav',
      '8ZZZZZZZZZZZZZZZZZZZZZZZZZ',
      'eyJwayI6IkEjeCJ9',
      '%F0%9F%A6%89',
      'A'.repeat(5000),
    ]) {
      expectProblem(await get(`${path()}?cursor=${cursor}`), 422, 'invalid-input', ['?cursor'])
    }
    // API Gateway refuses request lines and headers of more than 10,240 bytes.
    expect([414, 422, 431]).toContain((await get(`${path()}?cursor=${'A'.repeat(10_240)}`)).status)
  })

  test.each(lists)('for %s with parameters that are unknown or stand twice is told of all', async (_, path) => {
    expectProblem(await get(`${path()}?x=1&page=2`), 422, 'invalid-input', ['?x', '?page'])
    expectProblem(await get(`${path()}?limit=1&limit=1`), 422, 'invalid-input', ['?limit'])
    expectProblem(await get(`${path()}?limit=1&limit=1&x=1&x=2`), 422, 'invalid-input', ['?limit', '?x'])
    expectProblem(await get(`${path()}?limit=0&cursor=x&y=1`), 422, 'invalid-input', ['?limit', '?cursor', '?y'])
    expectProblem(await get(`${path()}?__proto__=1&constructor=1`), 422, 'invalid-input', [
      '?__proto__',
      '?constructor',
    ])
    expectProblem(await get(`${path()}?limit=1&limit=1&cursor=x&y=1`), 422, 'invalid-input', [
      '?limit',
      '?cursor',
      '?y',
    ])
  })

  test('for an order that is none is told', async () => {
    for (const sort of ['best', '', 'NEWEST', 'newest,oldest', '__proto__']) {
      expectProblem(await get(commentsPath(slug, `?sort=${sort}`)), 422, 'invalid-input', ['?sort'])
    }
  })

  test('for an article or a comment with parameters is told that there are none', async () => {
    for (const path of [
      `/v1/articles/${slug}`,
      commentPath(slug, posted.comment.id),
      '/v1/health',
      '/v1/openapi.json',
    ]) {
      expectProblem(await get(`${path}?limit=1&x=2`), 422, 'invalid-input', ['?limit', '?x'])
    }
  })

  test('and sends a body with it is answered as if there were none', async () => {
    const paths = [
      '/v1/articles',
      `/v1/articles/${slug}`,
      commentsPath(slug),
      commentPath(slug, posted.comment.id),
      '/v1/health',
    ]
    for (const path of paths) {
      for (const body of ['{"limit": 0}', '{', Buffer.from([0xff, 0x00])]) {
        const headers = { 'content-type': 'application/json' }
        expect([path, (await rawCall('GET', path, { body, headers })).status]).toEqual([path, 200])
      }
    }
    const { text } = having(200, await get<Comment>(commentPath(slug, posted.comment.id)))
    const withBody = await rawCall('GET', commentPath(slug, posted.comment.id), { body: '{"a": 1}' })
    expect(withBody.text).toBe(text)
  })

  test('at an address that cannot be decoded gets no more than a refusal', async () => {
    for (const path of [
      '/v1/articles/%ff',
      '/v1/articles/%zz',
      '/v1/articles/%',
      commentPath(slug, '%ff'),
      `/v1/articles/%C0%AE`,
    ]) {
      const { status } = await rawCall('GET', path)
      expect([path, status >= 400 && status < 500]).toEqual([path, true])
    }
  })
})
