/** What an attack is: what it needs, what it sends, and how to tell what came of it. */
import type { DynamoDBRecord } from 'aws-lambda'
import type { Site } from '../site/site.ts'

/** The site, and what has changed in it since the last call, as the stream says. */
export type Target = { site: Site; changes: () => Promise<DynamoDBRecord[]> }

/** Sends a request from an attacker's address, whatever it answers. */
export type Ask = Site['ask']

export type Attack = {
  name: string
  /** What is counted as done. */
  unit: string
  /** How many requests are under way at once. @default 20 */
  atOnce?: number
  /** Makes what is attacked. */
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
/** A slug that nothing has yet. */
export const freshSlug = (): string => `abused-${++named}`

export const post = (ask: Ask, slug: string, text: string, more: object = {}, headers: Record<string, string> = {}) =>
  ask(`POST ${COMMENTS}`, { path: { slug }, headers, body: { author: { name: 'Mallory' }, text, ...more } })
