/**
 * Forms for readers without scripts. A form answers with 303, or with the form again and its faults.
 *
 * The comment's edit token identifies its author. It is in a cookie with the path of that comment, so requests for
 * cached pages do not contain it. The cookie expires in the browser.
 */

import { createHash } from 'node:crypto'
import type { forms as contract } from '../../contract/forms.ts'
import { editSchema, newCommentSchema, reportSchema, voteSchema } from '../../contract/schemas/commentSchemas.ts'
import { type Article, isPublic } from '../../domain/articles/article.ts'
import { createdAt, formatCommentId } from '../../domain/comments/comment.ts'
import { addressHashOf } from '../../domain/comments/editToken.ts'
import { ArticleNotFound, CommentNotFound, type Refusal, TooManyRequests } from '../../domain/errors.ts'
import { type Endpoint, type EndpointsOf, refusalIn } from '../../http/api.ts'
import { cookie, setCookie } from '../../http/input/cookies.ts'
import { readForm } from '../../http/input/form.ts'
import { type HttpEvent, header, pathParameter, sourceAddress } from '../../http/input/request.ts'
import { validate } from '../../http/input/validate.ts'
import { voterCookie } from '../../http/input/voterIdentity.ts'
import { requireSameSite } from '../../http/origin/sameSite.ts'
import { problemOf } from '../../http/problem.ts'
import type { Response } from '../../http/respond.ts'
import { ownView } from '../../http/views/commentViews.ts'
import { privatePage, seeOther, timeHeader } from '../../pages/answer.ts'
import { FIELDS, type Field } from '../../pages/conversation/commentForm.ts'
import { errorPage, voteAgain } from '../../pages/errorPage.ts'
import type { Html } from '../../pages/html.ts'
import { DONE, type Done, type Own, ownPage } from '../../pages/ownPage.ts'
import {
  articleAddress,
  commentAddress,
  commentAnchor,
  href,
  type Page,
  type Site,
  withQuery,
} from '../../pages/page.ts'
import { faultsOf, refusalText, reportFaults } from '../../pages/refusals.ts'
import { reportPage } from '../../pages/reportPage.ts'
import { pageFor, parameter } from '../../pages/request.ts'
import { writePage } from '../../pages/writePage.ts'
import { type GuestAnswer, report, vote } from '../guests.ts'
import { countingMisses, isNowhere } from '../misses.ts'
import { type Commenter, postComment } from '../post.ts'
import { deleteComment, editComment, type OwnComment, type OwnView, readOwn } from '../revise.ts'
import { guestRequest } from './guestRequest.ts'

const OWN_COOKIE = 'understory_own'
const DAY = 24 * 60 * 60
/** Seconds in which the same form from the same browser counts as a second click. */
const SAME_CLICK = 10 * 60

/** The base for addresses within the site. An address outside the site has another origin. */
const NOWHERE = 'http://nowhere.invalid'

export type FormSite = { site: Site; siteUrl: string | undefined }

export function formEndpoints(commenter: Commenter, { site, siteUrl }: FormSite): EndpointsOf<typeof contract> {
  const pageAt = (event: HttpEvent) => pageFor(event, site, siteUrl, articleAddress(pathParameter(event, 'slug')))

  /** Answers a request. If it is refused, the answer is an error page. */
  const answered =
    (run: (event: HttpEvent, page: Page) => Promise<Response>): Endpoint =>
    async (event) => {
      const page = await pageAt(event)
      try {
        return await run(event, page)
      } catch (error) {
        return troublePage(event, page, troubleIn(error, event, page))
      }
    }
  /** The same for requests that write. They must come from this site. */
  const submitted = (run: (event: HttpEvent, page: Page) => Promise<Response>): Endpoint =>
    answered(async (event, page) => {
      requireSameSite(event, siteUrl)
      return run(event, page)
    })

  return {
    'POST /articles/{slug}/comments': submitted((event, page) => handlePost(commenter, event, page)),
    'GET /articles/{slug}/comments/{id}/own': answered((event, page) => showOwn(commenter, event, page)),
    'POST /articles/{slug}/comments/{id}/edit': submitted((event, page) => handleEdit(commenter, event, page)),
    'POST /articles/{slug}/comments/{id}/delete': submitted(async (event, page) => {
      try {
        await deleteComment(commenter, ownOf(event))
      } catch (error) {
        return ownRefused(commenter, event, page, error)
      }
      return seeOther(doneAddress(page, ownOf(event), 'deleted'))
    }),
    'POST /articles/{slug}/comments/{id}/vote': submitted((event, page) => handleVote(commenter, event, page)),
    'POST /articles/{slug}/comments/{id}/report': submitted((event, page) => handleReport(commenter, event, page)),
  }
}

