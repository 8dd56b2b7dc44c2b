/**
 * Voting where one reads, and how one voted before. Who votes is kept here as the server gave it out.
 */
import { commentAt, idOf, scoreOf, setScore } from './comments.ts'
import { recall, remember } from './memory.ts'
import { call, isDone, reasonOf } from './server.ts'
import { announce, type Talk } from './talk.ts'

const MOST_AT_ONCE = 100
const busy = new WeakSet<Element>()

export function voterHeaders(): Record<string, string> {
  const voter = recall<string | undefined>('voter', undefined)
  return voter === undefined ? {} : { 'understory-voter': voter }
}

export const keepVoter = (voter: string | null | undefined): void => {
  if (voter) remember('voter', voter)
}

const buttonsOf = (comment: Element) => [
  ...comment.querySelectorAll<HTMLButtonElement>(':scope > footer [name="value"]'),
]

function press(comment: Element, value: number): void {
  for (const each of buttonsOf(comment)) each.setAttribute('aria-pressed', String(Number(each.value) === value))
}

const pressed = (comment: Element): number =>
  Number(buttonsOf(comment).find((each) => each.getAttribute('aria-pressed') === 'true')?.value ?? 0)

/** Shows which buttons are pressed, for the comments within. */
export async function showVotes(talk: Talk, within: ParentNode): Promise<void> {
  const comments = [...within.querySelectorAll('article.comment')].filter((each) => buttonsOf(each).length > 0)
  for (const comment of comments) press(comment, 0)
  const headers = voterHeaders()
  if (Object.keys(headers).length === 0) return
  for (let start = 0; start < comments.length; start += MOST_AT_ONCE) {
    const some = comments.slice(start, start + MOST_AT_ONCE)
    const query = some.map((comment) => `id=${idOf(comment)}`).join('&')
    const { body } = await call<{ votes?: Record<string, number> }>(talk, 'GET', `votes?${query}`, { headers })
    for (const comment of some) press(comment, body.votes?.[idOf(comment)] ?? 0)
  }
}

/** @param chosen the button; the same one again takes the vote back */
export async function vote(talk: Talk, chosen: HTMLButtonElement): Promise<void> {
  const comment = commentAt(chosen)
  if (!comment || busy.has(comment)) return
  busy.add(comment)
  const before = pressed(comment)
  const score = scoreOf(comment)
  const value = Number(chosen.value) === before ? 0 : Number(chosen.value)
  const show = (now: number, to: number) => {
    press(comment, now)
    setScore(talk, comment, to)
  }
  show(value, score + value - before)
  const send = () =>
    call<{ voter?: string | null }>(talk, 'PUT', `comments/${idOf(comment)}/vote`, {
      body: { value },
      headers: voterHeaders(),
    })
  let answer = await send()
  if (answer.status === 403 && answer.problem.type?.endsWith(':forbidden')) {
    // An identity from another time or site; the next vote makes a new one.
    remember('voter', undefined)
    answer = await send()
  }
  busy.delete(comment)
  if (isDone(answer)) {
    keepVoter(answer.body.voter)
    announce(talk, value === 0 ? (comment.querySelector('.score')?.textContent ?? '') : talk.text('voteCounted'))
  } else {
    show(before, score)
    announce(talk, reasonOf(talk, answer))
  }
}
