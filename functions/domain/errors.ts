/**
 * Every refusal, as data: a kind, and the values that its message needs. `contract/problems.ts` maps the kinds to HTTP,
 * `http/refusalTexts.ts` has the English texts, and `pages/refusals.ts` has those in the readers' languages.
 */
import type { Fault } from './faults.ts'

/** The kinds of refusal. A new kind does not compile until contract/problems.ts maps it to HTTP. */
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

/** A refusal that the caller can act on. Any other error is a defect of Understory. */
export abstract class Refusal extends Error {
  readonly kind: RefusalKind
  /** Seconds after which the caller may try again, if known. */
  readonly retryAfter: number | undefined = undefined

  /** @param message for logs; the text for callers is made from the kind */
  constructor(kind: RefusalKind, message: string = kind) {
    super(message)
    this.kind = kind
  }
}

/** The input is invalid. */
export class InvalidInput extends Refusal {
  readonly faults: readonly Fault[]
  constructor(faults: readonly Fault[]) {
    super('invalid-input', `invalid-input: ${faults.map(({ path, code }) => `${path.join('.')} ${code}`).join(', ')}`)
    this.faults = faults
  }
}

/** A value is longer than its limit. Sizes are in bytes. */
export class TooLarge extends Refusal {
  readonly what: 'article' | 'html-of-article' | 'body' | 'form'
  readonly size: number
  readonly maximum: number
  constructor(what: TooLarge['what'], size: number, maximum: number) {
    super('body-too-large')
    this.what = what
    this.size = size
    this.maximum = maximum
  }
}

export class ArticleNotFound extends Refusal {
  constructor() {
    super('article-not-found')
  }
}

export class ArticleGone extends Refusal {
  constructor() {
    super('article-gone')
  }
}

/** The article has another slug now. The answer is a redirect, not a refusal. */
export class ArticleMoved extends Error {
  readonly slug: string
  constructor(slug: string) {
    super(`This article has moved to ${slug}.`)
    this.slug = slug
  }
}

/** The slug is or was that of another article. */
export class SlugTaken extends Refusal {
  readonly slug: string
  constructor(slug: string) {
    super('slug-taken')
    this.slug = slug
  }
}

/** The article was changed by another request. */
export class VersionChanged extends Refusal {
  constructor() {
    super('version-changed')
  }
}

export class RevisionNotFound extends Refusal {
  constructor() {
    super('revision-not-found')
  }
}

export class NothingToRestore extends Refusal {
  constructor() {
    super('nothing-to-restore')
  }
}

/** The change feed has no bucket at this address, or not yet. */
export class ChangesNotFound extends Refusal {
  constructor() {
    super('changes-not-found')
  }
}

/** The bucket is older than the change feed keeps. */
export class ChangesGone extends Refusal {
  constructor() {
    super('changes-gone')
  }
}

export class CommentNotFound extends Refusal {
  constructor() {
    super('comment-not-found')
  }
}

/** The article has no comment with the id that the reply names as its parent. */
export class ParentNotFound extends Refusal {
  constructor() {
    super('parent-not-found')
  }
}

/** The comment, its parent or the conversation was removed; `by-author`: the author deleted the comment. */
export type Removed = 'comment' | 'parent' | 'conversation' | 'by-author'

export class CommentRemoved extends Refusal {
  readonly removed: Removed
  constructor(removed: Removed = 'comment') {
    super('comment-removed')
    this.removed = removed
  }
}

export class CommentChanged extends Refusal {
  constructor() {
    super('comment-changed')
  }
}

export class CommentsClosed extends Refusal {
  constructor() {
    super('comments-closed')
  }
}

/** The settings do not allow comments on pages of this origin. */
export class OriginNotAllowed extends Refusal {
  readonly origin: string
  constructor(origin: string) {
    super('origin-not-allowed')
    this.origin = origin
  }
}

export class EditWindowPassed extends Refusal {
  constructor() {
    super('edit-window-passed')
  }
}

/** The author's edit token is missing. */
export class Unauthenticated extends Refusal {
  constructor() {
    super('unauthenticated')
  }
}

/**
 * The edit token belongs to another comment, the voter token was not issued by this site, or the caller is in none of
 * the groups.
 */
export class Forbidden extends Refusal {
  readonly lacking: 'edit-token' | 'voter' | { groups: readonly string[] }
  constructor(lacking: Forbidden['lacking']) {
    super('forbidden')
    this.lacking = lacking
  }
}

/** The idempotency key was used for another comment. */
export class IdempotencyKeyReused extends Refusal {
  constructor() {
    super('idempotency-key-reused')
  }
}

export class TooManyRequests extends Refusal {
  override readonly retryAfter: number
  constructor(retryAfter: number, kind: 'too-many-requests' | 'repeated-text' = 'too-many-requests') {
    super(kind)
    this.retryAfter = retryAfter
  }
}

/** The same address sent the same text too often. */
export class RepeatedText extends TooManyRequests {
  constructor(retryAfter: number) {
    super(retryAfter, 'repeated-text')
  }
}

/** The database is contended or throttled, or a secret cannot be read. Nothing was stored. */
export class Busy extends Refusal {
  override readonly retryAfter = 1
  readonly because: 'load' | 'secret' | 'unanswered'
  constructor(because: Busy['because'] = 'load') {
    super('busy')
    this.because = because
  }
}

/**
 * The database did not answer in time, so the write may or may not have been stored. The caller may repeat a request
 * that is idempotent.
 */
export class Unanswered extends Busy {
  constructor() {
    super('unanswered')
  }
}
