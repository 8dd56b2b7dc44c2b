/**
 * What moderators may change while the site runs.
 */
export type Settings = {
  /** Comments that one address may post in a minute. */
  commentsPerMinute: number
  /** Seconds for which an author may edit or delete a comment. */
  editWindowSeconds: number
  /** Days after which e-mail address, address hash and user agent are forgotten. */
  privateFactsDays: number
}

export const DEFAULT_SETTINGS: Settings = {
  commentsPerMinute: 30,
  editWindowSeconds: 15 * 60,
  privateFactsDays: 30,
}
