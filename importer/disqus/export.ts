/**
 * The export of Disqus: all threads, then all posts, each with the id of its thread. A conversation is complete when
 * its last post has been read. Only incomplete conversations are in memory.
 * Source: https://help.disqus.com/en/articles/1717164-comments-export
 */
import {
  type Choices,
  countOrigin,
  type Export,
  type Notice,
  type OldConversation,
  type Place,
} from '../conversation.ts'
import { isEmail, lineOf, nameOf, shortened } from '../fields/lines.ts'
import { slugInAddress } from '../fields/slugs.ts'
import { isPast, timeOf } from '../fields/times.ts'
import { childOf, textOf, type XmlElement } from '../file/xml.ts'
import { webAddress } from '../html/addresses.ts'
import { TITLE_LENGTH } from '../limits.ts'
import { moved } from '../moves.ts'
import { addComment } from '../oldComments.ts'

/** A thread, and how many posts it has. */
type Thread = {
  /** When the thread was created. */
  createdAt: string | undefined
  place: Place | undefined
  fault: string | undefined
  /** Why it was not public. */
  hidden: string | undefined
  posts: number
  /** How many of them are imported. */
  taken: number
}

/** Reads the export once: collects its threads and counts their posts. */
export async function disqusExport(read: () => AsyncIterable<XmlElement>, choices: Choices): Promise<Export> {
  const threads = new Map<string, Thread>()
  const amount = { articles: 0, comments: 0 }
  for await (const record of read()) {
    if (record.name === 'thread') {
      const id = idOf(record)
      threads.set(id, { ...threadOf(record, choices), posts: threads.get(id)?.posts ?? 0, taken: 0 })
    }
    if (record.name !== 'post') continue
    const thread = threads.get(threadIdOf(record)) ?? unknownThread()
    threads.set(threadIdOf(record), thread)
    thread.posts++
    if (reasonToLeave(record, thread) !== undefined) continue
    thread.taken++
    amount.comments++
  }
  const origins = new Map<string, number>()
  for (const { place, taken } of threads.values()) countOrigin(origins, place, taken)
  return { amount, origins, conversations: () => conversations(read(), threads) }
}

async function* conversations(
  records: AsyncIterable<XmlElement>,
  threads: ReadonlyMap<string, Thread>,
): AsyncGenerator<OldConversation> {
  const open = new Map<
    string,
    { conversation: OldConversation; parents: Map<string, string | undefined>; left: number }
  >()
  for await (const record of records) {
    if (record.name !== 'post') continue
    const id = threadIdOf(record)
    const thread = threads.get(id) ?? unknownThread()
    const entry = open.get(id) ?? { ...newConversation(id, thread), left: thread.posts }
    open.set(id, entry)
    const ref = refOf(record)
    if (entry.parents.has(ref)) entry.conversation.leftOut.comments.push({ ref, reason: 'they are in the file twice' })
    else addPost(entry.conversation, record, thread)
    entry.parents.set(ref, parentOf(record))
    if (--entry.left > 0) continue
    open.delete(id)
    yield entry.conversation
  }
}

function newConversation(id: string, { place, fault }: Thread) {
  const parents = new Map<string, string | undefined>()
  const conversation: OldConversation = {
    ref: `disqus:thread-${id}`,
    place,
    fault,
    comments: [],
    parents,
    leftOut: { articles: [], comments: [] },
    refused: { articles: [], comments: [] },
    remarks: [],
  }
  return { conversation, parents }
}

function addPost(conversation: OldConversation, post: XmlElement, thread: Thread): void {
  const ref = refOf(post)
  const reason = reasonToLeave(post, thread)
  if (reason !== undefined) {
    conversation.leftOut.comments.push({ ref, reason })
    return
  }
  const notice: Notice = (what, detail) => void conversation.remarks.push({ ref, reason: what, detail })
  const author = childOf(post, 'author')
  const email = author ? textOf(author, 'email') : ''
  const html = textOf(post, 'message')
  addComment(conversation, {
    ref,
    parent: parentOf(post),
    author: {
      name: nameOf(author ? textOf(author, 'name') || textOf(author, 'username') : '', notice),
      ...(isEmail(email) && { email }),
    },
    createdAt: createdAt(post, thread, notice),
    html,
    isWordPress: false,
    // Old messages are plain text, and Disqus showed their line ends.
    lineEnds: !/<(?:p|br)\b/i.test(html),
    base: undefined,
  })
}

/** A post's time, or the time of its thread if the post's is impossible. */
function createdAt(post: XmlElement, thread: Thread, remark: Notice): string {
  const written = textOf(post, 'createdAt')
  const time = timeOf(written)
  if (time !== undefined && isPast(time)) return time
  if (thread.createdAt === undefined || !isPast(thread.createdAt)) return written
  remark('its time is impossible; it gets the time of its thread')
  return thread.createdAt
}

function threadOf(thread: XmlElement, choices: Choices): Omit<Thread, 'posts' | 'taken'> {
  const link = webAddress(textOf(thread, 'link'))
  const known = { createdAt: timeOf(textOf(thread, 'createdAt')), hidden: reasonToHide(thread) }
  if (link === undefined) {
    const fault = `its thread has no web address, but “${textOf(thread, 'link').slice(0, 100)}”`
    return { ...known, place: undefined, fault }
  }
  const url = moved(link, choices.moves)
  const slug = slugInAddress(url)
  if (choices.by === 'slug' && slug === '') return { ...known, place: undefined, fault: `there is no slug in ${url}` }
  const title = shortened(lineOf(textOf(thread, 'title')) || url, TITLE_LENGTH)
  const page = { url, title, isClosed: isTrue(thread, 'isClosed') }
  return { ...known, place: choices.by === 'slug' ? { article: slug } : { page }, fault: undefined }
}

const unknownThread = (): Thread => ({
  createdAt: undefined,
  place: undefined,
  fault: 'its thread is not in the export',
  hidden: undefined,
  posts: 0,
  taken: 0,
})

/** Why a thread was not public; undefined for a public one. */
function reasonToHide(thread: XmlElement): string | undefined {
  if (isTrue(thread, 'isDeleted')) return 'their thread was deleted'
  // WordPress shows authors their drafts at such addresses, and Disqus makes threads there.
  const query = URL.parse(textOf(thread, 'link'))?.searchParams
  const isPreview = query?.get('preview') === 'true' || query?.has('preview_id')
  return isPreview ? 'their thread was that of a preview' : undefined
}

function reasonToLeave(post: XmlElement, { hidden }: Thread): string | undefined {
  if (isTrue(post, 'isDeleted')) return 'they were deleted'
  if (isTrue(post, 'isSpam')) return 'they are spam'
  if (childOf(post, 'isApproved') && !isTrue(post, 'isApproved')) return 'they were not approved'
  return hidden
}

/** Whether a flag is set, in any form of XML Schema. */
const isTrue = (record: XmlElement, name: string): boolean => /^(?:true|1)$/i.test(textOf(record, name))

const idOf = ({ attributes }: XmlElement): string => attributes['dsq:id'] ?? ''
const refOf = (post: XmlElement): string => `disqus:${idOf(post)}`
const threadIdOf = (post: XmlElement): string => idOf(childOf(post, 'thread') ?? post)

function parentOf(post: XmlElement): string | undefined {
  const parent = childOf(post, 'parent')
  return parent && `disqus:${idOf(parent)}`
}
