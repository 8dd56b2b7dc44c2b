/**
 * The reports of readers on a comment, summed up for moderators.
 */
export const REPORT_REASONS = ['spam', 'abuse', 'off-topic', 'other'] as const
export type ReportReason = (typeof REPORT_REASONS)[number]

export type Report = { reason: ReportReason; detail?: string | undefined }

/** The reports of a comment since a moderator last approved it. */
export type Reports = {
  count: number
  reasons: Partial<Record<ReportReason, number>>
  /** The latest details, at most three. */
  details: string[]
}

export const NO_REPORTS: Reports = { count: 0, reasons: {}, details: [] }

const DETAILS_KEPT = 3

export function withReport(reports: Reports, reason: ReportReason, detail: string | undefined): Reports {
  return {
    count: reports.count + 1,
    reasons: { ...reports.reasons, [reason]: (reports.reasons[reason] ?? 0) + 1 },
    details: detail === undefined ? reports.details : [...reports.details, detail].slice(-DETAILS_KEPT),
  }
}
