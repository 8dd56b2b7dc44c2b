/**
 * Everything the domain may refuse, as values. What each becomes over HTTP is decided in one place, `contract/problems.ts`.
 */

/** One fault in the input: where it is and what is wrong with it, for people. */
export type Fault = { pointer: string; detail: string }

/** What can be refused. A new kind does not compile until the contract says what it is over HTTP (contract/problems.ts). */
export type RefusalKind =
  | 'address-unknown'
  | 'article-gone'
  | 'article-not-found'
  | 'body-too-large'
  | 'busy'
  | 'changes-gone'
  | 'changes-not-found'
  | 'comment-changed'
  | 'comment-not-found'
  | 'comment-removed'
  | 'comments-closed'
  | 'cross-site'
  | 'edit-window-passed'
  | 'forbidden'
  | 'format-not-offered'
  | 'idempotency-key-reused'
  | 'invalid-input'
  | 'malformed-body'
  | 'malformed-host'
  | 'nothing-to-restore'
  | 'origin-not-allowed'
  | 'parent-not-found'
  | 'repeated-text'
  | 'revision-not-found'
  | 'slug-taken'
  | 'too-many-requests'
  | 'unauthenticated'
  | 'unsupported-media-type'
  | 'version-changed'
  | 'version-required'

/** A refusal that the caller can understand and act on. Anything else that is thrown is a defect of ours. */
export abstract class Refusal extends Error {
  abstract readonly kind: RefusalKind
  /** Seconds after which trying again makes sense, where that is known. */
  readonly retryAfter: number | undefined = undefined
  /** The faults, where the input was at fault. */
  readonly faults: Fault[] | undefined = undefined
}

export class InvalidInput extends Refusal {
  readonly kind = 'invalid-input'
  override readonly faults: Fault[]
  constructor(faults: Fault[]) {
    super(faults.length === 1 && faults[0] ? faults[0].detail : `${faults.length} things need mending.`)
    this.faults = faults
  }
}

export class MalformedBody extends Refusal {
  readonly kind = 'malformed-body'
}

/** The request says it is for a host whose name is none. */
export class MalformedHost extends Refusal {
  readonly kind = 'malformed-host'
  constructor() {
    super('The Host header is not a host with an optional port.')
  }
}

export class BodyTooLarge extends Refusal {
  readonly kind = 'body-too-large'
}

export class UnsupportedMediaType extends Refusal {
  readonly kind = 'unsupported-media-type'
}

/** Nothing is, or ever was, at this address. */
export class AddressUnknown extends Refusal {
  readonly kind = 'address-unknown'
  constructor() {
    super('There is nothing at this address.')
  }
}

/** Asked for in a form that is not made here. */
export class FormatNotOffered extends Refusal {
  readonly kind = 'format-not-offered'
}

export class ArticleNotFound extends Refusal {
  readonly kind = 'article-not-found'
  constructor(detail = 'There is no article at this address.') {
    super(detail)
  }
}

export class ArticleGone extends Refusal {
  readonly kind = 'article-gone'
  constructor() {
    super('This article has been deleted.')
  }
}

/** The article is known by another slug now: a redirection, not a refusal. */
export class ArticleMoved extends Error {
  readonly slug: string
  constructor(slug: string) {
    super(`This article has moved to ${slug}.`)
    this.slug = slug
  }
}

export class SlugTaken extends Refusal {
  readonly kind = 'slug-taken'
  constructor(slug: string) {
    super(`The slug “${slug}” belongs to another article, now or in the past.`)
  }
}

export class VersionChanged extends Refusal {
  readonly kind = 'version-changed'
  constructor(
    detail = 'Somebody else changed this article meanwhile. Read it again and apply your change to the new version.',
  ) {
    super(detail)
  }
}

export class VersionRequired extends Refusal {
  readonly kind = 'version-required'
  constructor(detail = 'Send If-Match with the ETag of the version that you are changing.') {
    super(detail)
  }
}

export class RevisionNotFound extends Refusal {
  readonly kind = 'revision-not-found'
  constructor() {
    super('This article has no such version.')
  }
}

export class NothingToRestore extends Refusal {
  readonly kind = 'nothing-to-restore'
}

