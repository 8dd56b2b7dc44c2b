/**
 * Times in the reader's time zone, and the ages of comments.
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

/** Updates all times within an element. */
export function tellTimes({ lang }: { lang: string }, within: ParentNode): void {
  // As on the server: the British form is unambiguous for American readers too.
  const locale = lang === 'en' ? 'en-GB' : lang
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const absolute = new Intl.DateTimeFormat(locale, { calendar: 'gregory', dateStyle: 'long', timeStyle: 'short' })
  const ago = (past: number): string => {
    // Below a minute, and in the future, the age is “now”.
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

/** The remaining time in minutes, and below a minute in seconds. @param time milliseconds */
export function remaining(lang: string, time: number): string {
  const [unit, size] = time > 60_000 ? ['minute', 60_000] : ['second', 1000]
  return new Intl.NumberFormat(lang, { style: 'unit', unit, unitDisplay: 'long' }).format(
    Math.ceil(time / Number(size)),
  )
}
