/**
 * Refusals that only exist over HTTP: what is wrong with a request before any use case sees it. They bring their own
 * English, because their readers are programmers.
 */
import { InvalidInput, Refusal, type RefusalKind } from '../domain/errors.ts'
import type { Fault } from '../domain/faults.ts'

/** @param detail the sentence that the caller reads */
export class RequestRefused extends Refusal {
  readonly detail: string
  constructor(kind: RefusalKind, detail: string) {
    super(kind, detail)
    this.detail = detail
  }
}

/** Faults in the query or in a header instead of the body. */
export class InvalidRequest extends InvalidInput {
  readonly place: 'query' | 'header'
  constructor(place: InvalidRequest['place'], faults: readonly Fault[]) {
    super(faults)
    this.place = place
  }
}

export class MalformedBody extends RequestRefused {
  constructor(detail: string) {
    super('malformed-body', detail)
  }
}

/** The request says it is for a host whose name is none. */
export class MalformedHost extends RequestRefused {
  constructor() {
    super('malformed-host', 'The Host header is not a host with an optional port.')
  }
}

export class UnsupportedMediaType extends RequestRefused {
  constructor(mediaTypes: readonly string[]) {
    super('unsupported-media-type', `Send ${mediaTypes.join(' or ')}.`)
  }
}

/** Nothing is, or ever was, at this address. */
export class AddressUnknown extends RequestRefused {
  constructor() {
    super('address-unknown', 'There is nothing at this address.')
  }
}

/** Asked for in a form that is not made here. */
export class FormatNotOffered extends RequestRefused {
  constructor() {
    super('format-not-offered', 'Answers are given in `json` and `xml`.')
  }
}

/** A form that another site made the reader's browser send. */
export class CrossSite extends RequestRefused {
  constructor() {
    super('cross-site', 'This form was not sent from this site.')
  }
}

/** A page that is not of this site, nor of a site that the settings allow, wants to write here. */
export class SenderNotAllowed extends RequestRefused {
  /** @param origin undefined where the browser says no more than that it is another site */
  constructor(origin: string | undefined) {
    super(
      'origin-not-allowed',
      !origin || origin === 'null'
        ? 'A page whose origin the browser hides can’t write here. Send this from a page of this site or of an origin in allowedOrigins (PUT /v1/moderation/settings), or from a program, without Origin and Sec-Fetch-Site.'
        : `Pages of ${origin.slice(0, 200)} can’t write here. A moderator can add this origin to allowedOrigins in the settings (PUT /v1/moderation/settings).`,
    )
  }
}

export class VersionRequired extends RequestRefused {
  constructor(detail = 'Send If-Match with the ETag of the version that you are changing.') {
    super('version-required', detail)
  }
}

/** If-Match does not have the form of an ETag of ours. */
export class VersionMalformed extends RequestRefused {
  /** @param tag an ETag as it should be */
  constructor(tag: string) {
    super('version-changed', `If-Match must be a strong ETag in quotes, such as ${tag}.`)
  }
}
