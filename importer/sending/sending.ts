/**
 * Sends conversations to the API: the article first, then its comments level by level, so that a comment is stored
 * before its replies.
 */
import { z } from 'zod'
import type { OldArticle, OldComment, OldConversation, OldPage, Place } from '../conversation.ts'
import { BYTES_AT_ONCE, MOST_AT_ONCE } from '../limits.ts'
import type { Report } from '../report.ts'
import { type Answer, type Api, detailOf, isTemporary, jsonOf, kindOf } from './api.ts'
import type { Tokens } from './site.ts'
import { levelsOf, type Placed } from './threads.ts'

export type Sender = {
  api: Api
  tokens: Tokens
  /** The origins of other sites that are allowed. */
  allowed: ReadonlySet<string>
  report: Report
  /** Waits so many milliseconds. */
  pause: (milliseconds: number) => Promise<unknown>
}

/** The result for a comment: its id, or that it was refused and whether another attempt may succeed. */
type Outcome = { id: string } | { refused: true; isTemporary: boolean }

/** Most attempts for temporarily refused comments. Counted anew after each request that stores a comment. */
const MOST_ATTEMPTS = 6
/** Milliseconds. Reads may not find a new article for a moment. */
const SHORT_PAUSE = 500

/** Sends one conversation and records all results in the report. */
export async function send(sender: Sender, conversation: OldConversation): Promise<void> {
  const { report, allowed } = sender
  reportKnown(report, conversation)
  const { article, place } = conversation
  const fault = faultOf(conversation, allowed)
  const found =
    fault !== undefined || place === undefined ? { fault: fault ?? '' } : await resolve(sender, article, place)
  if ('fault' in found) {
    for (const { ref } of conversation.comments) report.refused('comments', { ref, reason: found.fault })
    return
  }
  await sendComments(sender, found, conversation)
}

/** Reports what is known about a conversation before it is sent. */
export function reportKnown(report: Report, { remarks, leftOut, refused }: OldConversation): void {
  for (const remark of remarks) report.remark(remark)
  report.leftOut(leftOut)
  for (const one of refused.articles) report.refused('articles', one)
  for (const one of refused.comments) report.refused('comments', one)
}

/**
 * Why no comment of a conversation can be imported. Undefined if there is no reason.
 * @param allowed the origins that are allowed; undefined if they are not known
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

async function resolve(
  sender: Sender,
  article: OldArticle | undefined,
  place: Place,
): Promise<Destination | { fault: string }> {
  if ('page' in place) return resolvePage(sender, place.page)
  if (article === undefined) return { article: place.article }
  return (await createArticle(sender, article)) ? { article: place.article } : { fault: 'its article was refused' }
}

const pageAnswer = z.object({ slug: z.string() })

async function resolvePage({ api }: Sender, page: OldPage): Promise<Destination | { fault: string }> {
  const { status, body } = await api.call('GET', `/v1/pages?${new URLSearchParams({ url: page.url })}`)
  const found = pageAnswer.safeParse(body)
  return status === 200 && found.success ? { article: found.data.slug, page } : { fault: detailOf(body) }
}

/** @returns whether the article exists now */
async function createArticle({ api, tokens, report }: Sender, article: OldArticle): Promise<boolean> {
  const { status, body, isUnsure } = await api.call('POST', '/v1/editor/articles', {
    token: tokens.editor,
    body: article,
  })
  const isTaken = status === 409 && kindOf(body) === 'slug-taken'
  // An earlier attempt that got no answer may have created it.
  if (status === 201 || (isTaken && isUnsure)) report.stored('articles')
  else if (isTaken) report.existing('articles')
  else {
    report.refused('articles', { ref: article.slug, reason: detailOf(body) })
    return false
  }
  return true
}

/** Closes a page that was closed on the old site. The page exists once it has comments. */
async function closePage({ api, tokens, report }: Sender, { article, page }: Destination): Promise<void> {
  const body = { comments: { policy: 'closed' } }
  const { status } = await api.call('PATCH', `/v1/moderation/pages/${article}`, { token: tokens.moderator, body })
  if (page && status !== 200) report.remark({ ref: page.url, reason: 'it was closed on the old site and is open here' })
}

/** The results for the comments of a conversation. */
type Results = {
  outcomes: Map<OldComment, Outcome>
  /** Comments of requests without a clear answer. They may be stored. */
  unsure: Set<OldComment>
  /** Whether this run has stored any. */
  hasStored: boolean
}

