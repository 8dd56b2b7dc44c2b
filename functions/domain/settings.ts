/**
 * What moderators may change while the site runs.
 */
export type Settings = {
  /** Comments that one address may post in a minute. */
  commentsPerMinute: number
  /** Votes and reports that one address may cast in a minute. */
  votesPerMinute: number
  /** Guests that may vote for the first time from one address in an hour. */
  newVotersPerHour: number
  /** Reports of different readers after which a comment waits for a moderator; 0 for never. */
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
  votesPerMinute: 120,
  newVotersPerHour: 60,
  reportsToHold: 5,
  editWindowSeconds: 15 * 60,
  privateFactsDays: 30,
  allowedOrigins: [],
}
