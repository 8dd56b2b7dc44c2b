/**
 * Brings a conversation that the server rendered to life. Every link and form goes on leading where it leads without
 * scripts; here they are taken before they lead away.
 */
import { commentAt } from './comments.ts'
import { followLive } from './live.ts'
import { showOwn } from './own.ts'
import { follow, showReplies } from './paging.ts'
import { resume, submit } from './posting.ts'
import { closeReply, openReply, prepare } from './replying.ts'
import { openReport } from './reporting.ts'
import { type Place, talkOf, tell } from './talk.ts'
import { tellTimes } from './times.ts'
import { showVotes, vote } from './voting.ts'

const TICK = 30_000

/** @param liveFrom the bucket of the change feed to begin with */
export function enhance(section: HTMLElement, place: Place, liveFrom: number): void {
  const talk = talkOf(section, place)
  const { signal } = talk
  section.addEventListener(
    'click',
    (event) => {
      const { target } = event
      const isPlain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey
      if (!(target instanceof Element) || !isPlain) return
      const link = target.closest('a')
      if (link && taken(link)) event.preventDefault()
    },
    { signal },
  )

  /** Whether a link is followed here. */
  const taken = (link: HTMLAnchorElement): boolean => {
    const address = link.getAttribute('href') ?? ''
    if (address.startsWith('#')) {
      section.querySelector<HTMLElement>(`#${CSS.escape(address.slice(1))}`)?.focus()
      return true
    }
    const comment = commentAt(link)
    if (comment && link.closest('footer')) {
      if (address.includes('reply=')) return openReply(talk, comment) !== undefined
      if (/\/report(\?|$)/.test(address)) {
        openReport(talk, comment, link)
        return true
      }
      return false
    }
    if (comment) return false
    if (link.closest('.paging, .choice, .earlier') && section.querySelector('#u_comments')) {
      void follow(talk, link)
      return true
    }
    const isReplies = link.matches('.threads > li > p > a:not([rel])')
    if (isReplies) void showReplies(talk, link)
    return isReplies
  }

  section.addEventListener(
    'submit',
    (event) => {
      const { target, submitter } = event
      if (!(target instanceof HTMLFormElement)) return
      event.preventDefault()
      if (target.matches('.write')) {
        const comment = target.previousElementSibling
        const isReply = target.closest('li') !== null && comment instanceof HTMLElement
        submit(talk, target, () => isReply && closeReply(comment, target))
      } else if (submitter instanceof HTMLButtonElement) void vote(talk, submitter)
    },
    { signal },
  )

  const form = section.querySelector<HTMLFormElement>(':scope > form.write')
  if (form) prepare(talk, form)
  tellTimes(talk, section)
  const timer = setInterval(() => !document.hidden && tellTimes(talk, section), TICK)
  signal.addEventListener('abort', () => clearInterval(timer))
  resume(talk)
  showOwn(talk)
  void showVotes(talk, section)
  followLive(talk, liveFrom)
  tell(talk, 'ready', { slug: talk.slug })
}
