/**
 * The token with which an author changes a comment: an HMAC of its id (RFC 2104). It is not stored. A repeated post
 * gets the same token.
 */
import { hmac, matches } from '../hmac.ts'

/** The token for a comment, 43 characters of base64url. */
export function editTokenOf(commentId: string, secret: string): string {
  return hmac('edit', commentId, secret)
}

export function isEditTokenOf(token: string, commentId: string, secret: string): boolean {
  return matches(token, editTokenOf(commentId, secret))
}

/**
 * The hash that the database stores instead of an address. Without the site's secret, it cannot be reversed by trying
 * every address. IPv6 addresses are hashed by /64, the smallest network of a single subscriber (RFC 6177).
 */
export function addressHashOf(address: string, secret: string): string {
  return hmac('address', networkOf(address), secret).slice(0, 22)
}

/**
 * An IPv4 address unchanged, or the first four groups of an IPv6 address. An IPv4-mapped IPv6 address (RFC 4291
 * 2.5.5.2) becomes IPv4.
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return mapped
  if (!address.includes(':')) return address
  const [head = '', tail] = address.toLowerCase().split('%')[0]?.split('::') ?? []
  const left = head === '' ? [] : head.split(':')
  const right = tail ? tail.split(':') : []
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length)
  const groups = [...left, ...Array<string>(zeros).fill('0'), ...right]
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}
