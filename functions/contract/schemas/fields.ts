/**
 * Kinds of text in requests: a line, a block of Markdown, an address. Each is cleaned before it is stored
 * (domain/writing.ts) and has faults of its own. Lengths count code points, not UTF-16 units.
 */
import * as z from 'zod/mini'
import type { Cause } from '../../domain/faults.ts'
import { isVisible, tidyAddress, tidyBlock, tidyLine, turnedAt } from '../../domain/writing.ts'
import { because } from './because.ts'
import { LENGTH } from './lengths.ts'

type Bounds = { min?: number; max: number; description: string }
type Kind = { tidy: (raw: string) => string; faultOf: (value: string) => Cause | undefined }

/** One line of text: a name, a title, a tag. */
export const line = (bounds: Bounds) => text(bounds, { tidy: tidyLine, faultOf: faultInText })

/** Several lines of text, such as Markdown. */
export const block = (bounds: Bounds) => text(bounds, { tidy: tidyBlock, faultOf: faultInText })

function faultInText(value: string): Cause | undefined {
  const near = turnedAt(value)
  if (near !== undefined) return { code: 'text-direction', near }
  if (value !== '' && !isVisible(value)) return { code: 'nothing-visible' }
  return undefined
}

/** An absolute http or https address. Its bytes are limited too, because lists that contain it must stay small. */
export function webAddress(description: string) {
  const faultOf = (value: string): Cause | undefined => {
    if (!isWebAddress(value)) return { code: 'not-web-address' }
    const length = Buffer.byteLength(value)
    return length > LENGTH.url ? { code: 'too-many-bytes', maximum: LENGTH.url, length } : undefined
  }
  return text({ max: LENGTH.url, description }, { tidy: tidyAddress, faultOf })
}

/** An e-mail address. Only its form is checked. */
export function emailAddress(description: string) {
  const faultOf = (value: string): Cause | undefined =>
    /^[^\s@\p{C}]+@[^\s@\p{C}]+\.[^\s@\p{C}]+$/u.test(value) ? undefined : { code: 'not-email-address' }
  return text({ max: LENGTH.email, description }, { tidy: tidyAddress, faultOf })
}

/** A date and time (RFC 3339 section 5.6) in the years 0000 to 9999, with any offset. The result is in UTC. */
export function moment(description: string) {
  return z
    .pipe(
      z.string(),
      z.transform((text: string, context) => {
        const time = utcOf(text)
        if (!time) context.issues.push({ code: 'custom', input: text, ...because({ code: 'not-date-time' }) })
        return time ?? ''
      }),
    )
    .check(z.meta({ format: 'date-time', description }))
}

function text({ min = 1, max, description }: Bounds, { tidy, faultOf }: Kind) {
  return z
    .pipe(
      z.string(),
      z.transform((raw: string, context) => {
        const fault = (cause: Cause) => context.issues.push({ code: 'custom', input: raw, ...because(cause) })
        if (!raw.isWellFormed()) {
          fault({ code: 'lone-surrogate' })
          return ''
        }
        const value = tidy(raw)
        const length = lengthOf(value)
        const other = faultOf(value)
        if (length < min) fault({ code: 'too-short', minimum: min })
        else if (length > max) fault({ code: 'too-long', maximum: max, length })
        else if (other) fault(other)
        return value
      }),
    )
    .check(z.meta({ ...(min > 0 && { minLength: min }), maxLength: max, description }))
}

export function lengthOf(value: string): number {
  let length = 0
  for (const _ of value) length++
  return length
}

function isWebAddress(value: string): boolean {
  // An empty host is refused (RFC 9110 section 4.2.1); URL would use the first segment of the path as the host.
  if (/(?![\u200C\u200D])[\s\p{C}<>"\\^`{|}]/u.test(value) || !/^https?:\/\/[^/?#]/i.test(value)) return false
  const url = URL.parse(value)
  return url !== null && url.hostname !== '' && url.username === '' && url.password === ''
}

function utcOf(text: string): string | undefined {
  const parts = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/i.exec(text)
  if (!parts) return undefined
  // Date.parse reads 30 February as 2 March. The local time without its offset shows the difference.
  const wall = Date.parse(`${parts[1]}T${parts[2]}Z`)
  const time = Date.parse(text.toUpperCase())
  if (Number.isNaN(wall) || Number.isNaN(time)) return undefined
  if (new Date(wall).toISOString().slice(0, 19) !== `${parts[1]}T${parts[2]}`) return undefined
  const utc = new Date(time).toISOString()
  return /^\d{4}-/.test(utc) ? utc : undefined
}
