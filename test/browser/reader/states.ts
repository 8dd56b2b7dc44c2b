/**
 * Every page and its states, and how to reach them.
 */
import { expect } from '@jest/globals'
import { each } from '../../kit/each.ts'
import { asEditor, get } from '../../kit/http/client.ts'
import {
  commentBy,
  commentsPath,
  decide,
  editorPath,
  eventually,
  having,
  page as listOf,
  post,
  publish,
  publishWithPolicy,
  send,
  unique,
} from '../../kit/http/fixtures.ts'
import { baseUrl } from '../../kit/http/target.ts'
import { violationsOn } from './axe.ts'
import { hostUrl, putPage } from './host.ts'
import { articleAt, filled, type Reader } from './reader.ts'

const TEXT =
  'A *bell*, `code`, [a link](https://example.org) and\n\n> a quotation\n\n- a list\n\n| a | table |\n|---|---|\n| 1 | 2 |'
const ROOT = 'What a bell!'
const TITLE = 'The bell on the bar'
const BODY =
  '## A heading\n\nSome text with [a link](https://example.org).\n\n| Year | Height |\n|---|--:|\n| 1953 | 5 |\n\n```\ncode\n```'

/** The article of each state, and the setup. */
const sites = {
  full: '',
  empty: '',
  closed: '',
  held: '',
  gone: '',
  tag: '',
  root: '',
  away: '',
  torn: '',
  removed: '',
}

export async function seedStates(): Promise<void> {
  sites.tag = unique('bells').replace(/[^a-z0-9]/g, '')
  sites.full = await publish({
    title: TITLE,
    standfirst: 'It rings.',
    body: BODY,
    tags: [sites.tag],
    authors: [{ name: 'Joan' }],
  })
  sites.empty = await publish()
  sites.closed = await publishWithPolicy('closed')
  sites.held = await publishWithPolicy('held')
  sites.gone = await publish()
  const read = having(200, await asEditor('GET', editorPath(sites.gone)))
  having(204, await asEditor('DELETE', editorPath(sites.gone), { headers: { 'if-match': read.headers.etag ?? '' } }))
  await each([...Array(27).keys()], (number) => post(sites.full, `Ring ${number}.`))
  await post(sites.full, TEXT)
  const { comment } = await post(sites.full, ROOT)
  sites.root = comment.id
  for (const text of ['One.', 'Two.', 'Three.']) await post(sites.full, text, comment.id)
  await eventually(async () => expect((await listOf(commentsPath(sites.full))).total).toBe(32))
  await seedElsewhere()
  sites.torn = await publish()
  sites.removed = (await post(sites.torn, 'Spam.')).comment.id
  // A removed comment without replies would be deleted.
  await post(sites.torn, 'So it is.', sites.removed)
  await decide('remove', sites.torn, [sites.removed])
}

/** A page of another site, identified by its address. */
async function seedElsewhere(): Promise<void> {
  const url = `${hostUrl()}/${unique('fog')}.html`
  sites.away = having(200, await get<{ slug: string }>(`/v1/pages?${new URLSearchParams({ url })}`)).body.slug
  const first = { ...commentBy('Ada', TEXT), page: { url, title: 'Fog, elsewhere' } }
  const { comment } = having(201, await send(sites.away, first)).body
  await post(sites.away, 'An answer.', comment.id)
}

/** Unique texts. Without scripts, the same form sent again counts as a second click. */
let written = 0
const mine = () => `Mine, the ${++written}th.`

export type State = [name: string, reach: (reader: Reader) => Promise<unknown>]

/** A page of another site with the widget. */
const elsewhere = ({ setting }: Reader, slug: string) =>
  putPage(
    `/states-${setting.lang}-${slug}.html`,
    `<!doctype html><html lang="${setting.lang}"><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<title>Elsewhere</title><script src="${baseUrl()}/embed.js" async></script>
<main><h1>Elsewhere</h1><understory-comments article="${slug}" theme="auto"></understory-comments></main></html>`,
  )

const replyForm = ({ form, messages }: Reader) => form(filled(messages.replyTo, { name: 'Ada' }))

