/** Asks again when the API says that it cannot answer now, as its own answer advises. */
import { setTimeout as pause } from 'node:timers/promises'

/** The gateway's throttle; the API when it is busy; the gateway when a function ran out of time. */
const LATER = [429, 503]
const FIRST_MILLISECONDS = 250
const LONGEST_MILLISECONDS = 5000
/** From the first request to the last. */
const PATIENCE_MILLISECONDS = 120_000

/**
 * Milliseconds to wait: what Retry-After says (RFC 9110 section 10.2.3), and longer each time.
 *
 * @param attempt from 0
 */
export const waitBefore = (retryAfter: string | null, attempt: number, now = Date.now()): number => {
  const own = Math.min(LONGEST_MILLISECONDS, FIRST_MILLISECONDS * 2 ** attempt)
  if (retryAfter === null) return own
  const asked = /^\d+$/.test(retryAfter.trim()) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - now
  // An answer that asks for more patience than there is gets no other request.
  return Number.isNaN(asked) ? own : Math.max(own, asked)
}

/**
 * @param request sends it; every time with the same key, so that a repeat of something that was stored is known as one
 * @returns the last answer: one that says 429 or 503 when there was no other in two minutes
 */
export const untilAnswered = async (
  request: () => Promise<Response>,
  wait: (milliseconds: number) => Promise<unknown> = pause,
): Promise<Response> => {
  let left = PATIENCE_MILLISECONDS
  for (let attempt = 0; ; attempt++) {
    const response = await request()
    const milliseconds = waitBefore(response.headers.get('retry-after'), attempt)
    if (!LATER.includes(response.status) || milliseconds > left) return response
    left -= milliseconds
    await response.body?.cancel()
    await wait(milliseconds)
  }
}
