/**
 * Classes of requests. Every route has one, and the gateway throttles each route at the rate of its class
 * (infra/throttles.ts).
 */
export type Traffic =
  /** What readers' browsers and widgets request. */
  | 'reads'
  /** What people and programs request now and then: searches, feeds, sitemaps, the API's description, HEAD. */
  | 'rare'
  /** Comments, edits and reports by script. */
  | 'posts'
  | 'votes'
  /** Forms that browsers send without scripts. */
  | 'forms'
  /** What needs a token of the identity provider. */
  | 'staff'
