/**
 * Times in the reader's zone, and how long ago a comment was written.
 */
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const made = new Map<
  string,
  { relative: Intl.RelativeTimeFormat; moment: Intl.DateTimeFormat; day: Intl.DateTimeFormat }
>()

function formats(lang: string) {
  const known = made.get(lang)
  if (known) return known
  // As the server writes dates in English: read alike on both sides of the Atlantic.
  const locale = lang === 'en' ? 'en-GB' : lang
  const day = { calendar: 'gregory', year: 'numeric', month: 'long', day: 'numeric' } as const
  const fresh = {
    relative: new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }),
    moment: new Intl.DateTimeFormat(locale, { ...day, hour: 'numeric', minute: '2-digit' }),
    day: new Intl.DateTimeFormat(locale, day),
  }
  made.set(lang, fresh)
  return fresh
}

/** How long ago; the date, once that says more. @param now milliseconds since 1970, as `then` */
function ago(lang: string, then: number, now: number): string {
  const { relative, day } = formats(lang)
  // A clock that is behind must not make comments come from the future.
  const past = Math.max(0, now - then)
  if (past < MINUTE) return relative.format(0, 'second')
  if (past < HOUR) return relative.format(-Math.floor(past / MINUTE), 'minute')
  if (past < DAY) return relative.format(-Math.floor(past / HOUR), 'hour')
  return past < 30 * DAY ? relative.format(-Math.floor(past / DAY), 'day') : day.format(then)
}

/** Writes every time within an element anew. */
export function tellTimes({ lang }: { lang: string }, within: ParentNode): void {
  const now = Date.now()
  for (const time of within.querySelectorAll('time')) {
    const then = Date.parse(time.dateTime)
    if (Number.isNaN(then)) continue
    const moment = formats(lang).moment.format(then)
    const isComments = time.parentElement?.className === 'when'
    const text = isComments ? ago(lang, then, now) : moment
    if (isComments) time.title = moment
    if (time.textContent !== text) time.textContent = text
  }
}
