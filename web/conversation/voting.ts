/**
 * Voting in place, and showing the reader's votes. The voter's identity is stored as the server gave it.
 */
import { commentAt, commentsIn, idOf, press, scoreOf, setScore, voteButtons } from './comments.ts'
import { announce, type Conversation } from './conversation.ts'
import { recall, remember } from './memory.ts'
import { call, reasonOf } from './server.ts'

const MOST_AT_ONCE = 100

export function voterHeaders(): Record<string, string> {
  const voter = recall('voter', '')
  return voter ? { 'understory-voter': voter } : {}
}

export const keepVoter = (voter: string | null | undefined): void => {
  if (voter) remember('voter', voter)
}

/** Shows the reader's votes on the comments within. */
export async function showVotes(conversation: Conversation, within: readonly Element[]): Promise<void> {
  const comments = within.flatMap(commentsIn).filter((each) => voteButtons(each).length > 0)
  for (const comment of comments) press(comment, 0)
  const headers = voterHeaders()
  if (!headers['understory-voter']) return
  while (comments.length > 0) {
    const some = comments.splice(0, MOST_AT_ONCE)
    const query = some.map((comment) => `id=${idOf(comment)}`).join('&')
    const { body } = await call<{ votes?: Record<string, number> }>(conversation, 'GET', `votes?${query}`, headers)
    for (const comment of some) press(comment, body.votes?.[idOf(comment)] ?? 0)
  }
}

/** The pending vote on each comment. */
const turns = new WeakMap<Element, Promise<void>>()

/** @param chosen the button; the same one again takes the vote back. A vote waits for the one before it. */
export function vote(conversation: Conversation, chosen: HTMLButtonElement): void {
  const comment = commentAt(chosen)
  if (!comment) return
  turns.set(
    comment,
    (turns.get(comment) ?? Promise.resolve()).then(() => cast(conversation, comment, chosen)),
  )
}

async function cast(conversation: Conversation, comment: HTMLElement, chosen: HTMLButtonElement): Promise<void> {
  const before = Number(voteButtons(comment).find((each) => each.ariaPressed === 'true')?.value ?? 0)
  const value = Number(chosen.value) === before ? 0 : Number(chosen.value)
  const show = (from: number, to: number) => {
    press(comment, to)
    setScore(conversation, comment, scoreOf(comment) + to - from)
  }
  show(before, value)
  const send = () =>
    call<{ voter?: string | null }>(conversation, 'PUT', `comments/${idOf(comment)}/vote`, voterHeaders(), { value })
  let answer = await send()
  if (answer.body.type?.endsWith(':forbidden')) {
    // The identity is from another time or site. The next vote gets a new one.
    remember('voter', undefined)
    answer = await send()
  }
  if (answer.ok) keepVoter(answer.body.voter)
  else show(value, before)
  const counted =
    value === 0 ? conversation.text('score', { count: scoreOf(comment) }) : conversation.text('voteCounted')
  announce(conversation, answer.ok ? counted : reasonOf(conversation, answer))
}
