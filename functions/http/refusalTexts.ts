/**
 * The English texts of refusals, for programmers. Texts in the readers' languages are in pages/refusals.ts.
 */
import { PROBLEMS } from '../contract/problems.ts'
import {
  Busy,
  CommentRemoved,
  Forbidden,
  InvalidInput,
  OriginNotAllowed,
  type Refusal,
  type RefusalKind,
  type Removed,
  SlugTaken,
  TooLarge,
} from '../domain/errors.ts'
import { faultText } from './faultTexts.ts'
import { InvalidRequest, RequestRefused } from './refusals.ts'

/** The sentence for the `detail` of the problem document. */
export function refusalDetail(refusal: Refusal): string {
  if (refusal instanceof RequestRefused) return refusal.detail
  if (refusal instanceof InvalidInput) return inputDetail(refusal)
  if (refusal instanceof TooLarge) return sizeDetail(refusal)
  if (refusal instanceof SlugTaken) return `The slug “${refusal.slug}” belongs to another article, now or in the past.`
  if (refusal instanceof CommentRemoved) return REMOVED[refusal.removed]
  if (refusal instanceof Forbidden) return forbiddenDetail(refusal)
  if (refusal instanceof Busy) return BUSY[refusal.because]
  if (refusal instanceof OriginNotAllowed)
    return `Pages of ${refusal.origin} can’t be commented on here. A moderator can add this origin to allowedOrigins in the settings (PUT /v1/moderation/settings).`
  const detail = DETAILS[refusal.kind] ?? PROBLEMS[refusal.kind].title
  return detail.replace('{retryAfter}', String(refusal.retryAfter))
}

function inputDetail(refusal: InvalidInput): string {
  const { faults } = refusal
  const [only] = faults
  return faults.length === 1 && only
    ? faultText(only, refusal instanceof InvalidRequest ? 'parameter' : 'field')
    : `${faults.length} things need mending.`
}

function sizeDetail({ what, size, maximum }: TooLarge): string {
  const allowed = `${maximum} are allowed.`
  return {
    article: `The article has ${size} bytes; ${allowed}`,
    'html-of-article': `The article becomes ${size} bytes of HTML; ${allowed} Divide it into parts.`,
    body: `The body has ${size} bytes; ${allowed}`,
    form: `The form has ${size} bytes; ${allowed}`,
  }[what]
}

function forbiddenDetail({ lacking }: Forbidden): string {
  if (lacking === 'edit-token') return 'This edit token belongs to another comment.'
  if (lacking === 'voter') return 'This Understory-Voter was not given out here.'
  return `This needs one of the groups ${lacking.groups.join(', ')}.`
}

const REMOVED: Record<Removed, string> = {
  comment: 'This comment has been removed.',
  parent: 'The comment you are answering has been removed.',
  conversation: 'The conversation that this comment belongs to is no longer there.',
  'by-author': 'Its author has deleted this comment.',
}

const BUSY: Record<Busy['because'], string> = {
  load: 'Too much is happening at once. Nothing was stored; try again in a moment.',
  secret: 'A secret of the site could not be read just now. Nothing was stored; try again in a moment.',
  unanswered:
    'The database did not answer in time, so nobody knows whether anything was stored. Look first, or repeat a post with the same Idempotency-Key.',
}

/** The other kinds. `{retryAfter}` is replaced by seconds. */
const DETAILS: Partial<Record<RefusalKind, string>> = {
  'article-gone': 'This article has been deleted.',
  'article-not-found': 'There is no article at this address.',
  'changes-gone': 'The feed does not reach so far back. Read the conversation again and follow it from there.',
  'changes-not-found': 'These changes have not happened yet, or this is no bucket of the feed.',
  'comment-changed': 'The comment was changed meanwhile. Read it again before deciding.',
  'comment-not-found': 'There is no such comment under this article.',
  'comments-closed': 'Comments on this article are closed.',
  'edit-window-passed': 'The time in which a comment can be changed by its author has passed.',
  'idempotency-key-reused': 'This Idempotency-Key was used with another comment. Use a new key for a new comment.',
  'nothing-to-restore': 'This article is not deleted. To bring back an older text, name its version.',
  'parent-not-found': 'The comment you are answering is not under this article.',
  'repeated-text':
    'This text was posted from your address several times. Write something else, or try again in {retryAfter} s.',
  'revision-not-found': 'This article has no such version.',
  'too-many-requests': 'Too many in a short time. Try again in {retryAfter} s.',
  unauthenticated: 'Send the edit token: Authorization: Bearer <editToken>.',
  'version-changed':
    'Somebody else changed this article meanwhile. Read it again and apply your change to the new version.',
}
