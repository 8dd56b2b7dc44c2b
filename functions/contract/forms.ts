/**
 * Forms that browsers send without scripts, and the page of an author's own comment. They are loaded with the first
 * request for one, because most comments come from scripts.
 */
import { pages } from './operation.ts'

export const forms = pages('commenter', {
  'POST /articles/{slug}/comments': { summary: 'Post a comment' },
  'GET /articles/{slug}/comments/{id}/own': { summary: 'The author’s own comment' },
  'POST /articles/{slug}/comments/{id}/edit': { summary: 'Edit the comment' },
  'POST /articles/{slug}/comments/{id}/delete': { summary: 'Delete the comment' },
  'POST /articles/{slug}/comments/{id}/vote': { summary: 'Vote' },
  'POST /articles/{slug}/comments/{id}/report': { summary: 'Report a comment' },
})
