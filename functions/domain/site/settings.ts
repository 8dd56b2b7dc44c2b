/**
 * The settings that moderators may change while the site runs. The limits named `…PerMinute`, `…PerHour` and
 * `…PerComment` allow that many uses at once, which become available again evenly over the period.
 */
export type Settings = {
  /** Comments that one address may post, regained over a minute. Refused texts count. */
  commentsPerMinute: number
  /** Comments with the same words that one address may post, regained over an hour. */
  sameTextPerHour: number
  /** Edits that one address may make, regained over a minute. */
  editsPerMinute: number
  /** Votes that one address may cast, regained over a minute. */
  votesPerMinute: number
  /** Voters that one address may create by voting or reporting, regained over an hour. */
  newVotersPerHour: number
  /** New voters of one address that may vote on the same comment, regained over an hour. */
  newVotersPerComment: number
  /** Reports that one address may send, regained over an hour. */
  reportsPerHour: number
  /** Pages of other sites on which one address may post the first comment, regained over an hour. */
  newPagesPerHour: number
  /** Reports from different addresses after which a comment is held for a moderator; 0 for never. */
  reportsToHold: number
  /** Seconds after posting in which an author may edit or delete a comment. */
  editWindowSeconds: number
  /** Days after which e-mail address, address hash and user agent are deleted. */
  privateFactsDays: number
  /** Origins of other sites, such as `https://blog.example`, whose pages may be commented on here. */
  allowedOrigins: string[]
}

export const DEFAULT_SETTINGS: Settings = {
  commentsPerMinute: 30,
  sameTextPerHour: 3,
  editsPerMinute: 20,
  votesPerMinute: 120,
  newVotersPerHour: 200,
  newVotersPerComment: 3,
  reportsPerHour: 10,
  newPagesPerHour: 20,
  reportsToHold: 5,
  editWindowSeconds: 15 * 60,
  privateFactsDays: 30,
  allowedOrigins: [],
}
