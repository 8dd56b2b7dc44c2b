import { type HttpEvent, pathParameter, sourceAddress } from '../../http/input/request.ts'
import { voterClaim } from '../../http/input/voterIdentity.ts'
import type { GuestRequest } from '../guests.ts'

/** Who votes or reports, as the request says it. */
export const guestRequest = (event: HttpEvent): GuestRequest => ({
  slug: pathParameter(event, 'slug'),
  id: pathParameter(event, 'id'),
  claim: voterClaim(event),
  address: sourceAddress(event),
})
