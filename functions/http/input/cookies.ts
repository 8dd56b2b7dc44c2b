/**
 * Cookies (RFC 6265): reads them from an event and writes them for a response.
 */
import { type HttpEvent, header } from './request.ts'

/** The value of a cookie. Payload 2.0 has cookies in a list of their own; some emulators leave them in the header. */
export function cookie(event: HttpEvent, name: string): string | undefined {
  const pairs = event.cookies ?? header(event, 'cookie')?.split(/;\s*/) ?? []
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
}

type Scope = { path: string /** Seconds. */; maxAge: number; isSecure: boolean }

/** A cookie that scripts cannot read and that forms of other sites do not send. */
export function setCookie(name: string, value: string, { path, maxAge, isSecure }: Scope): string {
  return `${name}=${value}; Path=${path}; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`
}
