/**
 * Counts the results of an import and prints them at the end, grouped by reason.
 */
import type { Remark, Remarks } from './conversation.ts'

/** Names of articles and comments by reason. */
type Groups = Map<string, string[]>
type Counts = { stored: number; existing: number; leftOut: Groups; refused: Groups }

export type Kind = 'articles' | 'comments'

/** How a summary is written. */
type SummaryOptions = {
  isDryRun: boolean
  /** Whether all names are printed. */
  isVerbose?: boolean
}

export class Report {
  readonly #counts: Record<Kind, Counts> = { articles: newCounts(), comments: newCounts() }
  readonly #changed: Groups = new Map()

  /** How many were stored, found existing or refused. */
  get done(): number {
    return Object.values(this.#counts).reduce(
      (sum, { stored, existing, refused }) => sum + stored + existing + totalOf(refused),
      0,
    )
  }

  get hasRefused(): boolean {
    return Object.values(this.#counts).some(({ refused }) => refused.size > 0)
  }

  stored(kind: Kind): void {
    this.#counts[kind].stored++
  }

  existing(kind: Kind): void {
    this.#counts[kind].existing++
  }

  refused(kind: Kind, remark: Remark): void {
    add(this.#counts[kind].refused, remark)
  }

  leftOut({ articles, comments }: Remarks): void {
    for (const remark of articles) add(this.#counts.articles.leftOut, remark)
    for (const remark of comments) add(this.#counts.comments.leftOut, remark)
  }

  remark(remark: Remark): void {
    add(this.#changed, remark)
  }

  /** The lines that are printed at the end. */
  summary({ isDryRun, isVerbose = false }: SummaryOptions): string[] {
    const most = isVerbose ? Number.POSITIVE_INFINITY : MOST_NAMES
    const lines = [...this.#summaryOf('articles', isDryRun, most), ...this.#summaryOf('comments', isDryRun, most)]
    if (this.#changed.size > 0) {
      lines.push(`Changed to fit the limits and formats here: ${formatted(totalOf(this.#changed))}`)
      lines.push(...groupLines('', this.#changed, most))
    }
    if (lines.some((line) => line.endsWith(MORE))) lines.push('--verbose lists all names.')
    return lines
  }

  #summaryOf(kind: Kind, isDryRun: boolean, most: number): string[] {
    const { stored, existing, leftOut, refused } = this.#counts[kind]
    if (kind === 'articles' && stored + existing + leftOut.size + refused.size === 0) return []
    const verb = isDryRun ? 'to import' : kind === 'articles' ? 'created' : 'imported'
    const parts = [`${formatted(stored)} ${verb}`]
    if (existing > 0) parts.push(`${formatted(existing)} already there`)
    if (leftOut.size > 0) parts.push(`${formatted(totalOf(leftOut))} left out`)
    parts.push(`${formatted(totalOf(refused))} refused`)
    const name = kind === 'articles' ? 'Articles' : 'Comments'
    // Often most comments are spam: their names are printed only with --verbose.
    const few = most === MOST_NAMES ? 0 : most
    return [
      `${name}: ${parts.join(', ')}`,
      ...groupLines('left out because ', leftOut, few),
      ...groupLines('refused: ', refused, most),
    ]
  }
}

const newCounts = (): Counts => ({ stored: 0, existing: 0, leftOut: new Map(), refused: new Map() })

function add(groups: Groups, { ref, reason, detail }: Remark): void {
  const group = groups.get(reason) ?? []
  groups.set(reason, group)
  group.push(detail === undefined ? ref : `${ref} (${detail})`)
}

const totalOf = (groups: Groups): number => [...groups.values()].reduce((sum, { length }) => sum + length, 0)

/** Names in a group that are printed without --verbose. */
const MOST_NAMES = 10
const MORE = ' more'

/** Each group with its number, the largest first, and the names in it. */
function groupLines(what: string, groups: Groups, most: number): string[] {
  return [...groups]
    .sort(([, one], [, other]) => other.length - one.length)
    .flatMap(([reason, names]) => {
      const line = `  ${formatted(names.length)} ${what}${reason}`
      if (most === 0) return [line]
      const left = names.length - most
      const listed = names.slice(0, most).join(', ')
      return [line, `      ${listed}${left > 0 ? ` and ${formatted(left)}${MORE}` : ''}`]
    })
}

const formatted = (count: number): string => count.toLocaleString('en')
