/**
 * The commenter's endpoints: comments, votes and reports of readers.
 */

import { commenting } from '../../contract/commenting.ts'
import { idempotencyKeySchema } from '../../contract/schemas/commentSchemas.ts'
import { implement } from '../../http/implement.ts'
import { bearerToken, type HttpEvent, header, pathParameter, sourceAddress } from '../../http/input/request.ts'
import { voterCookie } from '../../http/input/voterIdentity.ts'
import { InvalidRequest } from '../../http/refusals.ts'
import { ownView } from '../../http/views/commentViews.ts'
import { type GuestAnswer, report, vote } from '../guests.ts'
import { type Commenter, postComment } from '../post.ts'
import { deleteComment, editComment, type OwnComment, readSource } from '../revise.ts'
import { guestRequest } from './guestRequest.ts'

export const commenterEndpoints = (commenter: Commenter) =>
  implement(commenting, {
    'POST /v1/articles/{slug}/comments': async ({ event, body: input }) => {
      const slug = pathParameter(event, 'slug')
      const { comment, editToken, editableUntil } = await postComment(commenter, {
        slug,
        input,
        idempotencyKey: idempotencyKeyOf(event),
        address: sourceAddress(event),
        userAgent: (header(event, 'user-agent') ?? '').slice(0, 500),
        sender: header(event, 'origin'),
      })
      const view = ownView(comment)
      const location = `/v1/articles/${encodeURIComponent(slug)}/comments/${view.id}`
      const body = { comment: view, editToken, editableUntil: new Date(editableUntil).toISOString() }
      return { status: 'status' in comment ? 202 : 201, body, headers: { location } }
    },
    'PUT /v1/articles/{slug}/comments/{id}/vote': async ({ event, body: { value } }) => {
      const { voter, isNew } = await vote(commenter, guestRequest(event), value)
      return { status: 200, body: { value, voter }, cookies: cookiesFor(event, { voter, isNew }) }
    },
    'POST /v1/articles/{slug}/comments/{id}/reports': async ({ event, body }) => {
      const { voter, isNew } = await report(commenter, guestRequest(event), body)
      return { status: 202, body: { voter }, cookies: cookiesFor(event, { voter, isNew }) }
    },
    'GET /v1/articles/{slug}/comments/{id}/source': async ({ event }) => ({
      status: 200,
      body: await readSource(commenter, ownComment(event)),
    }),
    'PATCH /v1/articles/{slug}/comments/{id}': async ({ event, body }) => ({
      status: 200,
      body: { comment: ownView(await editComment(commenter, ownComment(event), body.text)) },
    }),
    'DELETE /v1/articles/{slug}/comments/{id}': async ({ event }) => {
      await deleteComment(commenter, ownComment(event))
      return { status: 204 }
    },
  })

/** The cookie with a new voter's identity. */
const cookiesFor = (event: HttpEvent, { voter, isNew }: GuestAnswer): string[] =>
  isNew && voter !== null ? [voterCookie(event, voter)] : []

function ownComment(event: HttpEvent): OwnComment {
  return {
    slug: pathParameter(event, 'slug'),
    id: pathParameter(event, 'id'),
    token: bearerToken(event),
    address: sourceAddress(event),
  }
}

function idempotencyKeyOf(event: HttpEvent): string | undefined {
  const key = header(event, 'idempotency-key')
  if (key === undefined) return undefined
  if (!idempotencyKeySchema.safeParse(key).success)
    throw new InvalidRequest('header', [{ path: ['Idempotency-Key'], code: 'not-idempotency-key' }])
  return key
}