/** States that exist with and without scripts. */
export const PAGES: State[] = [
  ['the front page', ({ page }) => page.goto('/')],
  ['a tag', ({ page }) => page.goto(`/tags/${sites.tag}`)],
  ['an article without comments', ({ openArticle }) => openArticle(sites.empty)],
  ['an article with comments', ({ openArticle }) => openArticle(sites.full)],
  [
    'its second page, the oldest first',
    async ({ openArticle, link, messages, sees, comment }) => {
      await openArticle(sites.full, '?sort=oldest')
      await link(messages.moreComments).click()
      await sees(comment(ROOT))
    },
  ],
  ['closed comments', ({ openArticle }) => openArticle(sites.closed)],
  ['comments that are held', ({ openArticle }) => openArticle(sites.held)],
  ['one comment', ({ page }) => page.goto(`${articleAt(sites.full)}/comments/${sites.root}`)],
  ['a comment that was removed', ({ page }) => page.goto(`${articleAt(sites.torn)}/comments/${sites.removed}`)],
  [
    'a page of another site, with its comments',
    async ({ openArticle, sees, heading }) => {
      await openArticle(sites.away)
      await sees(heading('Fog, elsewhere'))
    },
  ],
  ['what was found', ({ page }) => page.goto('/search?q=bell')],
  ['nothing was found', ({ page }) => page.goto('/search?q=xyzzy')],
  ['nothing there', ({ page }) => page.goto('/nowhere')],
  ['a deleted article', ({ openArticle }) => openArticle(sites.gone)],
  [
    'a form with faults',
    async ({ openArticle, fill, button, messages, page, sees }) => {
      await openArticle(sites.empty)
      await fill({ text: 'Text', name: ' ', url: 'ftp://x' })
      await button(messages.post).click()
      await sees(page.getByRole('alert'))
    },
  ],
  [
    'a reply',
    async (reader) => {
      await reader.openArticle(sites.full)
      await reader.action('reply', ROOT, 'Ada').click()
      await reader.sees(replyForm(reader))
    },
  ],
  [
    'a report',
    async ({ openArticle, action, button, messages, sees }) => {
      await openArticle(sites.full)
      await action('report', ROOT, 'Ada').click()
      await sees(button(messages.sendReport))
    },
  ],
  [
    'a report with a fault',
    async ({ openArticle, action, button, messages, sees, page, field }) => {
      await openArticle(sites.full)
      await action('report', ROOT, 'Ada').click()
      await page.getByRole('radio', { name: messages.reasonOther }).check()
      await field('reportDetail').fill('d'.repeat(501))
      await button(messages.sendReport).click()
      await sees(page.getByRole('alert'))
    },
  ],
  [
    'a report that was sent',
    async ({ openArticle, action, button, messages, reads, page }) => {
      await openArticle(sites.full)
      await action('report', ROOT, 'Ada').click()
      await page.getByRole('radio', { name: messages.reasonOther }).check()
      await button(messages.sendReport).click()
      await reads(messages.reportThanks)
    },
  ],
  [
    'a vote',
    async ({ openArticle, comment, button, messages, reads, hears, setting }) => {
      await openArticle(sites.full)
      await button(messages.voteUp, comment('Ring 20.')).click()
      await (setting.scripts ? hears : reads)(messages.voteCounted)
    },
  ],
  [
    'a comment of one’s own',
    async ({ openArticle, post: write }) => {
      await openArticle(sites.empty)
      await write(mine(), 'Grace')
    },
  ],
  [
    'a comment of one’s own that is held',
    async ({ openArticle, post: write, messages }) => {
      await openArticle(sites.held)
      await write(mine(), 'Grace', messages.ownHeld)
    },
  ],
]

export const UNSCRIPTED_STATES: State[] = [
  [
    'one’s own comment, saved',
    async ({ openArticle, post: write, button, messages, reads }) => {
      await openArticle(sites.empty)
      await write(mine(), 'Grace')
      await button(messages.save).click()
      await reads(messages.ownSaved)
    },
  ],
  [
    'one’s own comment, with a fault',
    async ({ openArticle, post: write, button, field, messages, page, sees }) => {
      await openArticle(sites.empty)
      await write(mine(), 'Grace')
      await field('comment').fill('  ')
      await button(messages.save).click()
      await sees(page.getByRole('alert'))
    },
  ],
  [
    'one’s own comment, about to be deleted, and deleted',
    async ({ openArticle, post: write, button, messages, reads, page }) => {
      await openArticle(sites.empty)
      await write(mine(), 'Grace')
      await page.getByText(messages.delete, { exact: true }).click()
      await reads(messages.deleteSure)
      expect(await violationsOn(page)).toEqual([])
      await button(messages.deleteForGood).click()
      await reads(messages.ownDeleted)
    },
  ],
  ['somebody else’s comment', ({ page }) => page.goto(`${articleAt(sites.full)}/comments/${sites.root}/own`)],
]

