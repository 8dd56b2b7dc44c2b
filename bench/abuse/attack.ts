/** An attack: its preparation, its requests, and how its effect is counted. */
import type { DynamoDBRecord } from 'aws-lambda'
import type { Site } from '../site/site.ts'

/** The site, and a function that returns the stream's records since its last call. */
export type Target = { site: Site; changes: () => Promise<DynamoDBRecord[]> }

/** Sends a request from an attacker's address. Refusals are answers, too. */
export type Ask = Site['ask']

export type Attack = {
  name: string
  /** What is counted. */
  unit: string
  /** Requests at once. @default 20 */
  atOnce?: number
  /** Creates the target. */
  begin: (target: Target) => Promise<{
    /** Sends one request, or a few that belong together. */
    send: (ask: Ask, number: number) => Promise<unknown>
    /** @default how many requests were accepted */
    count?: () => Promise<number>
  }>
}

const COMMENTS = '/v1/articles/{slug}/comments'
export const COMMENT = `${COMMENTS}/{id}`
export const VOTE = `PUT ${COMMENT}/vote`
export const REPORT = `POST ${COMMENT}/reports`

let named = 0
/** An unused slug. */
export const freshSlug = (): string => `abused-${++named}`

export const post = (ask: Ask, slug: string, text: string, more: object = {}, headers: Record<string, string> = {}) =>
  ask(`POST ${COMMENTS}`, { path: { slug }, headers, body: { author: { name: 'Mallory' }, text, ...more } })
