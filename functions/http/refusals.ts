/**
 * Refusals that exist only over HTTP and occur before a use case runs. They contain their English text, because only
 * programmers read it.
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

/** The host of the request is not a valid name. */
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

/** Nothing exists at this address, and nothing existed there before. */
export class AddressUnknown extends RequestRefused {
  constructor() {
    super('address-unknown', 'There is nothing at this address.')
  }
}

/** The requested format is not supported. */
export class FormatNotOffered extends RequestRefused {
  constructor() {
    super('format-not-offered', 'Answers are given in `json` and `xml`.')
  }
}

/** A page of another site sent the form. */
export class CrossSite extends RequestRefused {
  constructor() {
    super('cross-site', 'This form was not sent from this site.')
  }
}

/** The page that writes is neither of this site nor of an origin in `allowedOrigins`. */
export class SenderNotAllowed extends RequestRefused {
  /** @param origin undefined if the browser sends only that it is another site */
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

/** If-Match does not have the form of a strong ETag. */
export class VersionMalformed extends RequestRefused {
  /** @param tag an example of a valid ETag */
  constructor(tag: string) {
    super('version-changed', `If-Match must be a strong ETag in quotes, such as ${tag}.`)
  }
}
