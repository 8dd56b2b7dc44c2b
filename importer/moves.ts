/**
 * Maps old addresses of pages to their addresses now (`--map OLD=NEW`). A page shows the comments that are stored under
 * its own address. A thread under `http://` or an old domain is not shown unless its address is mapped.
 */
import { ImportStopped } from './errors.ts'

export type Move = {
  /** As it was given. */
  old: string
  /** The addresses whose beginning is replaced; for a host alone `http` and `https`, with `www.` and without. */
  from: readonly URL[]
  to: URL
}

const HELP =
  'Use --map OLD=NEW, such as --map http://old.example=https://new.example or --map old.example=https://new.example.'

/**
 * @param text `OLD=NEW`: two addresses, or a host alone for `http` and `https`, with `www.` and without, and an address
 * @throws ImportStopped saying what is wrong
 */
function moveOf(text: string): Move {
  const [, old = '', written = ''] = /^(.+?)=(.+)$/.exec(text.trim()) ?? []
  const to = addressOf(written)
  const from = formsOf(old)
  if (to === undefined || from === undefined) {
    const wrong = old === '' ? text : to === undefined ? written : old
    const reason =
      old === '' ? 'has no “=” with an address on both sides' : 'is not a web address without a query and a fragment'
    throw new ImportStopped(`--map ${text}: “${wrong}” ${reason}. ${HELP}`)
  }
  return { old, from, to }
}

/** @throws ImportStopped when an old address is mapped twice */
export function movesOf(texts: readonly string[]): Move[] {
  const moves = texts.map(moveOf)
  const seen = new Set<string>()
  for (const { old, from } of moves)
    for (const url of from) {
      const place = url.origin + beginOf(url)
      if (seen.has(place)) throw new ImportStopped(`--map has two entries for ${old}.`)
      seen.add(place)
    }
  return moves
}

/** The address of a page now. Of several moves that match, the longest one is used. */
export function moved(address: string, moves: readonly Move[]): string {
  const url = new URL(address)
  const matching = moves
    .flatMap(({ from, to }) => from.map((each) => ({ from: each, to })))
    .filter(({ from }) => from.origin === url.origin && isUnder(url.pathname, beginOf(from)))
    .sort((one, other) => beginOf(other.from).length - beginOf(one.from).length)
  const [best] = matching
  if (!best) return address
  const rest = url.pathname.slice(beginOf(best.from).length)
  const path = beginOf(best.to) + rest
  return new URL(`${best.to.origin}${path}${url.search}${url.hash}`).href
}

const beginOf = (url: URL): string => url.pathname.replace(/\/+$/, '')

/** Whole parts only: `/blog` is no beginning of `/blogs`. */
const isUnder = (path: string, begin: string): boolean => path === begin || path.startsWith(`${begin}/`)

function formsOf(old: string): URL[] | undefined {
  if (/^https?:\/\//i.test(old)) {
    const url = addressOf(old)
    return url && [url]
  }
  if (!/^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*(?::\d+)?(?:\/|$)/u.test(old)) return undefined
  const host = old.replace(/^www\./i, '')
  const forms = ['http://', 'https://', 'http://www.', 'https://www.'].map((begin) => addressOf(begin + host))
  return forms.some((form) => form === undefined) ? undefined : forms.filter((form) => form !== undefined)
}

function addressOf(text: string): URL | undefined {
  const url = /^https?:\/\/[^/?#]/i.test(text) ? URL.parse(text) : null
  const isPlain = url && url.search === '' && url.hash === '' && url.username + url.password === ''
  return isPlain && !/[?#]/.test(text) ? url : undefined
}

/**
 * Origins that may be the same site: they differ in `http` and `https`, or in `www.`.
 * @param origins how many comments are at pages of each
 * @returns each such site, the origin with the most comments first
 */
export function sameSites(origins: ReadonlyMap<string, number>): [string, number][][] {
  const sites = Map.groupBy(origins, ([origin]) => origin.replace(/^https?:\/\/(?:www\.)?/, ''))
  return [...sites.values()]
    .filter((forms) => forms.length > 1)
    .map((forms) => forms.toSorted(([, one], [, other]) => other - one))
}
