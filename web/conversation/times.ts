/**
 * Times in the reader's zone, and how long ago a comment was written.
 */
import { now } from './clock.ts'

const DAY = 86_400_000
const UNITS = [
  ['year', 365 * DAY],
  ['month', 30 * DAY],
  ['day', DAY],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

/** Writes every time within an element anew. */
export function tellTimes({ lang }: { lang: string }, within: ParentNode): void {
  // As the server writes dates in English: read alike on both sides of the Atlantic.
  const locale = lang === 'en' ? 'en-GB' : lang
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const absolute = new Intl.DateTimeFormat(locale, { calendar: 'gregory', dateStyle: 'long', timeStyle: 'short' })
  const ago = (past: number): string => {
    // What is younger, or from a clock that is ahead, is of now.
    const [unit, size] = UNITS.find(([, each]) => past >= each) ?? ['second', 60_000]
    return relative.format(-Math.max(0, Math.floor(past / size)), unit)
  }
  for (const time of within.querySelectorAll('time')) {
    const then = Date.parse(time.dateTime)
    if (Number.isNaN(then)) continue
    const moment = absolute.format(then)
    const isComments = time.parentElement?.className === 'when'
    if (isComments) time.title = moment
    const text = isComments ? ago(now() - then) : moment
    if (time.textContent !== text) time.textContent = text
  }
}

/** The time that is left, in whole minutes and at last in seconds. @param time milliseconds */
export function remaining(lang: string, time: number): string {
  const [unit, size] = time > 60_000 ? ['minute', 60_000] : ['second', 1000]
  return new Intl.NumberFormat(lang, { style: 'unit', unit, unitDisplay: 'long' }).format(
    Math.ceil(time / Number(size)),
  )
}
