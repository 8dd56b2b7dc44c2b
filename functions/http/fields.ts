/**
 * The kinds of text that people send: a line, a block of Markdown, an address. Each is trimmed and normalised (NFC) and
 * says in its own words what is wrong. Lengths count characters as people do (code points), not UTF-16 units.
 */
import * as z from 'zod/mini'

type Bounds = { min?: number; max: number; description: string }

/** Characters that no text may carry: controls other than tab and line ends, and bidirectional overrides. */
const FORBIDDEN_IN_BLOCKS = /[\p{Cc}\u202D\u202E]/u
/** In one line also every embedding and isolate: a name must not reorder the text around it (Unicode TR 36, 3.1). */
const FORBIDDEN_IN_LINES = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u
/**
 * Something that leaves a mark on the page: a name made of zero-width characters is no name. Nor is one of the Hangul
 * fillers, which count as letters and show nothing, or of the Braille pattern without a dot.
 */
const VISIBLE = /(?![\p{Default_Ignorable_Code_Point}\u2800])[\p{L}\p{N}\p{P}\p{S}]/u

/** One line of text: a name, a title, a tag. */
export function line(bounds: Bounds) {
  return text(bounds, (value) => {
    if (FORBIDDEN_IN_LINES.test(value)) return 'This contains control or text direction characters.'
    if (value !== '' && !VISIBLE.test(value)) return 'This has no visible character.'
    return undefined
  })
}

/** Several lines of text, such as Markdown. */
export const block = (bounds: Bounds) => text(bounds, faultInBlock)

function faultInBlock(value: string): string | undefined {
  if (FORBIDDEN_IN_BLOCKS.test(value.replace(/[\t\n]/g, '')))
    return 'This contains control or text direction characters.'
  if (value !== '' && !VISIBLE.test(value)) return 'This has no visible character.'
  return undefined
}

/** Whether all that a block of text holds can be shown. */
export const isShown = (value: string): boolean => value.isWellFormed() && faultInBlock(value) === undefined

/** Characters of an address, and bytes: what is read with lists must stay small (functions/store/units.ts). */
const LONGEST_ADDRESS = 2000

/** An absolute http or https address. */
export function webAddress(description: string) {
  return text({ max: LONGEST_ADDRESS, description }, (value) => {
    if (!isWebAddress(value)) return 'This must be an http or https address.'
    const size = Buffer.byteLength(value)
    return size > LONGEST_ADDRESS
      ? `This must have at most 2,000 bytes; it has ${size.toLocaleString('en')}.`
      : undefined
  })
}

/** An e-mail address, checked for shape only: what counts is whether mail arrives. */
export function emailAddress(description: string) {
  return text({ max: 254, description }, (value) =>
    /^[^\s@\p{C}]+@[^\s@\p{C}]+\.[^\s@\p{C}]+$/u.test(value) ? undefined : 'This must be an e-mail address.',
  )
}

/** RFC 3339 section 5.6; a moment in the years 0000 to 9999, whatever its offset. It comes out in UTC. */
export function moment(description: string) {
  return z
    .pipe(
      z.string(),
      z.transform((text: string, context) => {
        const time = utcOf(text)
        if (!time)
          context.issues.push({ code: 'custom', message: 'This must be an RFC 3339 date and time.', input: text })
        return time ?? ''
      }),
    )
    .check(z.meta({ format: 'date-time', description }))
}

function text({ min = 1, max, description }: Bounds, faultOf: (value: string) => string | undefined) {
  return z
    .pipe(
      z.string(),
      z.transform((raw: string, context) => {
        const fault = (message: string) => context.issues.push({ code: 'custom', message, input: raw })
        if (!raw.isWellFormed()) {
          fault('This contains half a character (a lone surrogate).')
          return ''
        }
        const value = raw.replace(/\r\n?/g, '\n').normalize('NFC').trim()
        const length = lengthOf(value)
        const other = faultOf(value)
        if (length < min) fault(min === 1 ? 'This must not be empty.' : `This must have at least ${min} characters.`)
        else if (length > max)
          fault(`This must have at most ${max.toLocaleString('en')} characters; it has ${length.toLocaleString('en')}.`)
        else if (other) fault(other)
        return value
      }),
    )
    .check(z.meta({ ...(min > 0 && { minLength: min }), maxLength: max, description }))
}

function lengthOf(value: string): number {
  let length = 0
  for (const _ of value) length++
  return length
}

function isWebAddress(value: string): boolean {
  // An empty host is refused (RFC 9110 section 4.2.1); URL would take the first word of the path for one.
  if (/[\s\p{C}<>"\\^`{|}]/u.test(value) || !/^https?:\/\/[^/?#]/i.test(value)) return false
  const url = URL.parse(value)
  return url !== null && url.hostname !== '' && url.username === '' && url.password === ''
}

function utcOf(text: string): string | undefined {
  const parts = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/i.exec(text)
  if (!parts) return undefined
  // Date.parse takes 30 February for 2 March; the wall clock by itself tells.
  const wall = Date.parse(`${parts[1]}T${parts[2]}Z`)
  const time = Date.parse(text.toUpperCase())
  if (Number.isNaN(wall) || Number.isNaN(time)) return undefined
  if (new Date(wall).toISOString().slice(0, 19) !== `${parts[1]}T${parts[2]}`) return undefined
  const utc = new Date(time).toISOString()
  return /^\d{4}-/.test(utc) ? utc : undefined
}
