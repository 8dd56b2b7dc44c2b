/**
 * The commenter's endpoints: what readers write.
 */
import { InvalidInput } from '../domain/errors.ts'
import { type Endpoint, endpoint } from '../http/api.ts'
import {
  COMMENT_BODY_LIMIT,
  EDIT_BODY_LIMIT,
  editSchema,
  idempotencyKeySchema,
  newCommentSchema,
  REPORT_BODY_LIMIT,
  reportSchema,
  VOTE_BODY_LIMIT,
  voteSchema,
} from '../http/commentSchemas.ts'
import { bearerToken, type HttpEvent, header, pathParameter, sourceAddress } from '../http/request.ts'
import { json, noContent, type Response } from '../http/respond.ts'
import { voterCookie } from '../http/voterIdentity.ts'
import { type GuestAnswer, guestRequest, report, vote } from './guests.ts'
import { type Commenter, postComment } from './post.ts'
import { deleteComment, editComment, type OwnComment, readSource } from './revise.ts'

export function commenterEndpoints(commenter: Commenter): Record<string, Endpoint> {
  return {
    'POST /v1/articles/{slug}/comments': endpoint({
      body: { schema: newCommentSchema, limit: COMMENT_BODY_LIMIT },
      run: async ({ event, body }) => {
        const slug = pathParameter(event, 'slug')
        const { held, comment, editToken, editableUntil } = await postComment(commenter, {
          slug,
          input: body,
          idempotencyKey: idempotencyKeyOf(event),
          address: sourceAddress(event),
          userAgent: (header(event, 'user-agent') ?? '').slice(0, 500),
          sender: header(event, 'origin'),
        })
        const location = `/v1/articles/${encodeURIComponent(slug)}/comments/${comment.id}`
        return json(held ? 202 : 201, { comment, editToken, editableUntil }, { location })
      },
    }),
    'PUT /v1/articles/{slug}/comments/{id}/vote': endpoint({
      body: { schema: voteSchema, limit: VOTE_BODY_LIMIT },
      run: async ({ event, body: { value } }) => {
        const { voter, isNew } = await vote(commenter, guestRequest(event), value)
        return withVoter(event, json(200, { value, voter }), { voter, isNew })
      },
    }),
    'POST /v1/articles/{slug}/comments/{id}/reports': endpoint({
      body: { schema: reportSchema, limit: REPORT_BODY_LIMIT },
      run: async ({ event, body }) => {
        const { voter, isNew } = await report(commenter, guestRequest(event), body)
        return withVoter(event, json(202, { voter }), { voter, isNew })
      },
    }),
    'GET /v1/articles/{slug}/comments/{id}/source': endpoint({
      run: async ({ event }) => json(200, await readSource(commenter, ownComment(event))),
    }),
    'PATCH /v1/articles/{slug}/comments/{id}': endpoint({
      body: { schema: editSchema, limit: EDIT_BODY_LIMIT },
      run: async ({ event, body }) =>
        json(200, { comment: await editComment(commenter, ownComment(event), body.text) }),
    }),
    'DELETE /v1/articles/{slug}/comments/{id}': endpoint({
      run: async ({ event }) => {
        await deleteComment(commenter, ownComment(event))
        return noContent()
      },
    }),
  }
}

/** Hands a new identity to whoever keeps cookies. */
function withVoter(event: HttpEvent, response: Response, { voter, isNew }: GuestAnswer): Response {
  return isNew && voter !== null ? { ...response, cookies: [voterCookie(event, voter)] } : response
}

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
  const { success, error } = idempotencyKeySchema.safeParse(key)
  if (!success)
    throw new InvalidInput([{ pointer: 'Idempotency-Key', detail: error.issues[0]?.message ?? 'Not valid.' }])
  return key
}
