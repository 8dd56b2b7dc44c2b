/**
 * Calls of guests other than posting: vote, report, follow an open page, read lists and pages.
 */
import type { Figure } from '../figures.ts'
import type { Answer, Site } from '../site/site.ts'
import { comment, figuresFor, publish } from './calls.ts'

const SLUG = 'lighthouse'
const VOTE = 'PUT /v1/articles/{slug}/comments/{id}/vote'
const SINCE = 'GET /v1/articles/{slug}/changes/since/{bucket}'

/** The feed's buckets, of ten seconds: docs/data-model.md. */
const BUCKET = 10_000

/**
 * @param project applies all changes so far, as the projector does
 */
export async function measureGuests(site: Site, project: () => Promise<void>): Promise<Figure[]> {
  const figures: Figure[] = []
  const add = (name: string, { consumed }: Answer) => figures.push(...figuresFor(name, consumed))
  await publish(site, SLUG)
  const posted: string[] = []
  for (let seed = 0; seed < 30; seed++) posted.push((await comment(site, SLUG, seed)).body.comment.id)
  await project()
  const [id = '', other = ''] = posted
  const path = { slug: SLUG, id }

  const first = await vote(site, SLUG, id, 1)
  add(`${VOTE}, a guest's first`, first)
  const voter = first.body.voter
  add(`${VOTE}, another comment`, await vote(site, SLUG, other, 1, voter))
  add(`${VOTE}, changed`, await vote(site, SLUG, id, -1, voter))
  add(`${VOTE}, the same again`, await vote(site, SLUG, id, -1, voter))
  add(`${VOTE}, taken back`, await vote(site, SLUG, id, 0, voter))
  add(
    'GET /v1/articles/{slug}/votes, of 25 comments',
    await site.call('GET /v1/articles/{slug}/votes', {
      path,
      headers: { 'understory-voter': voter },
      query: posted
        .slice(0, 25)
        .map((each) => `id=${each}`)
        .join('&'),
    }),
  )
  const report = { path, headers: { 'understory-voter': voter }, body: { reason: 'spam' } }
  add(
    'POST /v1/articles/{slug}/comments/{id}/reports',
    await site.call('POST /v1/articles/{slug}/comments/{id}/reports', report),
  )
  add(
    'GET /v1/moderation/comments, reported',
    await site.call('GET /v1/moderation/comments', { groups: ['moderator'], query: 'status=reported' }),
  )
  await project()
  await following(site, add)
  await pages(site, add, id)
  return figures
}

export const vote = (site: Site, slug: string, id: string, value: number, voter?: string): Promise<Answer> =>
  site.call(VOTE, { path: { slug, id }, body: { value }, ...(voter && { headers: { 'understory-voter': voter } }) })

async function following(site: Site, add: (name: string, answer: Answer) => void): Promise<void> {
  const bucket = String(Math.floor(Date.now() / BUCKET) - 1)
  add(
    'GET /v1/articles/{slug}/changes/{bucket}',
    await site.call('GET /v1/articles/{slug}/changes/{bucket}', { path: { slug: SLUG, bucket } }),
  )
  const quiet = { path: { slug: 'harbour-1', bucket: String(Number(bucket) - 12) } }
  // The first request also reads the article, which the function then keeps for some seconds.
  for (const name of ['article not yet cached', 'a quiet article'])
    add(`${SINCE}, ${name}`, await site.call(SINCE, quiet))
  const slugs = Array.from({ length: 10 }, (_, number) => `slug=harbour-${number}`)
  add('GET /v1/comment-counts, of 10 articles', await site.call('GET /v1/comment-counts', { query: slugs.join('&') }))
  add('GET /v1/comments', await site.call('GET /v1/comments'))
}

async function pages(site: Site, add: (name: string, answer: Answer) => void, id: string): Promise<void> {
  const path = { slug: SLUG }
  add('GET /', await site.call('GET /'))
  add('GET /articles/{slug}, 25 comments', await site.call('GET /articles/{slug}', { path }))
  add(
    'GET /articles/{slug}/comments/{id}',
    await site.call('GET /articles/{slug}/comments/{id}', { path: { ...path, id } }),
  )
  add('GET /feed.xml, 25 articles', await site.call('GET /feed.xml'))
  add('GET /comments.xml', await site.call('GET /comments.xml'))
  add('GET /sitemap.xml', await site.call('GET /sitemap.xml'))
  add('GET /tags/{tag}', await site.call('GET /tags/{tag}', { path: { tag: 'transport' } }))
}
