/**
 * A token bucket, as API Gateway throttles: `rate` tokens a second, at most `burst` at once.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
 */
import type { Throttle } from '../template/system.ts'

/** @returns a function that takes a token, or says that there is none */
export function createBucket({ rate, burst }: Throttle, now: () => number = performance.now.bind(performance)) {
  let tokens = burst
  let last = now()
  return (): boolean => {
    const time = now()
    tokens = Math.min(burst, tokens + ((time - last) / 1000) * rate)
    last = time
    if (tokens < 1) return false
    tokens--
    return true
  }
}
