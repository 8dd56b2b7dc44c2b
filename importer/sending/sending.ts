/**
 * Sends conversations to the API: the article first, then its comments level by level, so that a comment is stored
 * before its replies.
 */
import { z } from 'zod'
import type { OldArticle, OldComment, OldConversation, OldPage, Place } from '../conversation.ts'
import { BYTES_AT_ONCE, MOST_AT_ONCE } from '../limits.ts'
import type { Report } from '../report.ts'
import { type Answer, type Api, detailOf, isPassing, jsonOf, kindOf } from './api.ts'
import type { Tokens } from './site.ts'
import { levelsOf, type Placed } from './threads.ts'

export type Sender = {
  api: Api
  tokens: Tokens
  /** The origins of pages elsewhere that are allowed. */
  allowed: ReadonlySet<string>
  report: Report
  /** Waits so many milliseconds. */
  pause: (milliseconds: number) => Promise<unknown>
}

/** The result for a comment: its id, or that it was refused and whether another attempt may succeed. */
type Fate = { id: string } | { refused: true; passing: boolean }

/**
 * Attempts for comments that are refused for the moment. A round in which any comment is stored starts the count again.
 */
const MOST_ATTEMPTS = 6
/** A new article may not be found everywhere for a moment. */
const SOON = 500

/** Sends one conversation and records all results in the report. */
export async function send(sender: Sender, conversation: OldConversation): Promise<void> {
  const { report, allowed } = sender
  sayBefore(report, conversation)
  const { article, place } = conversation
  const fault = faultOf(conversation, allowed)
  const found = fault !== undefined || place === undefined ? { fault: fault ?? '' } : await find(sender, article, place)
  if ('fault' in found) {
    for (const { ref } of conversation.comments) report.refused('comments', { ref, reason: found.fault })
    return
  }
  await sendComments(sender, found, conversation)
}

/** Reports what is known of a conversation before anything is sent. */
export function sayBefore(report: Report, { remarks, leftOut, refused }: OldConversation): void {
  for (const remark of remarks) report.remark(remark)
  report.leftOut(leftOut)
  for (const one of refused.articles) report.refused('articles', one)
  for (const one of refused.comments) report.refused('comments', one)
}

/**
 * Why no comment of a conversation can be taken; undefined where they may be.
 * @param allowed the origins that are allowed; undefined where that is not known
 */
export function faultOf(
  { place, fault = 'its article is not imported' }: OldConversation,
  allowed: ReadonlySet<string> | undefined,
): string | undefined {
  if (place === undefined) return fault
  if (!('page' in place)) return undefined
  const { origin } = new URL(place.page.url)
  return allowed === undefined || allowed.has(origin) ? undefined : `pages of ${origin} can’t be commented on here`
}

/** Where comments are sent, and the page that the first of them registers. */
type Destination = { article: string; page?: OldPage }

async function find(
  sender: Sender,
  article: OldArticle | undefined,
  place: Place,
): Promise<Destination | { fault: string }> {
  if ('page' in place) return findPage(sender, place.page)
  if (article === undefined) return { article: place.article }
  return (await createArticle(sender, article)) ? { article: place.article } : { fault: 'its article was refused' }
}

const pageAnswer = z.object({ slug: z.string() })

async function findPage({ api }: Sender, page: OldPage): Promise<Destination | { fault: string }> {
  const { status, body } = await api.call('GET', `/v1/pages?${new URLSearchParams({ url: page.url })}`)
  const found = pageAnswer.safeParse(body)
  return status === 200 && found.success ? { article: found.data.slug, page } : { fault: detailOf(body) }
}

/** @returns whether the article is there, now or since before */
async function createArticle({ api, tokens, report }: Sender, article: OldArticle): Promise<boolean> {
  const { status, body, isUnsure } = await api.call('POST', '/v1/editor/articles', {
    token: tokens.editor,
    body: article,
  })
  const isTaken = status === 409 && kindOf(body) === 'slug-taken'
  // An earlier attempt that got no answer may have created it.
  if (status === 201 || (isTaken && isUnsure)) report.stored('articles')
  else if (isTaken) report.there('articles')
  else {
    report.refused('articles', { ref: article.slug, reason: detailOf(body) })
    return false
  }
  return true
}

/** Closes a page that was closed on the old site, once there are comments on it. */
async function closePage({ api, tokens, report }: Sender, { article, page }: Destination): Promise<void> {
  const body = { comments: { policy: 'closed' } }
  const { status } = await api.call('PATCH', `/v1/moderation/pages/${article}`, { token: tokens.moderator, body })
  if (page && status !== 200) report.remark({ ref: page.url, reason: 'it was closed, and is open here' })
}

/** The results for the comments of a conversation. */
type Course = {
  fates: Map<OldComment, Fate>
  /** Comments of a request that got no clear answer: they may be stored. */
  unsure: Set<OldComment>
  /** Whether this run has stored any. */
  hasStored: boolean
}

