/**
 * Content that a post's text only refers to: shared blocks, galleries of attachments, footnotes. WordPress inserts them
 * when it shows the post.
 * Sources: https://developer.wordpress.org/block-editor/explanations/architecture/key-concepts/ (blocks in comments),
 * https://codex.wordpress.org/Gallery_Shortcode
 */
import { z } from 'zod'
import type { Notice } from '../conversation.ts'
import { textOf, type XmlElement } from '../file/xml.ts'
import { ATTRIBUTES } from '../html/source/shortcodes.ts'
import { codeShortcodesAsText } from '../html/source/sourceCode.ts'
import { idOf } from './identity.ts'
import { metaOf } from './meta.ts'

/** A file that was added to a post. */
export type Attachment = {
  url: string
  alt: string
  /** HTML. */
  caption: string
  parent: string
  order: number
}

export type Contents = {
  /** By the number of the attachment. */
  attachments: ReadonlyMap<string, Attachment>
  /** HTML of blocks that posts share, by their numbers. */
  blocks: ReadonlyMap<string, string>
}

/** A post's complete HTML. Parts that are not in the file are reported to `remark`. */
export function contentOf(item: XmlElement, contents: Contents, remark: Notice): string {
  const html = withBlocks(textOf(item, 'content:encoded'), contents.blocks, remark)
  // A gallery in code is text.
  return withGalleries(codeShortcodesAsText(html), idOf(item), contents.attachments, remark)
}

/** Most levels of shared blocks. A block may contain itself. */
const MOST_BLOCKS = 5
const EMPTY_BLOCK = /<!--\s*wp:([a-z][\w/-]*)\s+(?:(\{(?:(?!-->|<!--)[\s\S])*?\})\s+)?\/-->/g
const attributes = z.looseObject({ ref: z.number().optional(), url: z.string().optional() })
/** Blocks that show nothing, or are handled elsewhere. */
const UNSEEN = ['spacer', 'more', 'nextpage', 'footnotes', 'separator']

/** HTML with shared blocks inserted. Blocks that the server fills in, such as the latest posts, are left out. */
function withBlocks(html: string, blocks: ReadonlyMap<string, string>, remark: Notice, depth = 0): string {
  return html.replace(EMPTY_BLOCK, (whole: string, name: string, json: string | undefined) => {
    const { ref, url } = attributesOf(json)
    if (name === 'block' && ref !== undefined) {
      const shared = depth < MOST_BLOCKS ? blocks.get(String(ref)) : undefined
      if (shared !== undefined) return withBlocks(shared, blocks, remark, depth + 1)
      remark('a shared block is not in the file', `block ${ref}`)
      return ''
    }
    if (url !== undefined && /^https?:\/\/\S+$/.test(url)) return `<p>${escaped(url)}</p>`
    if (!UNSEEN.includes(name)) remark('a block with content from the server was left out of its text', name)
    return whole
  })
}

function attributesOf(json: string | undefined): z.output<typeof attributes> {
  try {
    return attributes.safeParse(JSON.parse(json ?? '{}')).data ?? {}
  } catch {
    return {}
  }
}

const LIST = new RegExp(String.raw`(?<!\[)\[(gallery|playlist)(${ATTRIBUTES})\]`, 'gi')

/** HTML with the pictures of galleries and the files of playlists. */
function withGalleries(
  html: string,
  post: string,
  attachments: ReadonlyMap<string, Attachment>,
  remark: Notice,
): string {
  return html.replace(LIST, (whole: string, name: string, attributes: string) => {
    const isGallery = name.toLowerCase() === 'gallery'
    const named = idsIn(attributes, 'ids') ?? idsIn(attributes, 'include')
    const [of = post] = idsIn(attributes, 'id') ?? []
    const left = idsIn(attributes, 'exclude') ?? []
    const ids = named ?? attachedTo(of, attachments, isGallery).filter((id) => !left.includes(id))
    const found = ids.flatMap((id) => attachments.get(id) ?? [])
    if (found.length === 0) return whole
    if (found.length < ids.length)
      remark(`files of a ${name.toLowerCase()} are not in the file`, `${ids.length - found.length} of ${ids.length}`)
    return `\n\n${found.map(isGallery ? picture : link).join('\n\n')}\n\n`
  })
}

function idsIn(attributes: string, name: string): string[] | undefined {
  const [, , list] = new RegExp(String.raw`\s${name}=(["']?)([\d,\s]+)\1`, 'i').exec(attributes) ?? []
  return list?.split(',').map((id) => id.trim())
}

const PICTURE = /\.(?:jpe?g|png|gif|webp|avif|svg|bmp)$/i

/** The attachments of a post in their order. */
const attachedTo = (post: string, attachments: ReadonlyMap<string, Attachment>, arePictures: boolean): string[] =>
  [...attachments]
    .filter(([, { parent, url }]) => parent === post && PICTURE.test(new URL(url).pathname) === arePictures)
    .sort(([one, { order }], [other, { order: otherOrder }]) => order - otherOrder || Number(one) - Number(other))
    .map(([id]) => id)

const picture = ({ url, alt, caption }: Attachment): string =>
  `<figure><img src="${escaped(url)}" alt="${escaped(alt)}"><figcaption>${caption}</figcaption></figure>`

const link = ({ url, caption }: Attachment): string => `<p><a href="${escaped(url)}">${caption || escaped(url)}</a></p>`

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')

const notes = z.array(z.object({ id: z.string(), content: z.string() }))

/** The footnotes of a post: HTML by name. WordPress stores them in a meta field. */
export function footnotesOf(item: XmlElement): ReadonlyMap<string, string> {
  try {
    const { data = [] } = notes.safeParse(JSON.parse(metaOf(item, 'footnotes') || '[]'))
    return new Map(data.map(({ id, content }) => [id, content]))
  } catch {
    return new Map()
  }
}
