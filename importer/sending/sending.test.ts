/** How conversations are sent, against an API that does what a test wants. */

import type { OldArticle, OldComment, OldConversation } from '../conversation.ts'
import { Report } from '../report.ts'
import type { Api } from './api.ts'
import { send } from './sending.ts'

type Sent = { ref: string; parentId?: string; text: string }
type Body = { article: string; page?: unknown; comments: Sent[] }

const old = (ref: string, parent?: string, text = 'x'): OldComment => ({
  ref,
  parent,
  author: { name: 'Ada' },
  text,
  createdAt: '2009-02-15T09:00:00Z',
})

const conversation = (comments: OldComment[], more: Partial<OldConversation> = {}): OldConversation => ({
  ref: 'c',
  place: { article: 'story' },
  comments,
  parents: new Map(comments.map(({ ref, parent }) => [ref, parent])),
  leftOut: { articles: [], comments: [] },
  refused: { articles: [], comments: [] },
  remarks: [],
  ...more,
})

const article: OldArticle = {
  slug: 'story',
  title: 'A story',
  standfirst: '',
  body: 'Once.',
  tags: [],
  authors: [],
  status: 'published',
  comments: { policy: 'open' },
}

/** An API that takes everything, but for what `answer` says. */
function fake(answer: (path: string, body: Body, attempt: number) => { status: number; body?: unknown } | undefined) {
  const requests: { path: string; body: Body }[] = []
  const api: Api = {
    call: async (_, path, { body } = {}) => {
      // What sending.ts sends there is this.
      const sent = body as Body
      requests.push({ path, body: sent })
      const told = answer(path, sent, requests.length)
      if (told) return { body: undefined, ...told }
      if (path === '/v1/editor/articles') return { status: 201, body: {} }
      if (path.startsWith('/v1/pages')) return { status: 200, body: { slug: '~page' } }
      return {
        status: 200,
        body: { results: sent.comments.map(({ ref }) => ({ ref, id: `id-${ref}`, stored: true })) },
      }
    },
  }
  return { api, requests }
}

const ORIGIN = 'https://old.example'

async function sendTo(api: Api, what: OldConversation) {
  const report = new Report()
  const tokens = { editor: 'e', moderator: 'm' }
  await send({ api, tokens, allowed: new Set([ORIGIN]), report, pause: async () => undefined }, what)
  return { summary: report.summary({ isDryRun: false }), report }
}

const problem = (status: number, detail: string, kind = 'x') => ({
  status,
  detail,
  type: `urn:problem-type:understory:${kind}`,
})

test('the article comes first, then what is answered, then the answers, with the ids that were given', async () => {
  const { api, requests } = fake(() => undefined)
  const { summary } = await sendTo(api, conversation([old('b', 'a'), old('a')], { article }))
  expect(requests.map(({ path }) => path)).toEqual([
    '/v1/editor/articles',
    '/v1/moderation/imports',
    '/v1/moderation/imports',
  ])
  expect(requests.slice(1).map(({ body }) => body.comments.map(({ ref, parentId }) => [ref, parentId]))).toEqual([
    [['a', undefined]],
    [['b', 'id-a']],
  ])
  expect(summary).toEqual(['Articles: 1 created, 0 refused', 'Comments: 2 imported, 0 refused'])
})

test('a reply is sent with the id of what it answers, however deep that stands', async () => {
  const { api, requests } = fake(() => undefined)
  const chain = Array.from({ length: 12 }, (_, n) => old(`${n}`, n === 0 ? undefined : `${n - 1}`))
  const { summary } = await sendTo(api, conversation(chain))
  expect(requests.flatMap(({ body }) => body.comments.map(({ parentId }) => parentId))).toEqual([
    undefined,
    ...Array.from({ length: 11 }, (_, n) => `id-${n}`),
  ])
  expect(summary).toEqual(['Comments: 12 imported, 0 refused'])
})

test('an article that is there is not overwritten, and its comments come all the same', async () => {
  const { api } = fake((path) =>
    path.includes('editor') ? { status: 409, body: problem(409, 'Taken.', 'slug-taken') } : undefined,
  )
  const { summary } = await sendTo(api, conversation([old('a')], { article }))
  expect(summary).toEqual(['Articles: 0 created, 1 already there, 0 refused', 'Comments: 1 imported, 0 refused'])
})

