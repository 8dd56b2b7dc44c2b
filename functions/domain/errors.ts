/**
 * Everything that may be refused, as data: a kind, and the facts that a sentence about it needs. What each kind is over HTTP
 * is in `contract/problems.ts`, the English in `http/refusalTexts.ts`, the readers' languages in `pages/refusals.ts`.
 */
import type { Fault } from './faults.ts'

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
  readonly kind: RefusalKind
  /** Seconds after which trying again makes sense, where that is known. */
  readonly retryAfter: number | undefined = undefined

  /** @param message for logs; what callers read is made from the kind */
  constructor(kind: RefusalKind, message: string = kind) {
    super(message)
    this.kind = kind
  }
}

/** The input is at fault. */
export class InvalidInput extends Refusal {
  readonly faults: readonly Fault[]
  constructor(faults: readonly Fault[]) {
    super('invalid-input', `invalid-input: ${faults.map(({ path, code }) => `${path.join('.')} ${code}`).join(', ')}`)
    this.faults = faults
  }
}

/** Something is longer than it may be, in bytes. */
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

/** The article is known by another slug now: a redirection, not a refusal. */
export class ArticleMoved extends Error {
  readonly slug: string
  constructor(slug: string) {
    super(`This article has moved to ${slug}.`)
    this.slug = slug
  }
}

/** The slug belongs to another article, now or in the past. */
export class SlugTaken extends Refusal {
  readonly slug: string
  constructor(slug: string) {
    super('slug-taken')
    this.slug = slug
  }
}

/** Somebody else changed the article. */
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

/** No bucket of the change feed is, or is yet, at this address. */
export class ChangesNotFound extends Refusal {
  constructor() {
    super('changes-not-found')
  }
}

/** The change feed does not reach so far back. */
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

/** The comment that a reply answers is not under the article. */
export class ParentNotFound extends Refusal {
  constructor() {
    super('parent-not-found')
  }
}

/** What was removed: the comment itself, the one that it answers, or the conversation; or its author deleted it. */
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

/** External pages of this origin may not be commented on here, or not yet. */
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

/** The edit token belongs to another comment, the voter's identity was not issued here, or the caller is in no such group. */
export class Forbidden extends Refusal {
  readonly lacking: 'edit-token' | 'voter' | { groups: readonly string[] }
  constructor(lacking: Forbidden['lacking']) {
    super('forbidden')
    this.lacking = lacking
  }
}

/** The key of a request that may be repeated was used for another comment. */
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

/** The same text came from the same address too often. */
export class RepeatedText extends TooManyRequests {
  constructor(retryAfter: number) {
    super(retryAfter, 'repeated-text')
  }
}

/** The database is contended or throttled, or a secret cannot be read; nothing was stored. */
export class Busy extends Refusal {
  override readonly retryAfter = 1
  readonly because: 'load' | 'secret' | 'unanswered'
  constructor(because: Busy['because'] = 'load') {
    super('busy')
    this.because = because
  }
}

/** Nobody answered in time, so it may have been stored or not; asking again is safe wherever a repeat is known as one. */
export class Unanswered extends Busy {
  constructor() {
    super('unanswered')
  }
}
