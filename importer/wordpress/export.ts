/**
 * WordPress's own export, WXR: RSS with more in it. Posts, and where it is asked for pages, are articles; approved
 * comments are comments.
 * Source: https://github.com/WordPress/WordPress/blob/master/wp-admin/includes/export.php
 */
import { type Choices, countOrigin, type Export, type OldConversation, type Place } from '../conversation.ts'
import { lineOf, shortened } from '../fields/lines.ts'
import { childrenOf, textOf, type XmlElement } from '../file/xml.ts'
import { webAddress } from '../html/addresses.ts'
import { TITLE_LENGTH } from '../limits.ts'
import { moved } from '../moves.ts'
import { addComment } from '../oldComments.ts'
import { articleOf, type Site, titleOf } from './articles.ts'
import { keepGuest } from './authors.ts'
import { commentOf, parentOf, reasonToLeave } from './comments.ts'
import { articleRef, commentRef, idOf } from './identity.ts'
import { metaOf } from './meta.ts'
import { hiddenBecause } from './visibility.ts'

/** Reads the export once: counts posts and comments, and collects what posts refer to. */
export async function wordpressExport(read: () => AsyncIterable<XmlElement>, choices: Choices): Promise<Export> {
  const site: Site = {
    authors: new Map(),
    attachments: new Map(),
    blocks: new Map(),
    lang: undefined,
    times: new Map(),
    slugs: new Map(),
  }
  const amount = { articles: 0, comments: 0 }
  const origins = new Map<string, number>()
  for await (const record of read()) {
    if (record.name === 'wp:author')
      site.authors.set(textOf(record, 'wp:author_login'), textOf(record, 'wp:author_display_name'))
    if (record.name === 'language') site.lang = languageOf(record.text)
    if (record.name !== 'item') continue
    site.times.set(idOf(record), (site.times.get(idOf(record)) ?? 0) + 1)
    collect(site, record)
    if (reasonToLeavePost(record, choices) !== undefined) continue
    if (choices.by === 'slug') amount.articles++
    const comments = commentsOf(record).filter((comment) => reasonToLeaveUnder(record, comment) === undefined).length
    amount.comments += comments
    if (choices.by === 'url') countOrigin(origins, pageOf(record, choices), comments)
  }
  return { amount, origins, conversations: () => conversations(read(), choices, site) }
}

async function* conversations(
  records: AsyncIterable<XmlElement>,
  choices: Choices,
  site: Site,
): AsyncGenerator<OldConversation> {
  /** The comments of each post that is in the file more than once. */
  const posts = new Map<string, Set<string>>()
  for await (const record of records) {
    if (record.name !== 'item') continue
    const id = idOf(record)
    const before = posts.get(id)
    const seen = before ?? new Set()
    if ((site.times.get(id) ?? 0) > 1 && reasonToLeavePost(record, choices) === undefined) posts.set(id, seen)
    yield conversationOf(record, choices, site, { isAgain: before !== undefined, seen })
  }
}

const TWICE = 'they are in the file twice'

const commentsOf = (item: XmlElement): XmlElement[] => childrenOf(item, 'wp:comment')

/** Statuses of posts that are deleted or were never saved. */
const SKIPPED_STATUSES = ['trash', 'auto-draft', 'inherit']
/** Types that are not content. */
const NON_CONTENT_TYPES = [
  'attachment',
  'nav_menu_item',
  'revision',
  'custom_css',
  'customize_changeset',
  'guest-author',
  'wp_block',
  'wp_global_styles',
  'wp_navigation',
]

function reasonToLeavePost(item: XmlElement, { pages }: Choices): string | undefined {
  const type = textOf(item, 'wp:post_type')
  if (type === 'page' && !pages) return 'they are pages (--pages takes them)'
  if (type !== 'post' && type !== 'page') return `they are of the type “${type}”`
  const status = textOf(item, 'wp:status')
  return SKIPPED_STATUSES.includes(status) ? `their status is “${status}”` : undefined
}