test('an article that is refused is named with every fault, and its comments with it', async () => {
  const body = {
    ...problem(422, 'Two.'),
    errors: [
      { pointer: '#/title', detail: 'Too long.' },
      { pointer: '#/tags/0', detail: 'Empty.' },
    ],
  }
  const { api } = fake((path) => (path.includes('editor') ? { status: 422, body } : undefined))
  const { summary, report } = await sendTo(api, conversation([old('a')], { article }))
  expect(summary).toEqual([
    'Articles: 0 created, 1 refused',
    '  1 refused: title: Too long. tags/0: Empty.',
    '      story',
    'Comments: 0 imported, 1 refused',
    '  1 refused: its article was refused',
    '      a',
  ])
  expect(report.hasRefused).toBe(true)
})

test('a page elsewhere is asked for, and named with its comments', async () => {
  const page = { url: 'https://old.example/a', title: 'A', isClosed: false }
  const { api, requests } = fake(() => undefined)
  await sendTo(api, conversation([old('a')], { place: { page } }))
  expect(requests[0]?.path).toBe('/v1/pages?url=https%3A%2F%2Fold.example%2Fa')
  expect(requests[1]?.body).toMatchObject({ article: '~page', page: { url: page.url, title: 'A' } })
  expect(requests).toHaveLength(2)
})

test('no request has more than a hundred comments or half a megabyte', async () => {
  const { api, requests } = fake(() => undefined)
  const long = Array.from({ length: 250 }, (_, n) => old(`${n}`, undefined, n < 150 ? 'ö'.repeat(4000) : 'x'))
  const { summary } = await sendTo(api, conversation(long))
  expect(Math.max(...requests.map(({ body }) => body.comments.length))).toBeLessThanOrEqual(100)
  expect(Math.max(...requests.map(({ body }) => Buffer.byteLength(JSON.stringify(body))))).toBeLessThan(512 * 1024)
  expect(summary).toEqual(['Comments: 250 imported, 0 refused'])
})

test('what is too much for one request is halved, until it is one comment that is refused', async () => {
  const { api } = fake((_, { comments }) =>
    comments.some(({ ref }) => ref === '3') ? { status: 500, body: problem(500, 'Broken.') } : undefined,
  )
  const { summary } = await sendTo(api, conversation(Array.from({ length: 8 }, (_, n) => old(`${n}`))))
  expect(summary).toEqual(['Comments: 7 imported, 1 refused', '  1 refused: Broken.', '      3'])
})

test('a comment that is refused for the moment is sent again by itself', async () => {
  const { api, requests } = fake((_, { comments }, attempt) =>
    attempt === 1
      ? {
          status: 200,
          body: {
            results: comments.map(({ ref }) =>
              ref === 'b' ? { ref, problem: problem(503, 'Busy.') } : { ref, id: ref, stored: true },
            ),
          },
        }
      : undefined,
  )
  const { summary } = await sendTo(api, conversation([old('a'), old('b')]))
  expect(requests.map(({ body }) => body.comments.map(({ ref }) => ref))).toEqual([['a', 'b'], ['b']])
  expect(summary).toEqual(['Comments: 2 imported, 0 refused'])
})

test('what a request has no time for is sent again, as often as each brings something on', async () => {
  const { api, requests } = fake((_, { comments: [first, ...others] }) => ({
    status: 200,
    body: {
      results: [
        { ref: first?.ref, id: `id-${first?.ref}`, stored: true },
        ...others.map(({ ref }) => ({ ref, ok: false, problem: problem(503, 'Busy.', 'busy') })),
      ],
    },
  }))
  const { summary } = await sendTo(api, conversation(Array.from({ length: 20 }, (_, n) => old(`${n}`))))
  expect(requests).toHaveLength(20)
  expect(summary).toEqual(['Comments: 20 imported, 0 refused'])
})

describe('answers to what was refused', () => {
  const refusing = (status: number) =>
    fake((_, { comments }) => ({
      status: 200,
      body: {
        results: comments.map(({ ref }) =>
          ref === 'b' ? { ref, problem: problem(status, 'No.') } : { ref, id: `id-${ref}`, stored: true },
        ),
      },
    }))
  const thread = conversation([old('a'), old('b', 'a'), old('c', 'b')])

  test('for good stand under what that answered', async () => {
    const { api, requests } = refusing(422)
    const { summary } = await sendTo(api, thread)
    expect(requests.at(-1)?.body.comments).toMatchObject([{ ref: 'c', parentId: 'id-a' }])
    expect(summary).toEqual(['Comments: 2 imported, 1 refused', '  1 refused: No.', '      b'])
  })

  test('for the moment wait for the next run', async () => {
    const { api } = refusing(503)
    const { summary } = await sendTo(api, thread)
    expect(summary).toEqual([
      'Comments: 1 imported, 2 refused',
      '  1 refused: No.',
      '      b',
      '  1 refused: the comment that it answers could not be stored now',
      '      c',
    ])
  })
})