async function sendComments(sender: Sender, to: Destination, { comments, parents }: OldConversation): Promise<void> {
  const course: Course = { fates: new Map(), unsure: new Set(), hasStored: false }
  const { fates } = course
  const standing = new Map<OldComment, Placed>()
  for (const level of levelsOf(comments, parents)) {
    const ready: Ready[] = []
    for (const placed of level) {
      standing.set(placed.comment, placed)
      const above = parentIn(placed, fates, standing)
      if (above === 'not yet') {
        fates.set(placed.comment, { refused: true, passing: true })
        sender.report.refused('comments', {
          ref: placed.comment.ref,
          reason: 'what it answers could not be stored now',
        })
      } else ready.push({ comment: placed.comment, parentId: above })
    }
    for (const batch of batchesOf(ready)) await sendBatch(sender, to, batch, course)
  }
  // If nothing is new, a moderator may have opened the page here since the last run.
  if (to.page?.isClosed && course.hasStored) await closePage(sender, to)
}

/** The id of the comment that it answers, or of the nearest above that one which was not refused. */
function parentIn(
  { parent }: Placed,
  fates: ReadonlyMap<OldComment, Fate>,
  standing: ReadonlyMap<OldComment, Placed>,
): string | undefined | 'not yet' {
  for (let at = parent; at !== undefined; at = standing.get(at)?.parent) {
    const fate = fates.get(at)
    if (fate && 'id' in fate) return fate.id
    // The reply waits for the next run. Stored now, it would stay in the wrong place.
    if (fate?.passing) return 'not yet'
  }
  return undefined
}

type Ready = { comment: OldComment; parentId: string | undefined }

const bodyOf = ({ comment: { ref, author, text, createdAt }, parentId }: Ready) => ({
  ref,
  author,
  text,
  createdAt,
  ...(parentId !== undefined && { parentId }),
})

function* batchesOf(ready: readonly Ready[]): Generator<Ready[]> {
  let batch: Ready[] = []
  let bytes = 0
  for (const each of ready) {
    const size = Buffer.byteLength(jsonOf(bodyOf(each)))
    if (batch.length === MOST_AT_ONCE || (batch.length > 0 && bytes + size > BYTES_AT_ONCE)) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(each)
    bytes += size
  }
  if (batch.length > 0) yield batch
}

const importAnswer = z.object({
  results: z.array(
    z.object({
      ref: z.string(),
      id: z.string().optional(),
      stored: z.boolean().optional(),
      problem: z.looseObject({ status: z.number() }).optional(),
    }),
  ),
})

async function sendBatch(sender: Sender, to: Destination, batch: readonly Ready[], course: Course) {
  const { fates, unsure } = course
  let left = batch
  for (let attempt = 1; left.length > 0; ) {
    const { status, body, isUnsure } = await request(sender, to, left)
    if (isUnsure || status >= 500) for (const { comment } of left) unsure.add(comment)
    const answer = importAnswer.safeParse(body)
    if (status !== 200 || !answer.success) return refuseOrHalve(sender, to, left, { status, body }, course)
    const byRef = new Map(answer.data.results.map((result) => [result.ref, result]))
    const again: Ready[] = []
    for (const each of left) {
      const result = byRef.get(each.comment.ref)
      if (result?.id !== undefined) {
        fates.set(each.comment, { id: result.id })
        if (result.stored === false && !unsure.has(each.comment)) sender.report.there('comments')
        else {
          course.hasStored = true
          sender.report.stored('comments')
        }
      } else if (isPassing(result?.problem?.status ?? 500) && attempt < MOST_ATTEMPTS) again.push(each)
      else refuse(sender, each, result?.problem?.status ?? 500, detailOf(result?.problem), fates)
    }
    attempt = again.length < left.length ? 1 : attempt + 1
    left = again
    if (left.length > 0) await sender.pause(SOON * 2 ** attempt * Math.random())
  }
}

/** One request, repeated after 404: an article that was just created may not be found everywhere at once. */
async function request({ api, tokens, pause }: Sender, { article, page }: Destination, batch: readonly Ready[]) {
  const about = page && { page: { url: page.url, title: page.title } }
  const body = { article, ...about, comments: batch.map(bodyOf) }
  for (let attempt = 1, isUnsure = false; ; attempt++) {
    // Fewer attempts for a large batch: it is halved when it fails.
    const patience = batch.length > 1 ? { attempts: 3 } : {}
    const answer = await api.call('POST', '/v1/moderation/imports', { token: tokens.moderator, body, ...patience })
    isUnsure ||= answer.isUnsure === true
    if (answer.status !== 404 || attempt === 3) return { ...answer, isUnsure }
    await pause(SOON * attempt)
  }
}

/** Sends a batch in two halves where it may have been too large; refuses it otherwise. */
async function refuseOrHalve(
  sender: Sender,
  to: Destination,
  batch: readonly Ready[],
  { status, body }: Answer,
  course: Course,
): Promise<void> {
  if (batch.length > 1 && (status === 413 || status >= 500)) {
    const half = Math.ceil(batch.length / 2)
    await sendBatch(sender, to, batch.slice(0, half), course)
    return sendBatch(sender, to, batch.slice(half), course)
  }
  for (const each of batch) refuse(sender, each, status, detailOf(body), course.fates)
}

function refuse(sender: Sender, { comment }: Ready, status: number, reason: string, fates: Map<OldComment, Fate>) {
  fates.set(comment, { refused: true, passing: isPassing(status) })
  sender.report.refused('comments', { ref: comment.ref, reason })
}
