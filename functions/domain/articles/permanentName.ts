/**
 * Permanent names, by which programs recognise an item. A feed entry keeps its name when its slug, its address or the
 * host changes.
 */
import { hash } from 'node:crypto'

/** The random namespace of Understory. */
const NAMESPACE = '5b0d3c1e-7f0a-4c52-9d0e-3a6f8f1c2b47'

/** A URN made from values that never change. */
export const permanentName = (...parts: readonly string[]): string =>
  `urn:uuid:${nameBased(NAMESPACE, parts.join('\n'))}`

/** A UUID of version 5 (RFC 9562 section 5.5). SHA-1 is not used for security here. */
export function nameBased(namespace: string, name: string): string {
  const space = Buffer.from(namespace.replaceAll('-', ''), 'hex')
  const bytes = hash('sha1', Buffer.concat([space, Buffer.from(name)]), 'buffer').subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
