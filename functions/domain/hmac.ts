/**
 * HMACs with the site's secret (RFC 2104). The purpose is part of the signed value, so a signature is valid for one use
 * only.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

/** 43 characters of base64url. */
export function hmac(purpose: string, value: string, secret: string): string {
  return createHmac('sha256', secret).update(`${purpose}:${value}`).digest('base64url')
}

/** Compares in constant time. */
export function matches(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
