/**
 * What the functions log: one JSON line for each entry, which Lambda writes as it is.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */

/** Who did what. Further fields say to what. */
type Deed = { action: string; by: string; requestId?: string }

/** Logs a change that somebody made, so that it can be told later who did. */
export const audit = (deed: Deed & Record<string, unknown>): void => console.info({ audit: deed })

/** Logs what should not happen, and no caller can do anything about. */
export const defect = (message: string, error: unknown, details: Record<string, unknown> = {}): void =>
  console.error({ message, ...details, error: error instanceof Error ? error.stack : String(error) })
