/**
 * The export of Disqus: all threads, then all posts, each naming its thread. A conversation is handed over when its last
 * post has been read, so that no more than those that are still going on are in memory.
 * Source: https://help.disqus.com/en/articles/1717164-comments-export
 */
import type { Choices, Export, OldConversation, Place } from '../conversation.ts'
import { webAddress } from '../html/addresses.ts'
import { TITLE_LENGTH } from '../limits.ts'
import { isEmail, lineOf, nameOf, shortened } from '../lines.ts'
import { addComment } from '../oldComments.ts'
import { slugInAddress } from '../slugs.ts'
import { timeOf } from '../times.ts'
import { childOf, textOf, type XmlElement } from '../xml.ts'

/** What is known of a thread, and how many of its posts are still to come. */
type Thread = {
  place: Place | undefined
  fault: string | undefined
  /** Why readers did not see it. */
  hidden: string | undefined
  posts: number
}

/** Looks through the export once, for its threads and for how much is in each. */
export async function disqusExport(read: () => AsyncIterable<XmlElement>, choices: Choices): Promise<Export> {
  const threads = new Map<string, Thread>()
  const amount = { articles: 0, comments: 0 }
  for await (const record of read()) {
    if (record.name === 'thread') threads.set(idOf(record), { ...threadOf(record, choices), posts: 0 })
    if (record.name !== 'post') continue
    const thread = threads.get(threadIdOf(record)) ?? unknownThread()
    threads.set(threadIdOf(record), thread)
    thread.posts++
    if (reasonToLeave(record, thread) === undefined) amount.comments++
  }
  return { amount, conversations: () => conversations(read(), threads) }
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
    const going = open.get(id) ?? { ...begun(id, thread), left: thread.posts }
    open.set(id, going)
    going.parents.set(refOf(record), parentOf(record))
    addPost(going.conversation, record, thread)
    if (--going.left > 0) continue
    open.delete(id)
    yield going.conversation
  }
}

function begun(id: string, { place, fault }: Thread) {
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
  const author = childOf(post, 'author')
  const email = author ? textOf(author, 'email') : ''
  const html = textOf(post, 'message')
  const created = textOf(post, 'createdAt')
  addComment(conversation, {
    ref,
    parent: parentOf(post),
    author: {
      name: nameOf(author ? textOf(author, 'name') || textOf(author, 'username') : '', (what) =>
        conversation.remarks.push({ ref, reason: what }),
      ),
      ...(isEmail(email) && { email }),
    },
    createdAt: timeOf(created) ?? created,
    html,
    isWordPress: false,
    // Old messages are text with line ends, which were shown.
    lineEnds: !/<(?:p|br)\b/i.test(html),
    base: undefined,
  })
}

function threadOf(thread: XmlElement, { by }: Choices): Omit<Thread, 'posts'> {
  const hidden = reasonToHide(thread)
  const url = webAddress(textOf(thread, 'link'))
  const fault = `its thread has no web address, but “${textOf(thread, 'link').slice(0, 100)}”`
  if (url === undefined) return { place: undefined, fault, hidden }
  if (by === 'url') {
    const title = shortened(lineOf(textOf(thread, 'title')) || url, TITLE_LENGTH)
    return { place: { page: { url, title } }, fault: undefined, hidden }
  }
  const slug = slugInAddress(url)
  if (slug === '') return { place: undefined, fault: `there is no slug in ${url}`, hidden }
  return { place: { article: slug }, fault: undefined, hidden }
}

const unknownThread = (): Thread => ({
  place: undefined,
  fault: 'its thread is not in the export',
  hidden: undefined,
  posts: 0,
})

/** Why readers did not see a thread; undefined for one that they saw. */
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

/** Whether a flag is set, in any form that XML Schema knows. */
const isTrue = (record: XmlElement, name: string): boolean => /^(?:true|1)$/i.test(textOf(record, name))

const idOf = ({ attributes }: XmlElement): string => attributes['dsq:id'] ?? ''
const refOf = (post: XmlElement): string => `disqus:${idOf(post)}`
const threadIdOf = (post: XmlElement): string => idOf(childOf(post, 'thread') ?? post)

function parentOf(post: XmlElement): string | undefined {
  const parent = childOf(post, 'parent')
  return parent && `disqus:${idOf(parent)}`
}
