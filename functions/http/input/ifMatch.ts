/**
 * Checks If-Match, so that an editor does not overwrite a colleague's change (RFC 9110 section 13.1.1).
 */
import { VersionChanged } from '../../domain/errors.ts'
import { VersionMalformed, VersionRequired } from '../refusals.ts'
import { type HttpEvent, header } from './request.ts'

/** The strong ETag of a version. */
export const versionTag = (version: number): string => `"${version}"`

/**
 * Accepts only requests that name the version that they change.
 * @throws VersionRequired
 */
export function requireVersion(event: HttpEvent): void {
  const condition = header(event, 'if-match')?.trim()
  if (!condition) throw new VersionRequired()
  if (condition === '*')
    throw new VersionRequired('If-Match: * names no version. Send the ETag of the version that you are changing.')
}

/**
 * Accepts only requests for the current version. The comparison is strong, so a weak ETag never matches.
 * @throws VersionChanged, VersionMalformed
 */
export function matchVersion(event: HttpEvent, version: number): void {
  const tags = (header(event, 'if-match') ?? '').split(',').map((tag) => tag.trim())
  if (tags.includes(versionTag(version))) return
  if (!tags.some((tag) => /^"[^"]*"$/.test(tag))) throw new VersionMalformed(versionTag(version))
  throw new VersionChanged()
}
