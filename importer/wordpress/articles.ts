/**
 * A post of WordPress's export as an article.
 */
import type { Notice, OldArticle, Remark } from '../conversation.ts'
import { lineOf, shortened } from '../fields/lines.ts'
import { numbered, slugOf } from '../fields/slugs.ts'
import { childrenOf, textOf, type XmlElement } from '../file/xml.ts'
import { articleMarkdown, asMarkdown, plainText } from '../html/markdown.ts'
import { MOST_TAGS, SOURCE_BYTES, STANDFIRST_LENGTH, TAG_LENGTH, TITLE_LENGTH } from '../limits.ts'
import { type Authors, authorsOf } from './authors.ts'
import { type Attachment, contentOf, footnotesOf } from './content.ts'
import { postTime } from './dates.ts'
import { articleRef, idOf } from './identity.ts'
import { metaOf } from './meta.ts'
import { hiddenBecause, PLANNED } from './visibility.ts'

/** Facts of the whole export that posts refer to. */
export type Site = {
  authors: Authors
  attachments: Map<string, Attachment>
  /** HTML of blocks that posts share, by their numbers. */
  blocks: Map<string, string>
  lang: string | undefined
  /** How often each post is in the file, by its number. */
  times: Map<string, number>
  /** The post that has each slug. */
  slugs: Map<string, string>
}

/**
 * @param base its old address
 * @throws RangeError if its HTML is nested too deeply
 */
export function articleOf(item: XmlElement, base: string | undefined, site: Site) {
  const remarks: Remark[] = []
  const slug = freeSlug(item, site)
  const ref = articleRef(item)
  const remark: Notice = (reason, detail) => void remarks.push({ ref, reason, detail })
  const { markdown, remarks: changed } = articleMarkdown(contentOf(item, site, remark), base, footnotesOf(item))
  const title = titleOf(item)
  const standfirst = lineOf(plainText(textOf(item, 'excerpt:encoded')))
  const isEmpty = markdown === ''
  if (isEmpty) remark('it has no text; its title is used instead')
  const wanted = textOf(item, 'wp:post_name')
  if (wanted !== '' && !isSameName(wanted, slug)) remark('its slug was changed', `“${wanted}” became “${slug}”`)
  for (const reason of changed) remark(reason)
  const article: OldArticle = {
    slug,
    title: shortenedField(title, TITLE_LENGTH, 'title', remark),
    standfirst: shortenedField(standfirst, STANDFIRST_LENGTH, 'excerpt', remark),
    body: isEmpty ? asMarkdown(title) : markdown,
    tags: tagsOf(item, remark),
    authors: authorsOf(item, site.authors, remark),
    ...pictureOf(item, site),
    ...(site.lang !== undefined && { lang: site.lang }),
    ...statusOf(item, remark),
    comments: { policy: textOf(item, 'wp:comment_status') === 'closed' ? 'closed' : 'open' },
  }
  const size = Buffer.byteLength(article.body)
  const fault =
    size > SOURCE_BYTES
      ? {
          reason: `its text has more than ${SOURCE_BYTES.toLocaleString('en')} bytes as Markdown`,
          detail: `${size.toLocaleString('en')}`,
        }
      : undefined
  return { article, remarks, fault }
}

export const titleOf = (item: XmlElement): string => lineOf(plainText(textOf(item, 'title'))) || 'Untitled'

/** A unique slug, the same in every run. Drafts have none, and a page may have that of a post. */
function freeSlug(item: XmlElement, { slugs }: Site): string {
  const id = idOf(item)
  const given = slugOf(textOf(item, 'wp:post_name'))
  const slug = given === '' ? numbered(slugOf(titleOf(item)), id) : given
  const free = (slugs.get(slug) ?? id) === id ? slug : numbered(slug, id)
  slugs.set(free, id)
  return free
}

function shortenedField(line: string, length: number, what: string, remark: Notice): string {
  const short = shortened(line, length)
  if (short !== line) remark(`its ${what} was shortened`, `“${line}”`)
  return short
}

/** Whether a slug is unchanged. WordPress percent-encodes scripts other than Latin. */
const isSameName = (wanted: string, slug: string): boolean =>
  wanted === slug || wanted.toLowerCase() === encodeURIComponent(slug).toLowerCase()

/** Tags before categories, each once. `uncategorized` is left out. */
function tagsOf(item: XmlElement, remark: Notice): string[] {
  const terms = childrenOf(item, 'category').filter(({ attributes }) => attributes.nicename !== 'uncategorized')
  const names = ['post_tag', 'category'].flatMap((domain) =>
    terms.filter(({ attributes }) => attributes.domain === domain).map(({ text }) => lineOf(plainText(text))),
  )
  const tags = new Map(
    names
      .filter((name) => name !== '')
      .map((name) => shortenedField(name, TAG_LENGTH, 'tag', remark))
      .map((name): [string, string] => [name.toLowerCase(), name])
      .toReversed(),
  )
  const all = [...tags.values()].toReversed()
  for (const left of all.slice(MOST_TAGS)) remark(`a tag was left out: ${MOST_TAGS} are allowed`, `“${left}”`)
  return all.slice(0, MOST_TAGS)
}

function pictureOf(item: XmlElement, { attachments }: Site): { image?: { url: string; alt: string } } {
  const image = attachments.get(metaOf(item, '_thumbnail_id'))
  return image ? { image: { url: image.url, alt: image.alt } } : {}
}

/** A post that was not public becomes a draft. One with a future time is scheduled. */
function statusOf(item: XmlElement, remark: Notice): Pick<OldArticle, 'status' | 'publishAt'> {
  const status = textOf(item, 'wp:status')
  const time = postTime(item)
  const hidden = hiddenBecause(item)
  if (hidden === undefined) {
    if (time === undefined) remark('it has no time; it is published with the time of the import')
    // Plugins publish posts with a future time.
    const isInFuture = time !== undefined && Date.parse(time) > Date.now()
    return { status: isInFuture ? 'scheduled' : 'published', ...(time !== undefined && { publishAt: time }) }
  }
  if (hidden === PLANNED && time !== undefined) return { status: 'scheduled', publishAt: time }
  if (!['draft', 'pending'].includes(status)) remark(`it ${hidden}; it is a draft now`)
  return { status: 'draft' }
}
