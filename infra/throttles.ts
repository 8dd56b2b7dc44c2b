/**
 * How often each route may be requested. The rates of all routes together limit what a flood can cost
 * (`npm run bench -- cost` adds it up).
 *
 * A rate of the stage alone is no limit of the whole API. AWS says of REST APIs that a stage's limits "are applied at the
 * API method level", and says nothing else of HTTP APIs. With a rate of the stage, each of a hundred routes may have it.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html,
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
 */
import type { Route } from '../functions/contract/routes.ts'
import type { Config } from './config.ts'

type Traffic = Route['traffic']

export type Throttle = { readonly rate: number; readonly burst: number }

/** The share of `throttleRate` and `throttleBurst` that a route has, by the class of its requests. */
const SHARES: Readonly<Record<Traffic, number>> = {
  reads: 1,
  rare: 0.1,
  posts: 0.5,
  votes: 0.5,
  forms: 0.25,
  // Imports come from staff, one request for each comment.
  staff: 0.5,
}

export function throttleOf(
  traffic: Traffic,
  { throttleRate, throttleBurst }: Pick<Config, 'throttleRate' | 'throttleBurst'>,
): Throttle {
  const share = (limit: number) => Math.ceil(limit * SHARES[traffic])
  return { rate: share(throttleRate), burst: share(throttleBurst) }
}
