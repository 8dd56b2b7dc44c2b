/**
 * Calls the API and repeats requests that are throttled, fail with 5xx or get no answer. Every request may arrive
 * twice.
 *
 * `ky` 1 does not replace this: it has one limit for all failures and repeats no answer that breaks off in its body.
 * Its waits cannot be replaced in tests, and its signal aborts a request that is under way.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { codeOf, ImportStopped } from '../errors.ts'

export type Answer = {
  status: number
  body: unknown
  /** Set when an earlier attempt got no clear answer and may have been carried out. */
  isUnsure?: true
}

type CallOptions = {
  token?: string | undefined
  body?: unknown
  /** Most attempts of a request that is answered with 5xx. @default as many as take about half a minute */
  attempts?: number
  /** Most attempts of a request that gets no answer. @default the same */
  unanswered?: number
}

export type Api = { call: (method: 'GET' | 'POST' | 'PATCH', path: string, options?: CallOptions) => Promise<Answer> }

/** All attempts of a request together take about half a minute. */
const MOST_ATTEMPTS = 9
const FIRST_PAUSE = 250
const LONGEST_PAUSE = 15_000
/** Longer than the gateway's timeout for functions. */
const TIMEOUT = 40_000

/** Whether another attempt may succeed. */
export const isTemporary = (status: number): boolean => [429, 500, 502, 503, 504].includes(status)

const problem = z.object({ detail: z.string().optional(), title: z.string().optional(), type: z.string().optional() })
const faults = z.object({ errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).min(1) })

/** The readable text of a problem document. Each fault is listed with its pointer. */
export function detailOf(body: unknown): string {
  const named = faults.safeParse(body)
  if (named.success) return named.data.errors.map(({ pointer, detail }) => `${pointer.slice(2)}: ${detail}`).join(' ')
  const { data } = problem.safeParse(body)
  return data?.detail ?? data?.title ?? 'The API gave no reason.'
}

/** The last word of a problem's type: `slug-taken`. */
export const kindOf = (body: unknown): string => problem.safeParse(body).data?.type?.split(':').at(-1) ?? ''

type ApiOptions = {
  /** Waits so many milliseconds; tests do not wait. */
  pause?: (milliseconds: number) => Promise<unknown>
  /** Stops new requests. A request that is under way is finished. */
  signal?: AbortSignal | undefined
}

/**
 * @param url the address of the API
 * @throws ImportStopped, from `call`, if there is no answer after all attempts, a token is refused, or the signal is
 *   aborted
 */
export function apiAt(url: string, { pause = sleep, signal }: ApiOptions = {}): Api {
  const address = url.replace(/\/+$/, '')
  return {
    call: async (method, path, { token, body, attempts = MOST_ATTEMPTS, unanswered = MOST_ATTEMPTS } = {}) => {
      let isUnsure = false
      for (let attempt = 1; ; attempt++) {
        if (signal?.aborted) throw new ImportStopped('Interrupted.')
        const result = await attemptOnce(method, address + path, token, body)
        if ('answer' in result) {
          const { answer } = result
          if (answer.status === 401) throw new ImportStopped(refusedToken)
          if (answer.status === 403 && kindOf(answer.body) === 'forbidden')
            throw new ImportStopped(`The token is not enough: ${detailOf(answer.body)}`)
          const most = answer.status >= 500 ? attempts : MOST_ATTEMPTS
          if (!isTemporary(answer.status) || attempt >= most) return { ...answer, ...(isUnsure && { isUnsure }) }
          // A throttled request was not carried out.
          if (answer.status !== 429) isUnsure = true
        } else {
          if (attempt >= unanswered)
            throw new ImportStopped(
              `${address} does not answer (${result.failure}). Run the same command again to continue.`,
            )
          isUnsure = true
        }
        await pause(result.retryAfter ?? Math.random() * Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** attempt))
      }
    },
  }
}

const refusedToken =
  'The token was refused: it is of another site, or has expired. Get a new one and run the same command again to continue.'

type AttemptResult = { retryAfter?: number | undefined } & ({ answer: Answer } | { failure: string })

async function attemptOnce(
  method: string,
  url: string,
  token: string | undefined,
  body: unknown,
): Promise<AttemptResult> {
  try {
    const response = await fetch(url, {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT),
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(body !== undefined && { body: jsonOf(body) }),
    })
    const text = await response.text()
    const seconds = Number(response.headers.get('retry-after'))
    return {
      answer: { status: response.status, body: parsed(text) },
      retryAfter: seconds > 0 ? seconds * 1000 : undefined,
    }
  } catch (error) {
    return { failure: causeOf(error) }
  }
}

/** JSON with U+FFFD as an escape. The API refuses a raw U+FFFD as a sign of damaged bytes. */
export const jsonOf = (body: unknown): string => JSON.stringify(body).replaceAll('\uFFFD', '\\ufffd')

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** `fetch` has the reason in the cause of its error. */
function causeOf(error: unknown): string {
  const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : error
  return codeOf(cause) ?? String(cause)
}
