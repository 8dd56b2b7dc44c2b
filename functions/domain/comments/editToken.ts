/**
 * The token with which an author changes a comment: an HMAC of its id (RFC 2104). Nothing is stored, and a repeated post
 * gets the same token again.
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
 * What stands for an address in the database: without the site's secret nobody can turn it back by trying every address.
 * IPv6 counts by /64, the smallest network a single subscriber gets (RFC 6177).
 */
export function addressHashOf(address: string, secret: string): string {
  return hmac('address', networkOf(address), secret).slice(0, 22)
}

/** An IPv4 address as it is, an IPv6 address as its first four groups. IPv4 inside IPv6 (RFC 4291 2.5.5.2) is IPv4. */
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
