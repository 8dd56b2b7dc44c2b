/**
 * One run of the command: looks the export through, sees that it may write, sends, and says what became of it.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { apiAt } from './api.ts'
import type { OldConversation } from './conversation.ts'
import { ImportStopped } from './errors.ts'
import { openExport } from './open.ts'
import type { Options } from './options.ts'
import { type Progress, progressOn } from './progress.ts'
import { Report } from './report.ts'
import { type Sender, send, type Tokens } from './sending.ts'
import { levelsOf, remarksOn } from './threads.ts'

/** Conversations that are sent at once: enough to be quick, too few to be in readers' way. */
const SIDE_BY_SIDE = 4

type Environment = Record<string, string | undefined>

/**
 * @returns whether everything was taken
 * @throws ImportStopped when it can't begin or go on
 */
export async function runImport(options: Options, environment: Environment, out: NodeJS.WriteStream): Promise<boolean> {
  const { format, found } = await openExport(options.file, options.format, (format) => ({
    by: options.by ?? (format === 'wordpress' ? 'slug' : 'url'),
    pages: options.pages,
  }))
  const { articles, comments } = found.amount
  const progress = progressOn(out, articles + comments)
  const report = new Report(progress.say)
  const deliver = options.dryRun
    ? async (conversation: OldConversation) => foresee(report, conversation)
    : await sending(report, environment, articles > 0)
  progress.say(
    `An export of ${format === 'wordpress' ? 'WordPress' : 'Disqus'}: ${articles.toLocaleString('en')} articles, ${comments.toLocaleString('en')} comments`,
  )
  await deliverAll(found.conversations(), deliver, () => progress.show(report.done), progress)
  for (const line of report.summary(options.dryRun)) progress.say(line)
  return !report.hasRefused
}

async function deliverAll(
  conversations: AsyncIterable<OldConversation>,
  deliver: (conversation: OldConversation) => Promise<void>,
  delivered: () => void,
  progress: Progress,
): Promise<void> {
  const queue = conversations[Symbol.asyncIterator]()
  const work = async () => {
    for (let next = await queue.next(); !next.done; next = await queue.next()) {
      await deliver(next.value)
      delivered()
    }
  }
  try {
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work))
  } finally {
    progress.clear()
  }
}

/** What sending would do, as far as can be said without. */
function foresee(report: Report, conversation: OldConversation): void {
  const { remarks, leftOut, refused, article, place, comments, fault = 'its article is not imported' } = conversation
  for (const remark of remarks) report.remark(remark)
  report.leftOut(leftOut)
  for (const one of refused.articles) report.refused('articles', one)
  for (const one of refused.comments) report.refused('comments', one)
  if (article) report.stored('articles')
  for (const remark of remarksOn(levelsOf(comments, conversation.parents))) report.remark(remark)
  for (const { ref } of comments) {
    if (place === undefined) report.refused('comments', { ref, reason: fault })
    else report.stored('comments')
  }
}

/** Sees that both tokens are good before anything is written. */
async function sending(report: Report, environment: Environment, needsEditor: boolean) {
  const url = environment.UNDERSTORY_URL || `http://localhost:${environment.PORT || 3000}`
  if (!URL.canParse(url)) throw new ImportStopped(`UNDERSTORY_URL is no address: ${url}`)
  const tokens: Tokens = {
    moderator: tokenIn(environment, 'UNDERSTORY_MODERATOR_TOKEN', 'moderator'),
    editor: needsEditor ? tokenIn(environment, 'UNDERSTORY_EDITOR_TOKEN', 'editor') : undefined,
  }
  const sender: Sender = { api: apiAt(url), tokens, report, pause: sleep }
  const checks = [{ path: '/v1/moderation/settings', token: tokens.moderator }]
  if (tokens.editor !== undefined) checks.push({ path: '/v1/editor/articles?limit=1', token: tokens.editor })
  for (const { path, token } of checks) {
    const { status } = await sender.api.call('GET', path, { token, attempts: 3, silences: 3 })
    if (status !== 200) throw new ImportStopped(`${url} does not answer as Understory does (${path}: ${status}).`)
  }
  return (conversation: OldConversation) => send(sender, conversation)
}

function tokenIn(environment: Environment, name: string, role: string): string {
  const token = environment[name]?.trim()
  if (token) return token
  throw new ImportStopped(
    `${name} is not set. For a local stack: export ${name}=$(npm run -s token -- --role ${role}); for a deployed one, docs/importing.md says how.`,
  )
}
