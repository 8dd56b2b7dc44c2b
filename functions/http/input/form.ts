/**
 * The body of an HTML form: `application/x-www-form-urlencoded`, each field once.
 * https://url.spec.whatwg.org/#application/x-www-form-urlencoded
 */

import { formBytes, LENGTH } from '../../contract/schemas/lengths.ts'
import { TooLarge } from '../../domain/errors.ts'
import { UnsupportedMediaType } from '../refusals.ts'
import { type HttpEvent, header } from './request.ts'

/** Bytes. The longest form is that of a comment. */
const LIMIT = formBytes(LENGTH.name, LENGTH.email, LENGTH.url, LENGTH.text, LENGTH.id)

/** Returns a field by its name. If a field occurs twice, returns the first. */
export type Form = (name: string) => string

/**
 * @throws TooLarge, UnsupportedMediaType
 */
export function readForm(event: HttpEvent): Form {
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8')
  if (body.length > LIMIT) throw new TooLarge('form', body.length, LIMIT)
  const mediaType = (header(event, 'content-type') ?? '').split(';')[0]?.trim().toLowerCase()
  if (mediaType !== 'application/x-www-form-urlencoded')
    throw new UnsupportedMediaType(['application/x-www-form-urlencoded'])
  const fields = new URLSearchParams(body.toString('utf8'))
  return (name) => fields.get(name) ?? ''
}