function conversationOf(
  item: XmlElement,
  choices: Choices,
  site: Site,
  { isAgain, seen }: { isAgain: boolean; seen: Set<string> },
): OldConversation {
  const ref = articleRef(item)
  const comments = commentsOf(item)
  const conversation: OldConversation = {
    ref,
    place: undefined,
    comments: [],
    parents: new Map(comments.map((comment) => [commentRef(item, comment), parentOf(comment)])),
    leftOut: { articles: [], comments: [] },
    refused: { articles: [], comments: [] },
    remarks: [],
  }
  const reason = reasonToLeavePost(item, choices)
  if (reason !== undefined) {
    if (!NON_CONTENT_TYPES.includes(textOf(item, 'wp:post_type'))) conversation.leftOut.articles.push({ ref, reason })
    for (const comment of comments)
      conversation.leftOut.comments.push({ ref: commentRef(item, comment), reason: 'their post is left out' })
    return conversation
  }
  const link = webAddress(textOf(item, 'link'))
  findPlace(conversation, item, link, choices, site)
  if (isAgain && conversation.article) {
    conversation.leftOut.articles.push({ ref, reason: TWICE })
    conversation.remarks = []
    conversation.article = undefined
  }
  for (const comment of comments) addOrLeave(conversation, item, comment, link, seen)
  return conversation
}

function findPlace(
  conversation: OldConversation,
  item: XmlElement,
  link: string | undefined,
  choices: Choices,
  site: Site,
): void {
  if (choices.by === 'url') {
    conversation.place = pageOf(item, choices)
    conversation.fault = `its post has no web address, but “${textOf(item, 'link').slice(0, 100)}”`
    return
  }
  try {
    const { article, remarks, fault } = articleOf(item, link, site)
    conversation.remarks.push(...remarks)
    if (fault !== undefined) conversation.refused.articles.push({ ref: conversation.ref, ...fault })
    else Object.assign(conversation, { article, place: { article: article.slug } })
  } catch (error) {
    // The depth of the stack cannot be asked for.
    if (!(error instanceof RangeError)) throw error
    conversation.refused.articles.push({ ref: conversation.ref, reason: 'its HTML is nested too deeply' })
  }
}

/** The page of a post that stays on the old site. */
function pageOf(item: XmlElement, { moves }: Choices): Place | undefined {
  const link = webAddress(textOf(item, 'link'))
  if (link === undefined) return undefined
  const isClosed = textOf(item, 'wp:comment_status') === 'closed'
  return { page: { url: moved(link, moves), title: shortened(titleOf(item), TITLE_LENGTH), isClosed } }
}

/** Why a comment is not taken. Comments under a post that some could not read stay private in every mode. */
function reasonToLeaveUnder(item: XmlElement, comment: XmlElement): string | undefined {
  const hidden = hiddenBecause(item)
  return reasonToLeave(comment) ?? (hidden && `their post ${hidden}`)
}

function addOrLeave(
  conversation: OldConversation,
  item: XmlElement,
  comment: XmlElement,
  link: string | undefined,
  seen: Set<string>,
): void {
  const ref = commentRef(item, comment)
  const reason = reasonToLeaveUnder(item, comment) ?? (seen.has(ref) ? TWICE : undefined)
  seen.add(ref)
  if (reason !== undefined) conversation.leftOut.comments.push({ ref, reason })
  else
    addComment(
      conversation,
      commentOf(item, comment, link, (what, detail) => void conversation.remarks.push({ ref, reason: what, detail })),
    )
}

/** Collects attachments, guest authors and shared blocks by number. */
function collect({ attachments, authors, blocks }: Site, item: XmlElement): void {
  const type = textOf(item, 'wp:post_type')
  if (type === 'guest-author') keepGuest(authors, item)
  // WordPress shows no block that is a draft or in the trash.
  if (type === 'wp_block' && hiddenBecause(item) === undefined) blocks.set(idOf(item), textOf(item, 'content:encoded'))
  const url = type === 'attachment' ? webAddress(textOf(item, 'wp:attachment_url')) : undefined
  if (url === undefined) return
  attachments.set(idOf(item), {
    url,
    alt: shortened(lineOf(metaOf(item, '_wp_attachment_image_alt')), 500),
    caption: textOf(item, 'excerpt:encoded'),
    parent: textOf(item, 'wp:post_parent'),
    order: Number(textOf(item, 'wp:menu_order')) || 0,
  })
}

/** A language tag in its canonical form; undefined for what is none. */
function languageOf(text: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(text.trim().replaceAll('_', '-'))[0]
  } catch {
    return undefined
  }
}
