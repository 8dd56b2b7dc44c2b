/** Votes for one comment, and false reports, by invented guests. */
import { comment, publish } from '../capacity/calls.ts'
import type { Site } from '../site/site.ts'
import { type Ask, type Attack, COMMENT, freshSlug, REPORT, type Target, VOTE } from './attack.ts'

/** Posts comments under a new article. @returns where each is */
async function commentsIn(site: Site, count: number): Promise<{ slug: string; id: string }[]> {
  const slug = freshSlug()
  await publish(site, slug)
  const posted: { slug: string; id: string }[] = []
  for (let seed = 0; seed < count; seed++) posted.push({ slug, id: (await comment(site, slug, seed)).body.comment.id })
  return posted
}

/** The score that readers see after the projector ran. */
async function scoreOf({ site, changes }: Target, path: { slug: string; id: string }): Promise<number> {
  const votes = (await changes()).filter(({ dynamodb }) => dynamodb?.Keys?.pk?.S === `V#${path.id}`)
  for (let from = 0; from < votes.length; from += 100) await site.project(votes.slice(from, from + 100))
  return (await site.call(`GET ${COMMENT}`, { path })).body.score
}

const UP = { value: 1 }

const votes: Attack = {
  name: 'votes without an identity for one comment',
  unit: 'votes counted',
  begin: async (target) => {
    const [path = { slug: '', id: '' }] = await commentsIn(target.site, 1)
    return { send: (ask) => ask(VOTE, { path, body: UP }), count: () => scoreOf(target, path) }
  },
}

const votersFromElsewhere: Attack = {
  name: 'voters made on other comments, all for one',
  unit: 'votes counted',
  begin: async (target) => {
    const [path = { slug: '', id: '' }, ...others] = await commentsIn(target.site, 60)
    return {
      send: async (ask, number) => {
        const made = await ask(VOTE, { path: others[number % others.length] ?? path, body: UP })
        const headers = { 'understory-voter': made.body?.voter }
        if (made.status === 200) await ask(VOTE, { path, headers, body: UP })
      },
      count: () => scoreOf(target, path),
    }
  },
}

const INNOCENT = 120
/** Reports that hide a comment until a moderator decides, by default. */
const REPORTS = 5

const reports = (
  name: string,
  before: (site: Site, send: (ask: Ask, number: number) => Promise<unknown>) => unknown,
) => ({
  name,
  unit: 'comments hidden',
  begin: async ({ site }: Target) => {
    const innocent = await commentsIn(site, INNOCENT)
    // Each comment five times, then the next.
    const send = (ask: Ask, number: number) => {
      const path = innocent[Math.floor(number / REPORTS) % INNOCENT] ?? { slug: '', id: '' }
      return ask(REPORT, { path, body: { reason: 'spam' } })
    }
    await before(site, send)
    const count = async () => {
      const answers = await Promise.all(innocent.map((path) => site.ask(`GET ${COMMENT}`, { path })))
      // A held comment is shown as removed.
      return answers.filter(({ body }) => body.state !== 'published').length
    }
    return { send, count }
  },
})

/** Reports hide all comments. A moderator then restores them. */
async function approveAll(site: Site, send: (ask: Ask, number: number) => Promise<unknown>): Promise<void> {
  for (let number = 0; number < INNOCENT * REPORTS; number++) await send(site.ask, number)
  const moderator = { groups: ['moderator'] }
  const query = 'status=held&limit=100'
  for (let from = 0; from < INNOCENT; from += 100) {
    const { items } = (await site.call('GET /v1/moderation/comments', { ...moderator, query })).body
    const comments = items.map(({ article, id }: { article: string; id: string }) => ({ article, id }))
    await site.call('POST /v1/moderation/actions', { ...moderator, body: { action: 'approve', comments } })
  }
}

export const OPINIONS: Attack[] = [
  votes,
  votersFromElsewhere,
  reports(`reports of ${INNOCENT} innocent comments`, () => undefined),
  reports('the same after a moderator approved them', approveAll),
]