async function sendComments(sender: Sender, to: Destination, { comments, parents }: OldConversation): Promise<void> {
  const results: Results = { outcomes: new Map(), unsure: new Set(), hasStored: false }
  const { outcomes } = results
  const placedComments = new Map<OldComment, Placed>()
  for (const level of levelsOf(comments, parents)) {
    const ready: Sendable[] = []
    for (const placed of level) {
      placedComments.set(placed.comment, placed)
      const above = parentIn(placed, outcomes, placedComments)
      if (above === 'postponed') {
        outcomes.set(placed.comment, { refused: true, isTemporary: true })
        sender.report.refused('comments', {
          ref: placed.comment.ref,
          reason: 'the comment that it answers could not be stored now',
        })
      } else ready.push({ comment: placed.comment, parentId: above })
    }
    for (const batch of batchesOf(ready)) await sendBatch(sender, to, batch, results)
  }
  // If nothing was stored, the page stays as it is: a moderator may have opened it since the last run.
  if (to.page?.isClosed && results.hasStored) await closePage(sender, to)
}

/** The id of its parent, or of the nearest ancestor that was not refused. */
function parentIn(
  { parent }: Placed,
  outcomes: ReadonlyMap<OldComment, Outcome>,
  placedComments: ReadonlyMap<OldComment, Placed>,
): string | undefined | 'postponed' {
  for (let at = parent; at !== undefined; at = placedComments.get(at)?.parent) {
    const outcome = outcomes.get(at)
    if (outcome && 'id' in outcome) return outcome.id
    // The next run sends the reply. If it were stored now, it would stay in the wrong place.
    if (outcome?.isTemporary) return 'postponed'
  }
  return undefined
}

type Sendable = { comment: OldComment; parentId: string | undefined }

const bodyOf = ({ comment: { ref, author, text, createdAt }, parentId }: Sendable) => ({
  ref,
  author,
  text,
  createdAt,
  ...(parentId !== undefined && { parentId }),
})

function* batchesOf(ready: readonly Sendable[]): Generator<Sendable[]> {
  let batch: Sendable[] = []
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

async function sendBatch(sender: Sender, to: Destination, batch: readonly Sendable[], results: Results) {
  const { outcomes, unsure } = results
  let left = batch
  for (let attempt = 1; left.length > 0; ) {
    const { status, body, isUnsure } = await request(sender, to, left)
    if (isUnsure || status >= 500) for (const { comment } of left) unsure.add(comment)
    const answer = importAnswer.safeParse(body)
    if (status !== 200 || !answer.success) return refuseOrHalve(sender, to, left, { status, body }, results)
    const byRef = new Map(answer.data.results.map((result) => [result.ref, result]))
    const again: Sendable[] = []
    for (const each of left) {
      const result = byRef.get(each.comment.ref)
      if (result?.id !== undefined) {
        outcomes.set(each.comment, { id: result.id })
        if (result.stored === false && !unsure.has(each.comment)) sender.report.existing('comments')
        else {
          results.hasStored = true
          sender.report.stored('comments')
        }
      } else if (isTemporary(result?.problem?.status ?? 500) && attempt < MOST_ATTEMPTS) again.push(each)
      else refuse(sender, each, result?.problem?.status ?? 500, detailOf(result?.problem), outcomes)
    }
    attempt = again.length < left.length ? 1 : attempt + 1
    left = again
    if (left.length > 0) await sender.pause(SHORT_PAUSE * 2 ** attempt * Math.random())
  }
}

/** Sends one request. Repeats it after 404, because reads may not find a new article at once. */
async function request({ api, tokens, pause }: Sender, { article, page }: Destination, batch: readonly Sendable[]) {
  const about = page && { page: { url: page.url, title: page.title } }
  const body = { article, ...about, comments: batch.map(bodyOf) }
  for (let attempt = 1, isUnsure = false; ; attempt++) {
    const options = { token: tokens.moderator, body }
    // Fewer attempts for a large batch: it is halved when it fails.
    const answer = await api.call(
      'POST',
      '/v1/moderation/imports',
      batch.length > 1 ? { ...options, attempts: 3 } : options,
    )
    isUnsure ||= answer.isUnsure === true
    if (answer.status !== 404 || attempt === 3) return { ...answer, isUnsure }
    await pause(SHORT_PAUSE * attempt)
  }
}

/** Sends a batch in two halves if it may have been too large. Otherwise reports it as refused. */
async function refuseOrHalve(
  sender: Sender,
  to: Destination,
  batch: readonly Sendable[],
  { status, body }: Answer,
  results: Results,
): Promise<void> {
  if (batch.length > 1 && (status === 413 || status >= 500)) {
    const half = Math.ceil(batch.length / 2)
    await sendBatch(sender, to, batch.slice(0, half), results)
    return sendBatch(sender, to, batch.slice(half), results)
  }
  for (const each of batch) refuse(sender, each, status, detailOf(body), results.outcomes)
}

function refuse(
  sender: Sender,
  { comment }: Sendable,
  status: number,
  reason: string,
  outcomes: Map<OldComment, Outcome>,
) {
  outcomes.set(comment, { refused: true, isTemporary: isTemporary(status) })
  sender.report.refused('comments', { ref: comment.ref, reason })
}
