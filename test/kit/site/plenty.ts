/**
 * Limits that a test from one address does not reach.
 */
import type { Settings } from '../../../functions/domain/site/settings.ts'

const MOST = 1_000_000

export const PLENTY = {
  commentsPerMinute: MOST,
  sameTextPerHour: MOST,
  editsPerMinute: MOST,
  votesPerMinute: MOST,
  newVotersPerHour: MOST,
  newVotersPerComment: MOST,
  reportsPerHour: MOST,
  newPagesPerHour: MOST,
} satisfies Partial<Settings>

/** Deployment settings with which the gateway throttles no suite and no measurement. */
export const UNTHROTTLED = { throttleRate: '100000', throttleBurst: '100000' }