test('an article that was only just made is given a moment to be found', async () => {
  const { api } = fake((path, _, attempt) =>
    path.includes('imports') && attempt === 2 ? { status: 404, body: problem(404, 'None.') } : undefined,
  )
  expect((await sendTo(api, conversation([old('a')], { article }))).summary.at(-1)).toBe(
    'Comments: 1 imported, 0 refused',
  )
})

test('what is left out and what is changed is counted, with its reasons', async () => {
  const { api } = fake(() => undefined)
  const leftOut = {
    articles: [],
    comments: ['spam', 'spam', 'none'].map((reason, n) => ({ ref: `${reason}-${n}`, reason: `they are ${reason}` })),
  }
  const remarks = [
    ...Array.from({ length: 12 }, (_, n) => ({ ref: `r${n}`, reason: 'its slug was changed', detail: `s${n}` })),
    { ref: 'a', reason: 'its name was shortened' },
  ]
  const { summary, report } = await sendTo(api, conversation([], { leftOut, remarks }))
  expect(summary).toEqual([
    'Comments: 0 imported, 3 left out, 0 refused',
    '  2 left out because they are spam',
    '  1 left out because they are none',
    'Changed to fit the limits and formats here: 13',
    '  12 its slug was changed',
    `      ${Array.from({ length: 10 }, (_, n) => `r${n} (s${n})`).join(', ')} and 2 more`,
    '  1 its name was shortened',
    '      a',
    '--verbose lists all names.',
  ])
  const verbose = report.summary({ isDryRun: false, isVerbose: true })
  expect(verbose).toContain('      spam-0, spam-1')
  expect(verbose.join('\n')).toContain('r11 (s11)')
})

describe('a page elsewhere', () => {
  const place = (isClosed: boolean, url = `${ORIGIN}/a`) => ({ place: { page: { url, title: 'A', isClosed } } })

  test('whose origin is not allowed is refused without a request', async () => {
    const { api, requests } = fake(() => undefined)
    const { summary } = await sendTo(api, conversation([old('a'), old('b')], place(false, 'https://other.example/')))
    expect(requests).toEqual([])
    expect(summary).toEqual([
      'Comments: 0 imported, 2 refused',
      '  2 refused: pages of https://other.example can’t be commented on here',
      '      a, b',
    ])
  })

  test('that was closed is closed, once comments were brought', async () => {
    const { api, requests } = fake((path) => (path === '/v1/moderation/pages/~page' ? { status: 200 } : undefined))
    await sendTo(api, conversation([old('a')], place(true)))
    expect(requests.at(-1)).toEqual({
      path: '/v1/moderation/pages/~page',
      body: { comments: { policy: 'closed' } },
    })
  })

  test('that was closed is left alone when its comments are there', async () => {
    const { api, requests } = fake((path, sent) =>
      path.includes('imports')
        ? { status: 200, body: { results: sent.comments.map(({ ref }) => ({ ref, id: ref, stored: false })) } }
        : undefined,
    )
    const { summary } = await sendTo(api, conversation([old('a')], place(true)))
    expect(summary).toEqual(['Comments: 0 imported, 1 already there, 0 refused'])
    expect(requests.map(({ path }) => path)).not.toContain('/v1/moderation/pages/~page')
  })
})

describe('what an attempt stored that was not answered is not called “already there”', () => {
  const unsure: Api = {
    call: async (_, path, { body } = {}) =>
      path === '/v1/editor/articles'
        ? { status: 409, body: problem(409, 'Taken.', 'slug-taken'), isUnsure: true }
        : {
            status: 200,
            // What sending.ts sends there is this.
            body: { results: (body as Body).comments.map(({ ref }) => ({ ref, id: ref, stored: false })) },
            isUnsure: true,
          },
  }

  test('by the API’s patience', async () => {
    const { summary } = await sendTo(unsure, conversation([old('a')], { article }))
    expect(summary).toEqual(['Articles: 1 created, 0 refused', 'Comments: 1 imported, 0 refused'])
  })

  test('in a request that is halved', async () => {
    const { api } = fake((path, sent) => {
      if (!path.includes('imports')) return undefined
      const { comments } = sent
      return comments.length > 1
        ? { status: 504 }
        : { status: 200, body: { results: comments.map(({ ref }) => ({ ref, id: ref, stored: false })) } }
    })
    const { summary } = await sendTo(api, conversation([old('a'), old('b')]))
    expect(summary).toEqual(['Comments: 2 imported, 0 refused'])
  })
})
