/**
 * How a request says who votes: in a header, by scripts on any site; or in a cookie, by forms and pages of this one.
 */
import type { VoterClaim } from '../../domain/comments/voter.ts'
import { isSecure } from '../origin/origin.ts'
import { cookie, setCookie } from './cookies.ts'
import { type HttpEvent, header } from './request.ts'

const HEADER = 'understory-voter'
const COOKIE = 'understory_voter'
const YEAR = 365 * 24 * 60 * 60

/** A header was put there on purpose; a cookie may be left over from another time. */
export function voterClaim(event: HttpEvent): VoterClaim | undefined {
  const sent = header(event, HEADER)
  if (sent !== undefined) return { token: sent, mustHold: true }
  const kept = cookie(event, COOKIE)
  return kept === undefined ? undefined : { token: kept, mustHold: false }
}

/** A cookie that scripts can't read and other sites can't make a browser send. Only a site on this machine lacks TLS. */
export function voterCookie(event: HttpEvent, token: string): string {
  return setCookie(COOKIE, token, { path: '/', maxAge: YEAR, isSecure: isSecure(event) })
}
