/**
 * One run of the command: reads the export, checks the tokens, sends everything and prints the results.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Export, OldConversation } from './conversation.ts'
import { ImportStopped } from './errors.ts'
import { sameSites } from './moves.ts'
import { openExport } from './open.ts'
import type { Options } from './options.ts'
import { type Progress, progressOn } from './progress.ts'
import { Report } from './report.ts'
import { dryRun } from './sending/dryRun.ts'
import { send } from './sending/sending.ts'
import { allowedOrigins, articleFinder, type Environment, requireEditor, siteIn, tokenOf } from './sending/site.ts'

/** Conversations that are sent in parallel. */
const CONCURRENT_CONVERSATIONS = 4

/**
 * @param stop ends the run early; the results so far are printed
 * @returns whether nothing was refused
 * @throws ImportStopped if it cannot start or continue
 */
export async function runImport(
  options: Options,
  environment: Environment,
  out: NodeJS.WriteStream,
  stop?: AbortSignal,
): Promise<boolean> {
  const { format, found } = await openExport(options.file, options.format, (format) => ({
    by: options.by ?? (format === 'wordpress' ? 'slug' : 'url'),
    pages: options.pages,
    moves: options.moves,
  }))
  const { articles, comments } = found.amount
  const progress = progressOn(out, articles + comments)
  const report = new Report()
  // An error in one conversation ends the others.
  const ending = new AbortController()
  const signal = stop ? AbortSignal.any([stop, ending.signal]) : ending.signal
  const deliver = options.dryRun
    ? await prepareDryRun(report, environment, found, progress, signal)
    : await prepareSending(report, environment, found, progress, signal)
  progress.print(
    `An export of ${format === 'wordpress' ? 'WordPress' : 'Disqus'}: ${articles.toLocaleString('en')} articles, ${comments.toLocaleString('en')} comments`,
  )
  for (const forms of sameSites(found.origins)) progress.print(sameSiteLine(forms))
  try {
    await deliverAll(found.conversations(), deliver, () => progress.show(report.done), signal, ending)
  } finally {
    progress.clear()
    for (const line of report.summary({ isDryRun: options.dryRun, isVerbose: options.verbose })) progress.print(line)
  }
  if (stop?.aborted)
    throw new ImportStopped(
      options.dryRun
        ? 'Interrupted. Nothing was sent.'
        : 'Interrupted. Run the same command again to continue. Nothing is imported twice.',
    )
  return !report.hasRefused
}

async function deliverAll(
  conversations: AsyncIterable<OldConversation>,
  deliver: (conversation: OldConversation) => Promise<void>,
  delivered: () => void,
  signal: AbortSignal,
  ending: AbortController,
): Promise<void> {
  const queue = conversations[Symbol.asyncIterator]()
  const work = async () => {
    try {
      for (let next = await queue.next(); !next.done && !signal.aborted; next = await queue.next()) {
        await deliver(next.value)
        delivered()
      }
    } catch (error) {
      // Only the first error counts. It ends the other conversations.
      const isFirst = !signal.aborted
      ending.abort()
      if (isFirst || !(error instanceof ImportStopped)) throw error
    }
  }
  const outcomes = await Promise.allSettled(Array.from({ length: CONCURRENT_CONVERSATIONS }, work))
  // Closes the file when the run ended early.
  await queue.return?.()
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failed) throw failed.reason
}

/** Checks both tokens before anything is written. */
async function prepareSending(
  report: Report,
  environment: Environment,
  { amount, origins }: Export,
  progress: Progress,
  signal: AbortSignal,
) {
  const { url, api } = siteIn(environment, signal)
  const tokens = {
    moderator: tokenOf(environment, 'moderator'),
    editor: amount.articles > 0 ? tokenOf(environment, 'editor') : undefined,
  }
  const allowed = await allowedOrigins(api, url, tokens.moderator)
  if (tokens.editor !== undefined) await requireEditor(api, url, tokens.editor)
  printDisallowedOrigins(origins, allowed, progress)
  return (conversation: OldConversation) => send({ api, tokens, allowed, report, pause: sleep }, conversation)
}

/** With tokens, a dry run asks the site for the allowed origins and the articles that exist. */
async function prepareDryRun(
  report: Report,
  environment: Environment,
  { amount, origins }: Export,
  progress: Progress,
  signal: AbortSignal,
) {
  const { url, api } = siteIn(environment, signal)
  const checkIfPossible = async <T>(what: string, ask: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof ImportStopped)) throw error
      progress.print(`Not checked: ${what}. ${error.message}`)
      return undefined
    }
  }
  const allowed =
    origins.size === 0
      ? undefined
      : await checkIfPossible('which origins are allowed', () =>
          allowedOrigins(api, url, tokenOf(environment, 'moderator')),
        )
  if (allowed) printDisallowedOrigins(origins, allowed, progress)
  // The comments are for articles that are not in the file.
  const mustAsk = amount.articles === 0 && origins.size === 0 && amount.comments > 0
  const isThere = mustAsk
    ? await checkIfPossible('whether the articles exist', async () => {
        const token = tokenOf(environment, 'editor')
        await requireEditor(api, url, token)
        return articleFinder(api, token)
      })
    : undefined
  return (conversation: OldConversation) => dryRun(report, { allowed, isThere }, conversation)
}

/** Prints one line for each origin that is not allowed. */
function printDisallowedOrigins(
  origins: ReadonlyMap<string, number>,
  allowed: ReadonlySet<string>,
  progress: Progress,
): void {
  for (const [origin, comments] of origins)
    if (!allowed.has(origin))
      progress.print(
        `Pages of ${origin} can’t be commented on here: ${commentCount(comments)}. Add it to allowedOrigins of the settings (docs/widget.md), or name their new address: --map ${origin}=NEW.`,
      )
}

function sameSiteLine([first, ...others]: [string, number][]): string {
  const [best = '', most = 0] = first ?? []
  const forms = others.map(([origin, comments]) => `${origin} (${commentCount(comments)})`).join(', ')
  const maps = others.map(([origin]) => `--map ${origin}=${best}`).join(' ')
  return `The file has pages of ${best} (${commentCount(most)}) and of ${forms}. A page shows the comments at its own address only. If they are the same site, add ${maps}, or the reverse.`
}

const commentCount = (count: number): string => `${count.toLocaleString('en')} ${count === 1 ? 'comment' : 'comments'}`