async function handlePost(commenter: Commenter, event: HttpEvent, page: Page): Promise<Response> {
  const slug = pathParameter(event, 'slug')
  const form = readForm(event)
  const values: Record<Field, string> = {
    name: form('name'),
    email: form('email'),
    url: form('url'),
    text: form('text'),
  }
  const parentId = form('parent')
  try {
    const input = validate(newCommentSchema, {
      author: { name: values.name, ...present('email', values.email), ...present('url', values.url) },
      text: values.text,
      ...present('parentId', parentId),
    })
    const userAgent = (header(event, 'user-agent') ?? '').slice(0, 500)
    const address = sourceAddress(event)
    const click = [address, userAgent, JSON.stringify(input), Math.floor(commenter.clock() / 1000 / SAME_CLICK)]
    const posted = await postOnce(commenter, { slug, input, address, userAgent }, click)
    const { slug: current, editToken } = posted
    const id = formatCommentId(posted.comment.id)
    const { editWindowSeconds } = await commenter.settings()
    const own = setCookie(OWN_COOKIE, editToken, {
      path: commentAddress(current, id),
      maxAge: Math.min(Math.max(editWindowSeconds, DAY), 400 * DAY),
      isSecure: !page.origin.startsWith('http:'),
    })
    return seeOther(doneAddress(page, { slug: current, id }, 'posted'), [own])
  } catch (error) {
    if (isNowhere(error)) throw error
    const trouble = troubleIn(error, event, page)
    // If the address has reached its limit, the article is not read.
    const article = error instanceof TooManyRequests ? undefined : await articleIfRead(commenter, slug, event, page)
    const faults = faultsOf(page.language, trouble.refusal)
    const isFieldAtFault = FIELDS.some((field) => faults[field] !== undefined)
    const state = {
      slug: article?.slug ?? slug,
      // The form is shown even if comments have been closed meanwhile, so that the typed text is not lost.
      policy: article?.comments.policy === 'held' ? ('held' as const) : ('open' as const),
      replyTo: parentId === '' ? undefined : { id: parentId, name: undefined },
      values,
      faults,
      refusal: isFieldAtFault ? undefined : trouble.text,
    }
    const content = writePage(page, article ?? unread(page), state)
    return privatePage(trouble.status, page.language, content, trouble.retryAfter)
  }
}

/** @throws ArticleNotFound */
async function publicArticle(commenter: Commenter, event: HttpEvent, slug: string): Promise<Article> {
  const addressHash = addressHashOf(sourceAddress(event), await commenter.secret())
  const { article } = await countingMisses(commenter.limits, addressHash, () => commenter.conversation(slug))
  if (!isPublic(article, commenter.clock())) throw new ArticleNotFound()
  return article
}

/** Undefined if the article could not be read now. A missing article gets an error page. */
async function articleIfRead(
  commenter: Commenter,
  slug: string,
  event: HttpEvent,
  page: Page,
): Promise<Article | undefined> {
  try {
    return await publicArticle(commenter, event, slug)
  } catch (error) {
    if (troubleIn(error, event, page).isForGood) throw error
    return undefined
  }
}

/** The link text for an article that could not be read now. */
const unread = ({ language: { messages } }: Page) => ({ title: messages.backToArticle, lang: undefined })

/**
 * Posts a form once: a second click returns the comment of the first. If its author has deleted that comment since, the
 * text is posted again.
 * @param click the values that identify a click
 */
