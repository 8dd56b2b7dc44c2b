import { type HttpEvent, pathParameter, sourceAddress } from '../../http/input/request.ts'
import { voterClaim } from '../../http/input/voterIdentity.ts'
import type { GuestRequest } from '../guests.ts'

/** The guest and the comment of a request. */
export const guestRequest = (event: HttpEvent): GuestRequest => ({
  slug: pathParameter(event, 'slug'),
  id: pathParameter(event, 'id'),
  claim: voterClaim(event),
  address: sourceAddress(event),
})
