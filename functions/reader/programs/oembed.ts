/**
 * oEmbed for articles and for single comments.
 */
import type { oembed as contract } from '../../contract/pages.ts'
import { requirePublic } from '../../domain/articles/article.ts'
import { parseCommentId } from '../../domain/comments/comment.ts'
import { CommentNotFound } from '../../domain/errors.ts'
import type { EndpointsOf } from '../../http/api.ts'
import type { HttpEvent } from '../../http/input/request.ts'
import { originOf } from '../../http/origin/origin.ts'
import { AddressUnknown, FormatNotOffered, InvalidRequest } from '../../http/refusals.ts'
import { embedding, embeddingXml } from '../../pages/formats/oembed.ts'
import { languageFor } from '../../pages/languages/language.ts'
import { sayText } from '../../pages/languages/wording.ts'
import { FRONT } from '../../pages/page.ts'
import { parameter } from '../../pages/request.ts'
import { getPlaced } from '../../store/comments/comments.ts'
import type { PageReader } from '../pages/pages.ts'
import { forPrograms } from './forPrograms.ts'

/** An article, or one of its comments. */
const ADDRESS = /^\/articles\/([^/]+)(?:\/comments\/([^/]+))?\/?$/

export function oembedEndpoints(reader: PageReader): EndpointsOf<typeof contract> {
  const linkedTo = async (event: HttpEvent, [slug, commentId]: readonly [string, string | undefined]) => {
    const { article, shards } = await reader.conversation(slug)
    // An external page's own site answers for it. A renamed article is found by its old slug.
    if (article.externalUrl !== undefined) throw new AddressUnknown()
    requirePublic(article, article.slug, reader.clock())
    if (commentId === undefined) return article
    const id = parseCommentId(commentId, shards)
    const found = id && (await getPlaced(reader.comments, article.key, id))
    const author = found?.facts.author
    if (found?.state !== 'published' || !author) throw new CommentNotFound()
    const { messages } = await languageFor(parameter(event, 'lang'), undefined)
    return { title: sayText(messages.commentOn, { name: author.name, title: article.title }), authors: [author] }
  }

  return {
    // A link has no size, so requested sizes are ignored. So are unknown parameters.
    'GET /oembed': async (event) => {
      const format = parameter(event, 'format') ?? 'json'
      if (format !== 'json' && format !== 'xml') throw new FormatNotOffered()
      const origin = originOf(event, reader.siteUrl)
      const place = placeIn(origin, parameter(event, 'url'))
      const { title, authors } = await linkedTo(event, place)
      const provider = { name: reader.siteName, url: origin + FRONT }
      const fields = embedding({ title, authors, provider })
      return format === 'json'
        ? forPrograms(event, 'application/json; charset=utf-8', JSON.stringify(fields))
        : forPrograms(event, 'text/xml; charset=utf-8', embeddingXml(fields))
    },
  }
}

/** The slug and comment id in an address of this site, with http or https. */
function placeIn(origin: string, address: string | undefined): readonly [string, string | undefined] {
  if (address === undefined) throw new InvalidRequest('query', [{ path: ['url'], code: 'required' }])
  const url = URL.parse(address)
  const isOurs = url !== null && /^https?:$/.test(url.protocol) && url.host === new URL(origin).host
  const [, slug, comment] = (isOurs && ADDRESS.exec(url.pathname)) || []
  if (slug === undefined) throw new AddressUnknown()
  try {
    return [decodeURIComponent(slug), comment && decodeURIComponent(comment)]
  } catch {
    throw new AddressUnknown()
  }
}
