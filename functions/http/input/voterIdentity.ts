/**
 * The identity of a voter in a request. Scripts on any site send it in a header; forms and pages of this site send it
 * in a cookie.
 */
import type { VoterClaim } from '../../domain/comments/voter.ts'
import { isSecure } from '../origin/origin.ts'
import { cookie, setCookie } from './cookies.ts'
import { type HttpEvent, header } from './request.ts'

const HEADER = 'understory-voter'
const COOKIE = 'understory_voter'
const YEAR = 365 * 24 * 60 * 60

/** A header is sent on purpose, so it must be valid. A cookie may be outdated. */
export function voterClaim(event: HttpEvent): VoterClaim | undefined {
  const sent = header(event, HEADER)
  if (sent !== undefined) return { token: sent, mustHold: true }
  const kept = cookie(event, COOKIE)
  return kept === undefined ? undefined : { token: kept, mustHold: false }
}

/** A cookie that scripts cannot read and that other sites cannot make a browser send. Only a local site has no TLS. */
export function voterCookie(event: HttpEvent, token: string): string {
  return setCookie(COOKIE, token, { path: '/', maxAge: YEAR, isSecure: isSecure(event) })
}
