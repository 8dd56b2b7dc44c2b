/**
 * WordPress's own export, WXR: RSS with more in it. Posts, and where it is asked for pages, are articles; approved
 * comments are comments.
 * Source: https://github.com/WordPress/WordPress/blob/master/wp-admin/includes/export.php
 */
import type { Choices, Export, OldConversation } from '../conversation.ts'
import { webAddress } from '../html/addresses.ts'
import { TITLE_LENGTH } from '../limits.ts'
import { lineOf, shortened } from '../lines.ts'
import { addComment } from '../oldComments.ts'
import { childrenOf, textOf, type XmlElement } from '../xml.ts'
import { articleOf, articleRef, metaOf, type Site, titleOf } from './articles.ts'
import { commentOf, parentOf, reasonToLeave, refOf } from './comments.ts'
import { hiddenBecause } from './visibility.ts'

/** Looks through the export once, for what posts need of each other and for how much there is. */
export async function wordpressExport(read: () => AsyncIterable<XmlElement>, choices: Choices): Promise<Export> {
  const site: Site = { authors: new Map(), pictures: new Map(), lang: undefined, slugs: new Map() }
  const amount = { articles: 0, comments: 0 }
  for await (const record of read()) {
    if (record.name === 'wp:author')
      site.authors.set(textOf(record, 'wp:author_login'), textOf(record, 'wp:author_display_name'))
    if (record.name === 'language') site.lang = languageOf(record.text)
    if (record.name !== 'item') continue
    if (textOf(record, 'wp:post_type') === 'attachment') keepPicture(site, record)
    if (reasonToLeavePost(record, choices) !== undefined) continue
    if (choices.by === 'slug') amount.articles++
    amount.comments += commentsOf(record).filter((comment) => reasonToLeaveUnder(record, comment) === undefined).length
  }
  return { amount, conversations: () => conversations(read(), choices, site) }
}

async function* conversations(
  records: AsyncIterable<XmlElement>,
  choices: Choices,
  site: Site,
): AsyncGenerator<OldConversation> {
  for await (const record of records) if (record.name === 'item') yield conversationOf(record, choices, site)
}

const commentsOf = (item: XmlElement): XmlElement[] => childrenOf(item, 'wp:comment')

/** Statuses of what nobody is to see again. */
const GONE = ['trash', 'auto-draft', 'inherit']
/** What is no text of anybody's. */
const THINGS = ['attachment', 'nav_menu_item', 'revision', 'custom_css', 'customize_changeset']

function reasonToLeavePost(item: XmlElement, { pages }: Choices): string | undefined {
  const type = textOf(item, 'wp:post_type')
  if (type === 'page' && !pages) return 'they are pages (--pages takes them)'
  if (type !== 'post' && type !== 'page') return `they are of the type “${type}”`
  const status = textOf(item, 'wp:status')
  return GONE.includes(status) ? `their status is “${status}”` : undefined
}

function conversationOf(item: XmlElement, choices: Choices, site: Site): OldConversation {
  const ref = articleRef(item)
  const comments = commentsOf(item)
  const conversation: OldConversation = {
    ref,
    place: undefined,
    comments: [],
    parents: new Map(comments.map((comment) => [refOf(comment), parentOf(comment)])),
    leftOut: { articles: [], comments: [] },
    refused: { articles: [], comments: [] },
    remarks: [],
  }
  const reason = reasonToLeavePost(item, choices)
  if (reason !== undefined) {
    if (!THINGS.includes(textOf(item, 'wp:post_type'))) conversation.leftOut.articles.push({ ref, reason })
    for (const comment of comments)
      conversation.leftOut.comments.push({ ref: refOf(comment), reason: 'their post is left out' })
    return conversation
  }
  const link = webAddress(textOf(item, 'link'))
  findPlace(conversation, item, link, choices, site)
  for (const comment of comments) addOrLeave(conversation, item, comment, link)
  return conversation
}

function findPlace(
  conversation: OldConversation,
  item: XmlElement,
  link: string | undefined,
  { by }: Choices,
  site: Site,
): void {
  if (by === 'url') {
    if (link !== undefined) conversation.place = { page: { url: link, title: shortened(titleOf(item), TITLE_LENGTH) } }
    return
  }
  try {
    const { article, remarks, fault } = articleOf(item, link, site)
    conversation.remarks.push(...remarks)
    if (fault !== undefined) conversation.refused.articles.push({ ref: conversation.ref, reason: fault })
    else Object.assign(conversation, { article, place: { article: article.slug } })
  } catch (error) {
    // The only way to find out how deep a stack is.
    if (!(error instanceof RangeError)) throw error
    conversation.refused.articles.push({ ref: conversation.ref, reason: 'its HTML is nested too deeply' })
  }
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
): void {
  const ref = refOf(comment)
  const reason = reasonToLeaveUnder(item, comment)
  if (reason !== undefined) conversation.leftOut.comments.push({ ref, reason })
  else
    addComment(
      conversation,
      commentOf(comment, link, (what) => void conversation.remarks.push({ ref, reason: what })),
    )
}

function keepPicture({ pictures }: Site, item: XmlElement): void {
  const url = webAddress(textOf(item, 'wp:attachment_url'))
  if (url === undefined) return
  const alt = shortened(lineOf(metaOf(item, '_wp_attachment_image_alt')), 500)
  pictures.set(textOf(item, 'wp:post_id'), { url, alt })
}

/** A language tag in its canonical form; undefined for what is none. */
function languageOf(text: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(text.trim().replaceAll('_', '-'))[0]
  } catch {
    return undefined
  }
}
