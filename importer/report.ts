/**
 * What became of everything: counted, and told at the end. What was refused and what was changed is told at once, by name.
 */
import type { Remark, Remarks } from './conversation.ts'

type Counts = { stored: number; there: number; leftOut: Map<string, number>; refused: Map<string, number> }

export type Kind = 'articles' | 'comments'

export class Report {
  readonly #counts: Record<Kind, Counts> = { articles: newCounts(), comments: newCounts() }
  readonly #say: (line: string) => void
  #remarks = 0

  /** @param say writes a line */
  constructor(say: (line: string) => void) {
    this.#say = say
  }

  /** How many are dealt with, one way or another, but for what is left out. */
  get done(): number {
    return Object.values(this.#counts).reduce(
      (sum, { stored, there, refused }) => sum + stored + there + totalOf(refused),
      0,
    )
  }

  get hasRefused(): boolean {
    return Object.values(this.#counts).some(({ refused }) => refused.size > 0)
  }

  stored(kind: Kind): void {
    this.#counts[kind].stored++
  }

  there(kind: Kind): void {
    this.#counts[kind].there++
  }

  refused(kind: Kind, { ref, reason }: Remark): void {
    add(this.#counts[kind].refused, reason)
    this.#say(`Refused ${ref}: ${reason}`)
  }

  leftOut({ articles, comments }: Remarks): void {
    for (const { reason } of articles) add(this.#counts.articles.leftOut, reason)
    for (const { reason } of comments) add(this.#counts.comments.leftOut, reason)
  }

  remark({ ref, reason }: Remark): void {
    this.#remarks++
    this.#say(`Changed ${ref}: ${reason}`)
  }

  /** The lines at the end. */
  summary(isDryRun: boolean): string[] {
    const lines = [...this.#summaryOf('articles', isDryRun), ...this.#summaryOf('comments', isDryRun)]
    if (this.#remarks > 0) lines.push(`Changed so that it fits: ${inFigures(this.#remarks)}; each is named above`)
    return lines
  }

  #summaryOf(kind: Kind, isDryRun: boolean): string[] {
    const { stored, there, leftOut, refused } = this.#counts[kind]
    if (kind === 'articles' && stored + there + leftOut.size + refused.size === 0) return []
    const deed = isDryRun ? 'to import' : kind === 'articles' ? 'created' : 'imported'
    const parts = [`${inFigures(stored)} ${deed}`]
    if (there > 0) parts.push(`${inFigures(there)} already there`)
    if (leftOut.size > 0) parts.push(`${inFigures(totalOf(leftOut))} left out`)
    parts.push(`${inFigures(totalOf(refused))} refused`)
    const name = kind === 'articles' ? 'Articles' : 'Comments'
    return [`${name}: ${parts.join(', ')}`, ...reasons('left out because', leftOut), ...reasons('refused:', refused)]
  }
}

const newCounts = (): Counts => ({ stored: 0, there: 0, leftOut: new Map(), refused: new Map() })

function add(counts: Map<string, number>, reason: string): void {
  counts.set(reason, (counts.get(reason) ?? 0) + 1)
}

const totalOf = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((sum, one) => sum + one, 0)

/** More reasons than this help nobody; each has been named before. */
const ENOUGH = 10

function reasons(what: string, counts: ReadonlyMap<string, number>): string[] {
  const sorted = [...counts].sort(([, one], [, other]) => other - one)
  const lines = sorted.slice(0, ENOUGH).map(([reason, count]) => `  ${inFigures(count)} ${what} ${reason}`)
  const rest = sorted.slice(ENOUGH).reduce((sum, [, count]) => sum + count, 0)
  return rest === 0 ? lines : [...lines, `  ${inFigures(rest)} ${what} other reasons`]
}

const inFigures = (count: number): string => count.toLocaleString('en')