async function postOnce(
  commenter: Commenter,
  request: Omit<Parameters<typeof postComment>[1], 'idempotencyKey'>,
  click: readonly unknown[],
): ReturnType<typeof postComment> {
  const began = commenter.clock()
  const idempotencyKey = createHash('sha256').update(click.join('\n')).digest('base64url')
  const posted = await postComment(commenter, { ...request, idempotencyKey })
  const { comment, editToken } = posted
  if (createdAt(comment.id) >= began) return posted
  const id = formatCommentId(comment.id)
  try {
    await readOwn(commenter, { slug: request.slug, id, token: editToken, address: request.address })
    return posted
  } catch (error) {
    if (!(error instanceof CommentNotFound)) throw error
    return postOnce(commenter, request, [...click, id])
  }
}

const present = (name: string, value: string): Record<string, string> => (value.trim() === '' ? {} : { [name]: value })

async function showOwn(commenter: Commenter, event: HttpEvent, page: Page): Promise<Response> {
  const done = DONE.find((each) => each === parameter(event, 'done'))
  const { slug, id } = ownOf(event)
  if (done === 'deleted') {
    const article = await publicArticle(commenter, event, slug)
    return ownAnswer(commenter, page, { slug, title: article.title, lang: article.lang, id, state: 'deleted' })
  }
  const own = await readOwn(commenter, ownOf(event))
  return ownAnswer(commenter, page, { ...facts(commenter, own), id, done })
}

/** @param trouble the error that the page shows, if any */
function ownAnswer(commenter: Commenter, page: Page, own: Own, trouble?: Trouble): Response {
  const answer = privatePage(trouble?.status ?? 200, page.language, ownPage(page, own), trouble?.retryAfter)
  return { ...answer, headers: { ...answer.headers, ...timeHeader(commenter.clock()) } }
}

async function handleEdit(commenter: Commenter, event: HttpEvent, page: Page): Promise<Response> {
  const text = readForm(event)('text')
  try {
    const input = validate(editSchema, { text })
    await editComment(commenter, ownOf(event), input.text)
  } catch (error) {
    return ownRefused(commenter, event, page, error, text)
  }
  return seeOther(doneAddress(page, ownOf(event), 'saved'))
}

/** The author's own page again, with the typed text and the reason for the refusal. */
async function ownRefused(
  commenter: Commenter,
  event: HttpEvent,
  page: Page,
  error: unknown,
  text?: string,
): Promise<Response> {
  if (isNowhere(error)) throw error
  const trouble = troubleIn(error, event, page)
  const { slug, id } = ownOf(event)
  // If the address has reached its limit, the comment is not read.
  const own = error instanceof TooManyRequests ? undefined : await ownIfRead(commenter, event, page)
  const fault = faultsOf(page.language, trouble.refusal).text
  const view: Own = {
    ...(own ? facts(commenter, own) : { slug, ...unread(page), state: 'unread' }),
    id,
    ...(text !== undefined && { text }),
    fault,
    refusal: fault === undefined ? trouble.text : undefined,
  }
  return ownAnswer(commenter, page, view, trouble)
}

/** Undefined if the comment could not be read now. The form with the typed text is shown even then. */
async function ownIfRead(commenter: Commenter, event: HttpEvent, page: Page): Promise<OwnView | undefined> {
  try {
    return await readOwn(commenter, ownOf(event))
  } catch (error) {
    if (troubleIn(error, event, page).isForGood) throw error
    return undefined
  }
}

async function handleVote(commenter: Commenter, event: HttpEvent, page: Page): Promise<Response> {
  const { slug, id } = ownOf(event)
  const { value } = validate(voteSchema, { value: Number(readForm(event)('value') || Number.NaN) })
  const back = backTo(slug, parameter(event, 'back'))
  let voted: GuestAnswer
  try {
    voted = await vote(commenter, guestRequest(event), value)
  } catch (error) {
    return troublePage(event, page, troubleIn(error, event, page), voteAgain(page, { slug, id, value, back }))
  }
  const { voter, isNew } = voted
  const to = `${withQuery(back, { voted: value === 0 ? undefined : id })}#${commentAnchor(id)}`
  return seeOther(href(page, to), isNew && voter !== null ? [voterCookie(event, voter)] : [])
}

