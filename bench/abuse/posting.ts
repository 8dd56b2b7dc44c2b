/** Comments and edits: many, the same one, slow ones, under invented pages, from another site. */
import { canonicalPage } from '../../functions/domain/articles/externalPage.ts'
import { comment, publish } from '../capacity/calls.ts'
import { type Ask, type Attack, COMMENT, freshSlug, post } from './attack.ts'
import { dear } from './dear.ts'

const MODERATOR = { groups: ['moderator'] }
const SETTINGS = '/v1/moderation/settings'
const ALLOWED = 'https://blog.example'
const ELSEWHERE = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }

const remedy = (number: number): string => `Buy remedy ${number} today.`

/** Comments under one new article or a few. */
const comments = (
  name: string,
  send: (ask: Ask, slugs: readonly string[], number: number) => Promise<unknown>,
  { articles = 1, atOnce = 20 } = {},
): Attack => ({
  name,
  unit: 'comments stored',
  atOnce,
  begin: async ({ site }) => {
    const slugs = Array.from({ length: articles }, freshSlug)
    for (const slug of slugs) await publish(site, slug)
    return { send: (ask, number) => send(ask, slugs, number) }
  },
})

const edits: Attack = {
  name: 'edits',
  unit: 'edits stored',
  begin: async ({ site }) => {
    const slug = freshSlug()
    await publish(site, slug)
    // As many as are edited at once, so that one edit does not refuse another.
    const own = await Promise.all(Array.from({ length: 20 }, (_, seed) => comment(site, slug, seed)))
    return {
      send: (ask, number) => {
        const { comment, editToken } = own[number % own.length]?.body ?? {}
        const headers = { authorization: `Bearer ${editToken}` }
        return ask(`PATCH ${COMMENT}`, { path: { slug, id: comment.id }, headers, body: { text: remedy(number) } })
      },
    }
  },
}

const pages: Attack = {
  name: 'made-up pages of an allowed site',
  unit: 'pages registered',
  begin: async ({ site }) => {
    const { body } = await site.call(`GET ${SETTINGS}`, MODERATOR)
    await site.call(`PUT ${SETTINGS}`, { ...MODERATOR, body: { ...body, allowedOrigins: [ALLOWED] } })
    const prefix = `${ALLOWED}/${freshSlug()}`
    return {
      send: (ask, number) => {
        const page = { url: `${prefix}/${number}`, title: `Page ${number}` }
        return post(ask, canonicalPage(page.url).key, remedy(number), { page }, { origin: ALLOWED })
      },
    }
  },
}

// An environment renders one text at a time. Here other requests would wait for it in the same process.
const ALONE = { atOnce: 1 }

export const POSTING = [
  comments('different short comments', (ask, [slug = ''], number) => post(ask, slug, remedy(number))),
  comments(
    'the same text under ten articles',
    (ask, slugs, number) => post(ask, slugs[number % slugs.length] ?? '', 'Buy this remedy today.'),
    { articles: 10 },
  ),
  comments('JSON posts from a page of another site', (ask, [slug = ''], number) =>
    post(ask, slug, remedy(number), {}, ELSEWHERE),
  ),
  comments('Markdown that is dear to render', (ask, [slug = ''], number) => post(ask, slug, dear(number)), ALONE),
  comments('the same to an article that does not exist', (ask, _, number) => post(ask, 'nowhere', dear(number)), ALONE),
  edits,
  pages,
]
