/**
 * Addresses that name a comment, and links to the form.
 */
import { beforeAll, describe, expect, test } from '@jest/globals'
import { each } from '../../kit/each.ts'
import { commentsPath, eventually, page as listOf, post, publish } from '../../kit/http/fixtures.ts'
import { baseUrl } from '../../kit/http/target.ts'
import { putPage } from '../reader/host.ts'
import { MATRIX, PLAIN, SCRIPTED } from '../reader/matrix.ts'
import { filled, newReader, type Reader } from '../reader/reader.ts'

const HIDDEN = 'The fourth answer to the first.'
const UNKNOWN = '01JBADBADBADBADBADBADBADBA'

let slug: string
let root: string
let hidden: string

beforeAll(async () => {
  slug = await publish()
  root = (await post(slug, 'The first of all.')).comment.id
  for (const text of ['One.', 'Two.', 'Three.']) await post(slug, text, root)
  hidden = (await post(slug, HIDDEN, root)).comment.id
  await each([...Array(30).keys()], (number) => post(slug, `Ring ${number}.`))
  await eventually(async () => expect((await listOf(commentsPath(slug))).total).toBe(35))
}, 60_000)

let pages = 0
const widget = (article: string) => `<understory-comments article="${article}"></understory-comments>`
/** A tall page of another site. Its address contains characters that must be escaped. */
const elsewhere = async (body: string, lang = 'en') =>
  `${await putPage(
    `/fragment-${++pages}.html`,
    `<!doctype html><html lang="${lang}"><meta charset="utf-8"><title>Elsewhere</title><base href="https://base.invalid/"><script src="${baseUrl()}/embed.js" async></script><h1>Elsewhere</h1><div style="height: 5000px"></div>${body}</html>`,
  )}?a=1&copy=2`

const isMarked = async (reader: Reader, text: string) => {
  const comment = reader.comment(text)
  await reader.sees(comment)
  await eventually(async () => {
    const [isCurrent, hasFocus] = await comment.evaluate((one) => [
      one.classList.contains('current'),
      (one.getRootNode() as Document | ShadowRoot).activeElement === one,
    ])
    expect([isCurrent, hasFocus]).toEqual([true, true])
  })
  await eventually(async () => {
    const { top, bottom, height } = await comment.evaluate((one) => {
      const box = one.getBoundingClientRect()
      return { top: box.top, bottom: box.bottom, height: innerHeight }
    })
    expect(top >= 0 && bottom <= height).toBe(true)
  })
  const marked = await comment.evaluate((one) => getComputedStyle(one).backgroundColor)
  expect(marked).not.toBe('rgba(0, 0, 0, 0)')
}

describe.each(SCRIPTED)('$name', (setting) => {
  test('an address of a page elsewhere that names a comment leads to it, wherever it stands', async () => {
    const reader = await newReader(setting)
    await reader.page.goto(`${await elsewhere(widget(slug), setting.lang)}#comment-${hidden}`)
    await isMarked(reader, HIDDEN)
    // The comment was loaded with its thread. Loading its page does not show it twice.
    await reader.link(reader.messages.moreComments).click()
    await reader.sees(reader.comment('Ring 1.'))
    expect(await reader.comment(HIDDEN).count()).toBe(1)
    expect(await reader.comment('The first of all.').count()).toBe(1)
  })
})

test('a comment’s time in the widget links to the page around it, and marks the comment', async () => {
  const reader = await newReader(PLAIN)
  const { page } = reader
  const url = await elsewhere(widget(slug))
  await page.goto(url)
  await page.locator('understory-comments').scrollIntoViewIfNeeded()
  const time = (text: string) => reader.comment(text).locator('a.when')
  await reader.sees(time('Ring 29.'))
  const id = await time('Ring 29.').evaluate((link: HTMLAnchorElement) => link.href)
  expect(id).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/fragment-\d+\.html\?a=1&copy=2#comment-[\dA-Z]{26}$/)
  await time('Ring 29.').click()
  await isMarked(reader, 'Ring 29.')
  expect(page.url()).toBe(id)
  // A new comment also has such an address, and its id accepts votes.
  await reader.post('Mine.', 'Grace')
  await time('Mine.').click()
  await isMarked(reader, 'Mine.')
  expect(await reader.comment('Ring 29.').evaluate((one) => one.classList.contains('current'))).toBe(false)
  await reader.button(reader.messages.voteUp, reader.comment('Mine.')).click()
  await reader.hears(reader.messages.voteCounted)
  // A link on the host page names a comment that is not loaded yet.
  await page.evaluate((hash) => location.assign(hash), `${url}#comment-${hidden}`)
  await isMarked(reader, HIDDEN)
})

test('a link on the page brings a conversation that nobody has come near yet', async () => {
  const reader = await newReader(PLAIN)
  await reader.page.goto(await elsewhere(widget(slug)))
  await reader.page.waitForFunction(() => customElements.get('understory-comments') !== undefined)
  await reader.page.evaluate((id) => {
    location.hash = `comment-${id}`
  }, hidden)
  await isMarked(reader, HIDDEN)
})

