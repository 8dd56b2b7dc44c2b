/**
 * Cookies: read from an event, written for a response (RFC 6265).
 */
import { type HttpEvent, header } from './request.ts'

/** The value of a cookie. Payload 2.0 has cookies in a list of their own; some emulators leave them in the header. */
export function cookie(event: HttpEvent, name: string): string | undefined {
  const pairs = event.cookies ?? header(event, 'cookie')?.split(/;\s*/) ?? []
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
}

type Scope = { path: string /** Seconds. */; maxAge: number; isSecure: boolean }

/** A cookie that scripts can't read and other sites' forms don't carry. */
export function setCookie(name: string, value: string, { path, maxAge, isSecure }: Scope): string {
  return `${name}=${value}; Path=${path}; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`
}
