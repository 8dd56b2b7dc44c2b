/**
 * Brings a conversation that the server rendered to life. Every link and form goes on leading where it leads without
 * scripts; here they are taken before they lead away.
 */
import { commentAt, idOf } from './comments.ts'
import { followLive } from './live.ts'
import { showOwn } from './own.ts'
import { follow, showReplies } from './paging.ts'
import { resume, submit } from './posting.ts'
import { openReply, prepare } from './replying.ts'
import { openReport } from './reporting.ts'
import { type Place, talkOf, tell } from './talk.ts'
import { tellTimes } from './times.ts'
import { showVotes, vote } from './voting.ts'

const TICK = 30_000

/** @param liveFrom the bucket of the change feed to begin with */
export function enhance(section: HTMLElement, place: Place, liveFrom: number): void {
  const talk = talkOf(section, place)
  const { signal } = talk

  /** Whether a link is followed here. */
  const isTaken = (link: HTMLAnchorElement): boolean => {
    const comment = commentAt(link)
    if (comment && talk.form && link.matches('footer [href*="reply="]')) openReply(talk, idOf(comment))
    else if (comment && link.matches('footer :is([href$="/report"], [href*="/report?"])')) openReport(talk, comment)
    else if (comment) return false
    else if (link.closest('.paging, .choice, .earlier') && section.querySelector('#u_comments')) void follow(talk, link)
    else if (link.matches('.threads > li > p > a:not([rel])')) void showReplies(talk, link)
    else return false
    return true
  }
  section.addEventListener(
    'click',
    (event) => {
      const { target, ctrlKey, metaKey, shiftKey, altKey } = event
      const isPlain = !ctrlKey && !metaKey && !shiftKey && !altKey
      const link = isPlain && target instanceof Element && target.closest('a')
      if (link && isTaken(link)) event.preventDefault()
    },
    { signal },
  )
  section.addEventListener(
    'submit',
    (event) => {
      const { target, submitter } = event
      event.preventDefault()
      if (talk.form && target === talk.form) submit(talk, talk.form)
      else if (submitter instanceof HTMLButtonElement && submitter.name) vote(talk, submitter)
    },
    { signal },
  )
  prepare(talk)
  tellTimes(talk, section)
  const timer = setInterval(() => document.hidden || tellTimes(talk, section), TICK)
  signal.addEventListener('abort', () => clearInterval(timer))
  resume(talk)
  showOwn(talk)
  void showVotes(talk, [section])
  followLive(talk, liveFrom)
  tell(talk, 'ready')
}