/** No bucket of the change feed is, or is yet, at this address. */
export class ChangesNotFound extends Refusal {
  readonly kind = 'changes-not-found'
  constructor() {
    super('These changes have not happened yet, or this is no bucket of the feed.')
  }
}

/** The change feed does not reach so far back. */
export class ChangesGone extends Refusal {
  readonly kind = 'changes-gone'
  constructor() {
    super('The feed does not reach so far back. Read the conversation again and follow it from there.')
  }
}

export class CommentNotFound extends Refusal {
  readonly kind = 'comment-not-found'
  constructor(detail = 'There is no such comment under this article.') {
    super(detail)
  }
}

export class ParentNotFound extends Refusal {
  readonly kind = 'parent-not-found'
  constructor() {
    super('The comment you are answering is not under this article.')
  }
}

export class CommentRemoved extends Refusal {
  readonly kind = 'comment-removed'
  constructor(detail = 'This comment has been removed.') {
    super(detail)
  }
}

export class CommentChanged extends Refusal {
  readonly kind = 'comment-changed'
  constructor() {
    super('The comment was changed meanwhile. Read it again before deciding.')
  }
}

export class CommentsClosed extends Refusal {
  readonly kind = 'comments-closed'
  constructor() {
    super('Comments on this article are closed.')
  }
}

/** Pages of this site elsewhere are not to be commented on here, or not yet. */
export class OriginNotAllowed extends Refusal {
  readonly kind = 'origin-not-allowed'
  constructor(origin: string) {
    super(
      `Pages of ${origin} can’t be commented on here. A moderator can add this origin to allowedOrigins in the settings (PUT /v1/moderation/settings).`,
    )
  }
}

/** A page that is not of this site, nor of a site that the settings allow, wants to write here. */
export class SenderNotAllowed extends Refusal {
  readonly kind = 'origin-not-allowed'
  /** @param origin undefined where the browser says no more than that it is another site */
  constructor(origin: string | undefined) {
    super(
      !origin || origin === 'null'
        ? 'A page whose origin the browser hides can’t write here. Send this from a page of this site or of an origin in allowedOrigins (PUT /v1/moderation/settings), or from a program, without Origin and Sec-Fetch-Site.'
        : `Pages of ${origin.slice(0, 200)} can’t write here. A moderator can add this origin to allowedOrigins in the settings (PUT /v1/moderation/settings).`,
    )
  }
}

export class EditWindowPassed extends Refusal {
  readonly kind = 'edit-window-passed'
  constructor() {
    super('The time in which a comment can be changed by its author has passed.')
  }
}

export class Unauthenticated extends Refusal {
  readonly kind = 'unauthenticated'
}

export class Forbidden extends Refusal {
  readonly kind = 'forbidden'
}

/** A form that another site made the reader's browser send. */
export class CrossSite extends Refusal {
  readonly kind = 'cross-site'
  constructor() {
    super('This form was not sent from this site.')
  }
}

export class IdempotencyKeyReused extends Refusal {
  readonly kind = 'idempotency-key-reused'
  constructor() {
    super('This Idempotency-Key was used with another comment. Use a new key for a new comment.')
  }
}

export class TooManyRequests extends Refusal {
  readonly kind: 'too-many-requests' | 'repeated-text' = 'too-many-requests'
  override readonly retryAfter: number
  constructor(retryAfter: number, detail = `Too many in a short time. Try again in ${retryAfter} s.`) {
    super(detail)
    this.retryAfter = retryAfter
  }
}

/** The same text came from the same address too often. */
export class RepeatedText extends TooManyRequests {
  override readonly kind = 'repeated-text'
  constructor(retryAfter: number) {
    super(
      retryAfter,
      `This text was posted from your address several times. Write something else, or try again in ${retryAfter} s.`,
    )
  }
}

/** The database is contended or throttled; nothing was stored. */
export class Busy extends Refusal {
  readonly kind = 'busy'
  override readonly retryAfter = 1
  constructor(detail = 'Too much is happening at once. Nothing was stored; try again in a moment.') {
    super(detail)
  }
}

/** Nobody answered in time, so it may have been stored or not; asking again is safe wherever a repeat is known as one. */
export class Unanswered extends Busy {
  constructor() {
    super(
      'The database did not answer in time, so nobody knows whether anything was stored. Look first, or repeat a post with the same Idempotency-Key.',
    )
  }
}
