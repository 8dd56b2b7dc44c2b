/**
 * The types of the API's answers.
 */
export type Policy = 'open' | 'held' | 'closed'

export type Summary = {
  slug: string
  title: string
  standfirst: string
  authors: { name: string; url?: string }[]
  tags: string[]
  image?: { url: string; alt: string } | null
  publishedAt: string | null
}

export type Article = Summary & {
  html: string
  source?: string
  status: 'draft' | 'scheduled' | 'published'
  updatedAt: string
  version: number
  comments: { policy: Policy }
  deletedAt?: string | null
}

export type Comment = {
  id: string
  parentId: string | null
  replyTo?: string
  author: { name: string; url?: string; badges: string[] } | null
  html: string
  createdAt: string
  editedAt: string | null
  state: 'published' | 'held' | 'removed'
  score: number
  replies: { total: number; items: Comment[]; nextCursor: string | null }
}

export type Posted = { comment: Comment; editToken: string }

export type Page<T> = { total?: number; items: T[]; nextCursor: string | null }

export type Queued = Comment & { status: string; version: number; source: string; article: string }

export type Results = { results: { id: string; ok: boolean; problem?: Problem }[] }

export type Settings = {
  commentsPerMinute: number
  sameTextPerHour: number
  editsPerMinute: number
  votesPerMinute: number
  newVotersPerHour: number
  newVotersPerComment: number
  reportsPerHour: number
  newPagesPerHour: number
  editWindowSeconds: number
  privateFactsDays: number
  allowedOrigins: string[]
}

export type Problem = {
  type: string
  title: string
  status: number
  detail: string
  requestId: string
  errors?: { pointer: string; code: string; detail: string }[]
}

/** Ten seconds of the change feed. */
export type Changes = {
  items: { id: string; kind: string; comment: Comment | null; thread?: { id: string; total: number } }[]
  next: number
  now?: number
  total?: number
  truncated?: boolean
}
