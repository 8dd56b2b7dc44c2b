/**
 * The cause and the remedy of each problem, for developers of clients. In a file of its own, so that only the API
 * description loads it.
 */
import type { ProblemKind } from './problems.ts'

type Remedy = {
  readonly cause: string
  readonly remedy: string
}

export const REMEDIES: Readonly<Record<ProblemKind, Remedy>> = {
  'malformed-body': {
    cause: 'The body is missing, is not valid UTF-8, or is not JSON.',
    remedy: 'Send one JSON value in UTF-8.',
  },
  'malformed-host': {
    cause: 'The `Host` header is not a host name with an optional port.',
    remedy: 'Send the host name of the site.',
  },
  unauthenticated: {
    cause: 'The request has no edit token.',
    remedy: 'Send `Authorization: Bearer <editToken>` with the `editToken` from the answer to the post.',
  },
  forbidden: {
    cause:
      'The token is valid, but not for this: its user is in none of the required groups, it belongs to another comment, or this site did not issue it.',
    remedy: 'Use a token of an editor or a moderator, or the edit token of this comment.',
  },
  'cross-site': {
    cause: 'A page of another site sent the form.',
    remedy: 'Send forms from pages of this site. Programs use the JSON operations.',
  },
  'comments-closed': {
    cause: 'The policy of the article’s comments is `closed`.',
    remedy: 'Do not retry. An editor can open the comments again.',
  },
  'origin-not-allowed': {
    cause: 'The page that sends the request, or the page that is commented on, has an origin that is not allowed.',
    remedy: 'Ask a moderator to add the origin to `allowedOrigins` in the settings.',
  },
  'edit-window-passed': {
    cause: 'The time in which authors may change a comment (`editWindowSeconds` of the settings) has passed.',
    remedy: 'Do not retry. A moderator can remove the comment.',
  },
  'address-unknown': {
    cause: 'No operation has this path.',
    remedy: 'Compare the path with the description. Encode each variable as one path segment.',
  },
  'article-not-found': {
    cause:
      'No article has this slug, or readers cannot see it yet. A page of another site is unknown until its first comment.',
    remedy: 'Check the slug. Editors find drafts and scheduled articles under `/v1/editor/articles`.',
  },
  'revision-not-found': {
    cause: 'The article has no version with this number.',
    remedy: 'List the versions with `GET /v1/editor/articles/{slug}/revisions`.',
  },
  'comment-not-found': {
    cause: 'No comment under this article has this id.',
    remedy: 'Use the slug and the id together, as a list of comments gives them.',
  },
  'changes-not-found': {
    cause: 'The bucket is in the future, or its number is not valid.',
    remedy: 'Ask for the bucket in `next` of the answer before, or in `Understory-Live-From`.',
  },
  'parent-not-found': {
    cause: '`parentId` names no comment under this article.',
    remedy: 'Read the conversation again. Send `parentId` as a list of comments gives it, or leave it out.',
  },
  'slug-taken': {
    cause: 'Another article has this slug, or had it before.',
    remedy: 'Send another slug, or none: then one is made from the title.',
  },
  'nothing-to-restore': {
    cause: 'The article is not deleted, and the request names no version.',
    remedy: 'Send `version` to bring back an older text.',
  },
  'comment-removed': {
    cause: 'The comment, or the comment that is answered, was removed or deleted.',
    remedy: 'Do not retry. Read the conversation again.',
  },
  'comment-changed': {
    cause: 'The comment was edited or decided about after you read it.',
    remedy: 'Read the queue again, judge the new text and send its version.',
  },
  'article-gone': {
    cause: 'An editor deleted the article.',
    remedy: 'Do not retry. An editor can restore it.',
  },
  'changes-gone': {
    cause: 'The bucket is more than two days old.',
    remedy: 'Read the conversation again and follow it from the new `Understory-Live-From`.',
  },
  'version-changed': {
    cause: 'The article has another version than `If-Match` names, or `If-Match` is not a strong ETag in quotes.',
    remedy: 'Read the article again, apply your change to the new version and send its `ETag`.',
  },
  'body-too-large': {
    cause: 'The body, or the text of the article, has too many bytes.',
    remedy: 'Shorten it, or divide it into several requests.',
  },
  'unsupported-media-type': {
    cause: 'The `Content-Type` of the body is not accepted here.',
    remedy: 'Send `application/json`, or `application/merge-patch+json` with a PATCH that takes it.',
  },
  'invalid-input': {
    cause: 'Fields or parameters break a rule, are missing or are unknown. `errors` names each by its JSON pointer.',
    remedy: 'Correct each field that `errors` names and send the request again.',
  },
  'idempotency-key-reused': {
    cause: 'The `Idempotency-Key` was sent within a day with another comment.',
    remedy: 'Make a new key for each comment. Repeat a key only with the same body.',
  },
  'version-required': {
    cause: '`If-Match` is missing or is `*`.',
    remedy: 'Read the article and send its `ETag` as `If-Match`.',
  },
  'too-many-requests': {
    cause: 'The address has sent more than the settings allow.',
    remedy: 'Wait for the seconds in `Retry-After`.',
  },
  'repeated-text': {
    cause: 'The address has posted the same text several times within an hour.',
    remedy: 'Send another text, or wait for the seconds in `Retry-After`.',
  },
  internal: {
    cause: 'A defect of the server. It is logged under `requestId`.',
    remedy: 'Tell the operator of the site the `requestId`.',
  },
  'format-not-offered': {
    cause: 'oEmbed was asked for a `format` other than `json` or `xml`.',
    remedy: 'Ask for `json` or `xml`.',
  },
  busy: {
    cause: 'The database is overloaded or did not answer in time.',
    remedy:
      'Wait for the seconds in `Retry-After` and send the request again. Repeat a post with the same `Idempotency-Key`.',
  },
}
