/**
 * Log entries of the functions. Each entry is one JSON line, which Lambda writes unchanged.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */

/** The action, and the user who took it. Further fields name the object. */
type AuditEntry = { action: string; by: string; requestId?: string }

/** Logs a change and the user who made it. */
export const audit = (entry: AuditEntry & Record<string, unknown>): void => console.info({ audit: entry })

/** Logs an unexpected error that the caller cannot resolve. */
export const defect = (message: string, error: unknown, details: Record<string, unknown> = {}): void =>
  console.error({ message, ...details, error: error instanceof Error ? error.stack : String(error) })
