/**
 * Forms as a browser sends them without scripts, and the page on which an author finds a comment again. They are loaded when
 * the first one comes: most comments come from scripts.
 */
import { pages } from './operation.ts'

export const forms = pages('commenter', {
  'POST /articles/{slug}/comments': { summary: 'Leave a comment' },
  'GET /articles/{slug}/comments/{id}/own': { summary: 'A comment of one’s own' },
  'POST /articles/{slug}/comments/{id}/edit': { summary: 'Change it' },
  'POST /articles/{slug}/comments/{id}/delete': { summary: 'Delete it' },
  'POST /articles/{slug}/comments/{id}/vote': { summary: 'Vote' },
  'POST /articles/{slug}/comments/{id}/report': { summary: 'Report a comment' },
})
