/** Repeats requests that the API cannot answer now, after the time that its answer asks for. */
import { setTimeout as pause } from 'node:timers/promises'

/** 429: the gateway throttles. 503: the API is busy, or a function ran out of time. */
const LATER = [429, 503]
const FIRST_MILLISECONDS = 250
const LONGEST_MILLISECONDS = 5000
/** All waits of one request together. */
const PATIENCE_MILLISECONDS = 120_000

/**
 * Milliseconds to wait: the time in Retry-After (RFC 9110 section 10.2.3), but at least a time that doubles with each
 * attempt.
 *
 * @param attempt from 0
 */
export function waitBefore(retryAfter: string | null, attempt: number, now = Date.now()): number {
  const own = Math.min(LONGEST_MILLISECONDS, FIRST_MILLISECONDS * 2 ** attempt)
  if (retryAfter === null) return own
  const asked = /^\d+$/.test(retryAfter.trim()) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - now
  return Number.isNaN(asked) ? own : Math.max(own, asked)
}

/**
 * @param request sends the request, each time with the same key: a repeat then stores nothing twice
 * @returns the last answer; 429 or 503 when the next wait would bring all waits above two minutes
 */
export async function untilAnswered(
  request: () => Promise<Response>,
  wait: (milliseconds: number) => Promise<unknown> = pause,
): Promise<Response> {
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
