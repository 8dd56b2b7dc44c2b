/**
 * Values keyed with the site's secret (HMAC, RFC 2104). A purpose keeps what is signed for one use from passing for another.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

/** 43 characters of base64url. */
export function hmac(purpose: string, value: string, secret: string): string {
  return createHmac('sha256', secret).update(`${purpose}:${value}`).digest('base64url')
}

/** Compares in a time that tells nothing of where the two differ. */
export function matches(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
