/**
 * What moderators may change while the site runs.
 */
export type Settings = {
  /** Comments that one address may post: so many at once, regained over a minute. Refused texts count. */
  commentsPerMinute: number
  /** Comments with the same words that one address may post: so many at once, regained over an hour. */
  sameTextPerHour: number
  /** Edits that one address may make: so many at once, regained over a minute. */
  editsPerMinute: number
  /** Votes that one address may cast: so many at once, regained over a minute. */
  votesPerMinute: number
  /** Voters that one address may make by voting or reporting: so many at once, regained over an hour. */
  newVotersPerHour: number
  /** New voters of one address that may vote on the same comment: so many at once, regained over an hour. */
  newVotersPerComment: number
  /** Reports that one address may send: so many at once, regained over an hour. */
  reportsPerHour: number
  /** Pages of other sites on which one address may be the first to comment: so many at once, regained over an hour. */
  newPagesPerHour: number
  /** Reports from different addresses after which a comment waits for a moderator; 0 for never. */
  reportsToHold: number
  /** Seconds for which an author may edit or delete a comment. */
  editWindowSeconds: number
  /** Days after which e-mail address, address hash and user agent are forgotten. */
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
