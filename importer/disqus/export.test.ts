/** What becomes of threads and posts of Disqus. */
import { disqusPost, disqusThread, disqusXml, withFile } from '../../test/kit/documents/exports.ts'
import type { OldConversation } from '../conversation.ts'
import { openExport } from '../open.ts'

const conversationsIn = (records: string[], by: 'slug' | 'url' = 'url') =>
  withFile(disqusXml(...records), async (path) => {
    const { found } = await openExport(path, undefined, () => ({ by, pages: false, moves: [] }))
    const conversations: OldConversation[] = []
    for await (const conversation of found.conversations()) conversations.push(conversation)
    return { amount: found.amount, conversations }
  })

test('each thread is the conversation of the page at its address, as soon as its last post is read', async () => {
  const { amount, conversations } = await conversationsIn([
    disqusThread('1', 'https://old.example/a?b=1', 'A & B'),
    disqusThread('2', 'https://old.example/c'),
    disqusThread('3', 'https://old.example/nobody-spoke'),
    disqusPost('11', '1'),
    disqusPost('21', '2'),
    disqusPost('22', '2', {}, '21'),
    disqusPost('12', '1', {}, '11'),
  ])
  expect(amount).toEqual({ articles: 0, comments: 4 })
  expect(conversations.map(({ place, comments }) => [place, comments.map(({ ref, parent }) => [ref, parent])])).toEqual(
    [
      [
        { page: { url: 'https://old.example/c', title: 'A page', isClosed: false } },
        [
          ['disqus:21', undefined],
          ['disqus:22', 'disqus:21'],
        ],
      ],
      [
        { page: { url: 'https://old.example/a?b=1', title: 'A & B', isClosed: false } },
        [
          ['disqus:11', undefined],
          ['disqus:12', 'disqus:11'],
        ],
      ],
    ],
  )
})

test.each([
  ['https://old.example/2009/02/Herons_and-eels.html?x=1#y', 'herons-and-eels'],
  ['https://old.example/a/b/', 'b'],
  ['https://old.example/%E6%B8%AF', '港'],
])('by slug, %s is the article %s', async (link, slug) => {
  const { conversations } = await conversationsIn([disqusThread('1', link), disqusPost('11', '1')], 'slug')
  expect(conversations[0]?.place).toEqual({ article: slug })
})

test('a thread without an address, or without a slug in it, or that is not there, has a reason and no place', async () => {
  const posts = [disqusPost('11', '1'), disqusPost('21', '9')]
  const byUrl = await conversationsIn([disqusThread('1', 'about:blank'), ...posts])
  expect(byUrl.conversations.map(({ place, fault }) => [place, fault])).toEqual([
    [undefined, 'its thread has no web address, but “about:blank”'],
    [undefined, 'its thread is not in the export'],
  ])
  const bySlug = await conversationsIn([disqusThread('1', 'https://old.example/'), ...posts], 'slug')
  expect(bySlug.conversations[0]?.fault).toBe('there is no slug in https://old.example/')
})

test('names are text, and messages are HTML, or text with line ends where they hold none', async () => {
  const { conversations } = await conversationsIn([
    disqusThread('1', 'https://old.example/a'),
    disqusPost('11', '1', { name: 'A & <b>', message: '<p>a\nb</p>' }),
    disqusPost('12', '1', { name: '', message: 'a\nb' }),
  ])
  expect(conversations[0]?.comments.map(({ author, text }) => [author.name, text])).toEqual([
    ['A & <b>', 'a b'],
    ['Anonymous', 'a\\\nb'],
  ])
})

test('what readers did not see is left out with the reason', async () => {
  const { amount, conversations } = await conversationsIn([
    disqusThread('1', 'https://old.example/a'),
    disqusThread('2', 'https://old.example/b', 'Gone', { isDeleted: 'true' }),
    disqusThread('3', 'https://old.example/?p=7&preview=true'),
    disqusThread('4', 'https://old.example/?p=7&preview_id=7&preview_nonce=x'),
    disqusPost('11', '1', { isDeleted: 'true' }),
    disqusPost('12', '1', { isDeleted: '1' }),
    disqusPost('13', '1', { isSpam: 'true' }),
    disqusPost('14', '1', { isApproved: 'false' }),
    disqusPost('15', '1', { isApproved: 'true' }),
    ...['2', '3', '4'].map((thread) => disqusPost(`${thread}1`, thread)),
  ])
  expect(amount.comments).toBe(1)
  expect(conversations.flatMap(({ comments }) => comments.map(({ ref }) => ref))).toEqual(['disqus:15'])
  expect(conversations.flatMap(({ leftOut }) => leftOut.comments.map(({ reason }) => reason))).toEqual([
    'they were deleted',
    'they were deleted',
    'they are spam',
    'they were not approved',
    'their thread was deleted',
    'their thread was that of a preview',
    'their thread was that of a preview',
  ])
})

test('a thread that was closed is a page that is; a post of an impossible time has that of its thread', async () => {
  const thread = disqusThread('1', 'https://old.example/a', 'A', {
    isClosed: 'true',
    createdAt: '2009-02-13T23:31:30Z',
  })
  const { conversations } = await conversationsIn([
    thread,
    disqusPost('11', '1', { createdAt: '0000-00-00T00:00:00Z' }),
    disqusPost('11', '1'),
  ])
  expect(conversations).toMatchObject([
    {
      place: { page: { isClosed: true } },
      comments: [{ createdAt: '2009-02-13T23:31:30Z' }],
      leftOut: { comments: [{ ref: 'disqus:11', reason: 'they are in the file twice' }] },
      remarks: [{ ref: 'disqus:11', reason: 'its time is impossible; it gets the time of its thread' }],
    },
  ])
})