/** The page to return to after a vote. It must be a page of this article. Only `sort` and `cursor` are kept. */
function backTo(slug: string, asked: string | undefined): string {
  const article = articleAddress(slug)
  const { origin, pathname, searchParams } = new URL(URL.canParse(asked ?? '', NOWHERE) ? (asked ?? '') : '', NOWHERE)
  const isOurs = origin === NOWHERE && (pathname === article || pathname.startsWith(`${article}/comments/`))
  if (!isOurs) return article
  return withQuery(pathname, {
    sort: searchParams.get('sort') ?? undefined,
    cursor: searchParams.get('cursor') ?? undefined,
  })
}

async function handleReport(commenter: Commenter, event: HttpEvent, page: Page): Promise<Response> {
  const form = readForm(event)
  const { slug, id } = ownOf(event)
  const values = { reason: form('reason'), detail: form('detail') }
  let filed: GuestAnswer
  try {
    const input = validate(reportSchema, { reason: values.reason, ...present('detail', values.detail) })
    filed = await report(commenter, guestRequest(event), input)
  } catch (error) {
    return reportRefused(commenter, event, page, values, error)
  }
  const { voter, isNew } = filed
  const sent = href(page, `${commentAddress(slug, id)}/report?done=sent`)
  return seeOther(sent, isNew && voter !== null ? [voterCookie(event, voter)] : [])
}

/** The report form again, with the typed values and its faults or the reason for the refusal. */
async function reportRefused(
  commenter: Commenter,
  event: HttpEvent,
  page: Page,
  values: { reason: string; detail: string },
  error: unknown,
): Promise<Response> {
  const trouble = troubleIn(error, event, page)
  const faults = reportFaults(page.language, trouble.refusal)
  const isFieldAtFault = Object.keys(faults).length > 0
  if (trouble.isForGood && !isFieldAtFault) return troublePage(event, page, trouble)
  const { slug, id } = ownOf(event)
  const article = isFieldAtFault ? await articleIfRead(commenter, slug, event, page) : undefined
  const { title, lang } = article ?? unread(page)
  const refusal = isFieldAtFault ? undefined : trouble.text
  const content = reportPage(page, { slug: article?.slug ?? slug, title, lang, id, values, faults, refusal })
  return privatePage(trouble.status, page.language, content, trouble.retryAfter)
}

function facts(commenter: Commenter, { article, state, comment, text, until }: OwnView) {
  return {
    slug: article.slug,
    title: article.title,
    lang: article.lang,
    state,
    comment: comment && ownView(comment),
    text,
    until: state !== 'removed' && until >= commenter.clock() ? until : undefined,
    isOpen: article.comments.policy !== 'closed',
  }
}

/** An error as a page shows it. */
type Trouble = {
  /** Undefined for a defect of the server. */
  refusal: Refusal | undefined
  status: number
  text: string
  retryAfter: number | undefined
  /** Whether sending the same request again will fail again. */
  isForGood: boolean
}

function troubleIn(error: unknown, event: HttpEvent, { language }: Page): Trouble {
  const refusal = refusalIn(error, event)
  if (!refusal) {
    return { refusal, status: 500, text: language.messages.failedText, retryAfter: undefined, isForGood: false }
  }
  const { retryAfter } = refusal
  const text = refusalText(language, refusal)
  return { refusal, status: statusOf(refusal), text, retryAfter, isForGood: retryAfter === undefined }
}

/** @param again a form that sends the same request again; shown if that can succeed */
function troublePage(event: HttpEvent, page: Page, trouble: Trouble, again?: Html): Response {
  const { refusal, status, text, retryAfter, isForGood } = trouble
  const { requestId } = event.requestContext
  const content = errorPage(page, status, requestId, refusal && text, isForGood ? undefined : again)
  return privatePage(status, page.language, content, retryAfter)
}

/** A missing token is 403, because browsers may ask for a password on 401. */
function statusOf(error: Refusal): number {
  const { status } = problemOf(error, '')
  return status === 401 ? 403 : status
}

const ownOf = (event: HttpEvent): OwnComment => ({
  slug: pathParameter(event, 'slug'),
  id: pathParameter(event, 'id'),
  token: cookie(event, OWN_COOKIE),
  address: sourceAddress(event),
})

const doneAddress = (page: Page, { slug, id }: { slug: string; id: string }, done: Done): string =>
  href(page, `${commentAddress(slug, id)}/own?done=${done}`)