test('of two conversations on a page, the one that has the comment shows it; of none else it is said', async () => {
  const other = await publish()
  await post(other, 'Somewhere else.')
  const reader = await newReader(PLAIN)
  const { page, messages } = reader
  await page.goto(`${await elsewhere(widget(other) + widget(slug))}#comment-${hidden}`)
  await isMarked(reader, HIDDEN)
  await reader.sees(reader.comment('Somewhere else.'))
  expect(await page.getByText(messages.commentMissing).count()).toBe(0)
})

test('a fragment of another comment system is none of ours', async () => {
  const reader = await newReader(PLAIN)
  const asked: string[] = []
  reader.page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await reader.page.goto(`${await elsewhere(widget(slug))}#comment-1234`)
  await reader.sees(reader.comment('Ring 29.'))
  expect(await reader.page.getByText(reader.messages.commentMissing).count()).toBe(0)
  expect(asked.filter((path) => path.includes('/comments/'))).toEqual([])
})

describe.each([
  ['in the widget', () => elsewhere(widget(slug))],
  ['on our page', async () => `/articles/${slug}`],
])('%s', (_, place) => {
  test('a comment that is not there is said to be missing, until another is asked for', async () => {
    const reader = await newReader(PLAIN)
    const { page, messages } = reader
    await page.goto(`${await place()}#comment-${UNKNOWN}`)
    await reader.reads(messages.commentMissing)
    await reader.hears(messages.commentMissing)
    await page.evaluate((id) => {
      location.hash = `comment-${id}`
    }, root)
    await isMarked(reader, 'The first of all.')
    await reader.seesNo(page.locator('.missing'))
  })

  test('a comment that is not on the first page is brought', async () => {
    const reader = await newReader(PLAIN)
    await reader.page.goto(`${await place()}#comment-${hidden}`)
    await isMarked(reader, HIDDEN)
    await reader.action('reply', HIDDEN, 'Ada').click()
    await reader.sees(reader.form(filled(reader.messages.replyTo, { name: 'Ada' })))
  })
})

describe.each(MATRIX)('$name', (setting) => {
  test('a link beside the count leads to the form', async () => {
    const reader = await newReader(setting)
    const { messages, page } = reader
    await reader.openArticle(slug)
    await reader.link(messages.leaveComment).click()
    if (setting.scripts) await reader.hasFocus(reader.field('comment'))
    await eventually(async () => {
      const top = await reader.form().evaluate((form) => form.getBoundingClientRect().top)
      expect(Math.abs(top)).toBeLessThan(setting.viewport.height)
    })
    if (!setting.scripts) expect(new URL(page.url()).hash).toBe('#u_form')
  })
})

test('the link leads to the form at the end also from a reply, in the widget too', async () => {
  const reader = await newReader(PLAIN)
  const { messages, page } = reader
  await page.goto(await elsewhere(widget(slug)))
  await page.locator('understory-comments').scrollIntoViewIfNeeded()
  await reader.action('reply', 'Ring 29.', 'Ada').click()
  await reader.sees(reader.form(filled(messages.replyTo, { name: 'Ada' })))
  await reader.link(messages.leaveComment).click()
  await reader.sees(reader.form())
  expect(
    await reader.field('comment').evaluate((area) => (area.getRootNode() as ShadowRoot).activeElement === area),
  ).toBe(true)
  expect(new URL(page.url()).hash).toBe('')
})

test('there is no such link where there is no form, or nothing in its way', async () => {
  const reader = await newReader(PLAIN)
  const closed = await publish({ comments: { policy: 'closed' } })
  for (const article of [closed, await publish()]) {
    await reader.openArticle(article)
    expect(await reader.link(reader.messages.leaveComment).count()).toBe(0)
  }
})

describe.each(SCRIPTED.filter(({ viewport }) => viewport.width === 360))('$name', (setting) => {
  test('what answers the deepest stands beside it and names it, at once and after a reload', async () => {
    const article = await publish()
    let parent: string | undefined
    for (let depth = 0; depth <= 8; depth++) parent = (await post(article, `Depth ${depth}.`, parent)).comment.id
    const reader = await newReader(setting)
    const { messages, page } = reader
    await page.goto(`/articles/${article}/comments/${parent?.split('.')[0]}`)
    await reader.action('reply', 'Depth 8.', 'Ada').click()
    const form = reader.form(filled(messages.replyTo, { name: 'Ada' }))
    await reader.fill({ text: 'Deeper.', name: 'Grace' }, form)
    await reader.button(messages.postReply, form).click()
    await reader.hears(messages.ownPublished)
    const mention = filled(messages.inReplyTo, { name: 'Ada' })
    const look = async () => {
      await reader.sees(reader.link(mention, reader.comment('Deeper.')))
      const isBeside = await reader
        .comment('Deeper.')
        .evaluate((one) => one.closest('.replies')?.textContent?.includes('Depth 8.'))
      expect(isBeside).toBe(true)
    }
    await look()
    await page.reload()
    await look()
  })
})
