/**
 * Enhances a conversation that the server rendered. Links and forms work without scripts. Here, scripts handle them
 * without leaving the page.
 */
import { commentAt, idOf } from './comments.ts'
import { conversationOf, type Place, tell } from './conversation.ts'
import { resume, submit } from './forms/posting.ts'
import { openReply, prepare } from './forms/replying.ts'
import { openReport } from './forms/reporting.ts'
import { followFragment } from './fragment.ts'
import { listenToKeys } from './keys.ts'
import { followLive } from './live.ts'
import { showOwn } from './own.ts'
import { follow, showReplies } from './paging.ts'
import { tellTimes } from './times.ts'
import { showVotes, vote } from './voting.ts'

const TICK = 30_000

/** @param liveFrom the bucket of the change feed to begin with */
export function enhance(section: HTMLElement, place: Place, liveFrom: number): void {
  const conversation = conversationOf(section, place)
  const { signal } = conversation

  /** Handles a link. @returns whether it did */
  const isTaken = (link: HTMLAnchorElement): boolean => {
    const comment = link.closest('footer') && commentAt(link)
    if (conversation.form && link.matches('.write-one')) openReply(conversation, conversation.home.parent)
    else if (link.closest('.order, .pages')) void follow(conversation, link)
    else if (link.matches('.threads > li > p > a:not([rel])')) void showReplies(conversation, link)
    else if (comment && link.pathname.endsWith('/report')) openReport(conversation, comment)
    else if (comment && conversation.form && link.search.includes('reply=')) openReply(conversation, idOf(comment))
    else return false
    return true
  }
  section.addEventListener('click', (event) => {
    const { target, ctrlKey, metaKey, shiftKey, altKey } = event
    const isSpecial = ctrlKey || metaKey || shiftKey || altKey
    const link = !isSpecial && target instanceof Element && target.closest('a')
    if (link && isTaken(link)) event.preventDefault()
  })
  section.addEventListener('submit', (event) => {
    const { target, submitter } = event
    event.preventDefault()
    if (conversation.form && target === conversation.form) submit(conversation, conversation.form)
    else if (submitter instanceof HTMLButtonElement && submitter.name) vote(conversation, submitter)
  })
  listenToKeys(section)
  prepare(conversation)
  const timer = setInterval(() => document.hidden || tellTimes(conversation, section), TICK)
  signal.addEventListener('abort', () => clearInterval(timer))
  resume(conversation)
  showOwn(conversation)
  void showVotes(conversation, [section])
  followLive(conversation, liveFrom)
  followFragment(conversation)
  tell(conversation, 'ready')
}
