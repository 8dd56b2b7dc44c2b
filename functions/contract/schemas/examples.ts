/**
 * Examples for the API description, by the names of the schemas. A test validates each with its schema.
 */
const ID = '01JQ3ZV8M4T0A7Y5R2K9X6C1BD'
const SLUG = 'fog-over-the-harbour'
const TIME = '2026-03-25T06:30:00.000Z'
const VOTER = '01JQ3ZWJ5N8W4C2E7H0Q9M6T3S.nG8pKq2vX1sTzLr4WbYc0A'

const comment = {
  id: ID,
  parentId: null,
  author: { name: 'Ada', url: 'https://ada.example/', badges: [] },
  html: '<p>The foghorn was <em>that</em> loud?</p>',
  createdAt: TIME,
  editedAt: null,
  state: 'published',
  score: 3,
  replies: { total: 0, items: [], nextCursor: null },
}
const summary = {
  slug: SLUG,
  title: 'Fog over the harbour',
  standfirst: 'Nobody saw the ferry leave.',
  authors: [{ name: 'Mary Hale' }],
  tags: ['harbour'],
  status: 'published',
  publishedAt: TIME,
  updatedAt: TIME,
  version: 1,
  comments: { policy: 'open' },
}
const html = '<p>The foghorn sounded twice.</p>'
const source = 'The foghorn sounded twice.'
const editorArticle = { ...summary, createdAt: TIME, deletedAt: null, html, source }
const settings = {
  commentsPerMinute: 10,
  editWindowSeconds: 900,
  privateFactsDays: 30,
  allowedOrigins: ['https://blog.example'],
}
const page = {
  slug: '~3f2a9c0d4b1e8f7a6c5d2e1f0a9b8c7d',
  url: 'https://blog.example/post',
  title: 'A post',
  createdAt: TIME,
  comments: { policy: 'open' },
}

export const EXAMPLES = {
  NewComment: { author: { name: 'Ada', email: 'ada@example.org' }, text: 'The foghorn was *that* loud?' },
  CommentEdit: { text: 'The foghorn was *that* loud? And twice!' },
  NewVote: { value: 1 },
  NewReport: { reason: 'abuse', detail: 'This names a neighbour.' },
  NewArticle: { title: 'Fog over the harbour', body: source, tags: ['harbour'], status: 'published' },
  ArticlePatch: { title: 'Fog over the old harbour', image: null },
  Restoration: { version: 1 },
  Actions: { action: 'approve', comments: [{ article: SLUG, id: ID, version: 1 }] },
  Import: {
    article: SLUG,
    comments: [{ ref: 'wp-17', author: { name: 'Ada' }, text: 'First!', createdAt: '2009-02-13T23:31:30Z' }],
  },
  PagePatch: { title: 'A better title', comments: { policy: 'held' } },
  NewSettings: settings,

  Health: { status: 'ok', version: '0.1.0' },
  ArticleList: { items: [summary], nextCursor: null },
  Article: { ...summary, html },
  EditorArticle: editorArticle,
  EditorArticleList: { items: [{ ...summary, createdAt: TIME, deletedAt: null }], nextCursor: null },
  RevisionList: {
    items: [
      {
        version: 1,
        action: 'created',
        by: 'mary@paper.example',
        at: TIME,
        title: summary.title,
        slug: SLUG,
        status: 'published',
      },
    ],
    nextCursor: null,
  },
  Revision: { ...editorArticle, action: 'created', by: 'mary@paper.example', at: TIME },
  Comment: comment,
  CommentPage: { total: 1, items: [comment], nextCursor: null },
  ReplyList: { items: [{ ...comment, parentId: ID }], nextCursor: null },
  PostedComment: { comment, editToken: 'v1.8Q0sT2nY6wXb', editableUntil: TIME },
  EditedComment: { comment: { ...comment, editedAt: TIME } },
  CommentSource: { text: 'The foghorn was *that* loud?', version: 1, state: 'published' },
  Vote: { value: 1, voter: VOTER },
  OwnVotes: { votes: { [ID]: 1 } },
  FiledReport: { voter: VOTER },
  Changes: { items: [{ id: ID, kind: 'posted', comment }], next: 179617249, total: 1 },
  RecentCommentList: { items: [{ ...comment, article: { slug: SLUG, title: summary.title } }], nextCursor: null },
  CommentCounts: { counts: { [SLUG]: 1 } },
  ExternalPage: { slug: page.slug, url: page.url, registered: true, title: page.title, comments: { policy: 'open' } },
  ModerationQueue: {
    items: [
      {
        ...comment,
        state: 'held',
        status: 'held',
        version: 1,
        source: 'The foghorn was *that* loud?',
        article: SLUG,
        reports: { count: 1, reasons: { abuse: 1 }, details: ['This names a neighbour.'] },
      },
    ],
    nextCursor: null,
  },
  Decisions: { results: [{ id: ID, ok: true }] },
  Imports: { results: [{ ref: 'wp-17', ok: true, id: ID, stored: true }] },
  ModeratedPage: page,
  Settings: settings,
} as const