export const SCRIPTED_STATES: State[] = [
  [
    'sending',
    async ({ openArticle, fill, button, messages, page, reads }) => {
      await openArticle(sites.empty)
      await page.route('**/v1/articles/*/comments', () => undefined)
      await fill({ text: 'On its way.', name: 'Grace' })
      await button(messages.post).click()
      await reads(messages.sending)
    },
  ],
  [
    'failed',
    async ({ openArticle, post: write, messages, page }) => {
      await openArticle(sites.empty)
      await page.route('**/v1/articles/*/comments', (route) => route.abort())
      await write('On its way.', 'Grace', messages.sendFailed)
    },
  ],
  [
    'offline',
    async ({ openArticle, post: write, messages, page }) => {
      await openArticle(sites.empty)
      await page.context().setOffline(true)
      await write('On its way.', 'Grace', messages.offline)
    },
  ],
  [
    'a draft that is back',
    async ({ openArticle, fill, page, messages, sees }) => {
      await openArticle(sites.empty)
      await fill({ text: 'Half a' })
      await page.reload()
      await sees(page.getByText(messages.draftRestored))
    },
  ],
  [
    'a text that is nearly, and then really, too long',
    async ({ openArticle, field, page, messages, plural, hears }) => {
      await openArticle(sites.empty)
      await field('comment').fill('t'.repeat(7999))
      await hears(plural(messages.charactersLeft, 1))
      expect(await violationsOn(page)).toEqual([])
      await field('comment').fill('t'.repeat(8001))
    },
  ],
  [
    'editing',
    async ({ openArticle, post: write, button, messages, page, sees }) => {
      await openArticle(sites.empty)
      await write(mine(), 'Grace')
      await button(messages.edit).click()
      await sees(page.getByRole('textbox', { name: messages.yourComment }))
      expect(await violationsOn(page)).toEqual([])
      await page.getByRole('textbox', { name: messages.yourComment }).fill(' ')
      await button(messages.save).click()
      await sees(page.getByRole('alert'))
    },
  ],
  [
    'about to delete, and deleted',
    async ({ openArticle, post: write, button, messages, page, reads, hears }) => {
      await openArticle(sites.empty)
      await write(mine(), 'Grace')
      await button(messages.delete).click()
      await reads(messages.deleteSure)
      expect(await violationsOn(page)).toEqual([])
      await button(messages.deleteForGood).click()
      await hears(messages.ownDeleted)
    },
  ],
  [
    'all replies, and another page',
    async ({ openArticle, link, plural, messages, sees, comment }) => {
      await openArticle(sites.full)
      await link(plural(messages.showReplies, 3)).click()
      await sees(comment('Three.'))
      await link(messages.moreComments).click()
      await sees(comment('Ring 1.'))
    },
  ],
  [
    'news',
    async ({ openArticle, page, button, plural, messages, sees, form }) => {
      const slug = await publish()
      await post(slug, 'Before.')
      await page.clock.install()
      await openArticle(slug)
      await sees(form())
      await post(slug, 'After.')
      const news = button(plural(messages.newComments, 1))
      await eventually(async () => {
        await page.clock.fastForward(11_000)
        expect(await news.count()).toBe(1)
      })
      expect(await violationsOn(page)).toEqual([])
      await news.click()
      await sees(page.getByText('After.'))
    },
  ],
  [
    'the widget on another site',
    async (reader) => {
      await reader.page.goto(await elsewhere(reader, sites.full))
      await reader.sees(reader.comment(ROOT))
      await reader.button(reader.messages.voteUp, reader.comment(ROOT)).click()
      await reader.hears(reader.messages.voteCounted)
      expect(await violationsOn(reader.page)).toEqual([])
      await reader.action('reply', ROOT, 'Ada').click()
      await reader.sees(replyForm(reader))
    },
  ],
  [
    'the widget with faults, and with a comment of one’s own',
    async (reader) => {
      const { button, fill, messages, page, post: write, sees } = reader
      await page.goto(await elsewhere(reader, sites.empty))
      await fill({ text: 'Text', name: ' ', url: 'ftp://x' })
      await button(messages.post).click()
      await sees(page.getByRole('alert'))
      expect(await violationsOn(page)).toEqual([])
      await fill({ url: '' })
      await write(mine(), 'Grace')
    },
  ],
]
