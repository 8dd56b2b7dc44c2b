/**
 * Filing articles under their terms: an entry for each term, and a card that says which entries an article has. So an
 * article that changes costs its difference, and one that goes leaves nothing behind.
 *
 * Whatever is repeated, comes late or stops halfway, the index ends as the articles are: it is the article's present state
 * that is filed, never what a record says; and the card names every entry before it is written, and until it is deleted.
 */
import { GetItemCommand, PutItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb'
import { type Filing, filingOf, isSameFiling } from '../../domain/articles/filing.ts'
import { Busy } from '../../domain/errors.ts'
import { readByKey } from '../articles/articles.ts'
import { writeItems } from '../client/batches.ts'
import { FORMAT, jsonAttribute, keyOf, n, number, parsed, type Table, wasRefused } from '../client/dynamodb.ts'
import { indexCardKey, type Key, termKey } from '../client/keys.ts'

/** What is known of an article's entries. */
type Card = {
  /** Rises with every change: two processes at one article don't both go by the same card. */
  revision: number
  /** What the article is to be filed under. */
  filing: Filing | undefined
  /** Entries that may still be there and are not to be. */
  stale: Filing[]
  /** Whether all of it has been done. */
  isSettled: boolean
}

const NO_CARD: Card = { revision: 0, filing: undefined, stale: [], isSettled: true }
const MAX_ATTEMPTS = 5
/** Requests under way at once: a long article takes four hundred. */
const AT_ONCE = 4

/**
 * Files an article as it is now.
 *
 * GetItem `I#<key>`, Query `A#<key>`, both strongly consistent: 1 read unit per 4 KB. When its terms have changed: the card
 * is put twice (1 write unit per KB, about 4 KB for a thousand words), and between, BatchWriteItem of the entries that are
 * new or gone: 1 write unit each, at most 20,000.
 * @param anew write all entries, also those that should be there
 * @throws Busy when it kept being throttled, or others at the same article kept being faster
 */
export async function fileArticle(table: Table, key: string, anew = false): Promise<void> {
  /** What this process has begun to write while another one did, too: the card may not name it. */
  const begun: Filing[] = []
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    // The card first: whoever files a later state after this has changed the card, and what is read below is not written.
    const card = await readCard(table, key)
    const found = await readByKey(table, key)
    const filing = found && filingOf(found.article, found.html)
    const isDone = card.isSettled && isSameFiling(card.filing, filing) && begun.length === 0
    if (isDone && !(anew && filing)) return
    const entries = entriesOf(key, filing)
    const mayLack = !card.isSettled || begun.length > 0 || anew
    const there = entriesOf(key, mayLack ? undefined : card.filing)
    const stale = [...card.stale, ...(card.filing ? [card.filing] : []), ...begun].flatMap((old) => rest(old, filing))
    const next = { revision: card.revision + 1, filing, stale, isSettled: false }
    if (!(await putCard(table, key, next))) continue
    if (filing) begun.push(filing)
    const gone = new Map(stale.flatMap((old) => [...entriesOf(key, old)]))
    await writeEntries(table, [
      ...[...entries].filter(([name, entry]) => there.get(name)?.alsoInTitle !== entry.alsoInTitle).map(written),
      ...[...gone.values()].map((entry): WriteRequest => ({ DeleteRequest: { Key: keyOf(entry.key) } })),
    ])
    if (await putCard(table, key, { ...next, revision: next.revision + 1, stale: [], isSettled: true })) return
  }
  throw new Busy()
}

/** An article's place in the list of one term. */
type Entry = { key: Key; alsoInTitle: boolean }

/** The entries of an article by the names of their keys. */
function entriesOf(key: string, filing: Filing | undefined): Map<string, Entry> {
  if (!filing) return new Map()
  const { publishedAt, title, anywhere } = filing
  const inTitle = new Set(title)
  const entries = [
    ...title.map((term) => ({ key: termKey(term, true, publishedAt, key), alsoInTitle: true })),
    ...anywhere.map((term) => ({ key: termKey(term, false, publishedAt, key), alsoInTitle: inTitle.has(term) })),
  ]
  return new Map(entries.map((entry) => [`${entry.key.pk} ${entry.key.sk}`, entry]))
}

const written = ([, { key, alsoInTitle }]: [string, Entry]): WriteRequest => ({
  PutRequest: { Item: { ...keyOf(key), format: n(FORMAT), ...(alsoInTitle && { title: { BOOL: true } }) } },
})

/** What of an old filing is not in the new one; another time makes every entry another. */
function rest(old: Filing, now: Filing | undefined): Filing[] {
  if (now?.publishedAt !== old.publishedAt) return [old]
  const left = {
    publishedAt: old.publishedAt,
    title: without(old.title, now.title),
    anywhere: without(old.anywhere, now.anywhere),
  }
  return left.title.length + left.anywhere.length > 0 ? [left] : []
}

function without(terms: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others)
  return terms.filter((term) => !known.has(term))
}

async function writeEntries(table: Table, requests: readonly WriteRequest[]): Promise<void> {
  const share = Math.ceil(requests.length / AT_ONCE)
  const shares = Array.from({ length: AT_ONCE }, (_, place) => requests.slice(place * share, (place + 1) * share))
  await Promise.all(shares.map((some) => writeItems(table, some)))
}

/** Terms hold no spaces, and a text of many takes less room than a list. */
type StoredFiling = { publishedAt: string; title: string; anywhere: string }
type StoredCard = { filing: StoredFiling | null; stale: StoredFiling[]; isSettled: boolean }

const storedFiling = ({ publishedAt, title, anywhere }: Filing): StoredFiling => ({
  publishedAt,
  title: title.join(' '),
  anywhere: anywhere.join(' '),
})
const filingFrom = ({ publishedAt, title, anywhere }: StoredFiling): Filing => ({
  publishedAt,
  title: termsIn(title),
  anywhere: termsIn(anywhere),
})
const termsIn = (stored: string): string[] => (stored === '' ? [] : stored.split(' '))

async function readCard(table: Table, key: string): Promise<Card> {
  const { Item: item } = await table.client.send(
    new GetItemCommand({ TableName: table.name, Key: keyOf(indexCardKey(key)), ConsistentRead: true }),
  )
  if (!item) return NO_CARD
  const { filing, stale, isSettled } = parsed<StoredCard>(item, 'card')
  return {
    revision: number(item, 'revision'),
    filing: filing ? filingFrom(filing) : undefined,
    stale: stale.map(filingFrom),
    isSettled,
  }
}

/** Returns false when the card is not the one before this any more. */
async function putCard(table: Table, key: string, { revision, filing, stale, isSettled }: Card): Promise<boolean> {
  const card: StoredCard = { filing: filing ? storedFiling(filing) : null, stale: stale.map(storedFiling), isSettled }
  try {
    await table.client.send(
      new PutItemCommand({
        TableName: table.name,
        Item: { ...keyOf(indexCardKey(key)), format: n(FORMAT), revision: n(revision), card: jsonAttribute(card) },
        ...(revision === 1
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: 'revision = :before',
              ExpressionAttributeValues: { ':before': n(revision - 1) },
            }),
      }),
    )
    return true
  } catch (error) {
    if (wasRefused(error)) return false
    throw error
  }
}
