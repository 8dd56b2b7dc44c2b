/**
 * Files articles under their terms. An article has an entry for each term, and a card that lists its entries. A change
 * of the article therefore writes only the difference, and a deletion removes all entries.
 *
 * The index reaches the current state of the articles even if work is repeated, late or interrupted. It files the
 * article's current state, not the content of a stream record. The card names every entry before the entry is written
 * and until it is deleted.
 */
import { GetItemCommand, PutItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb'
import { type Filing, filingOf, isSameFiling } from '../../domain/articles/filing.ts'
import { Busy } from '../../domain/errors.ts'
import { readByKey } from '../articles/articles.ts'
import { writeItems } from '../client/batches.ts'
import { FORMAT, jsonAttribute, keyOf, n, number, parsed, type Table, wasRefused } from '../client/dynamodb.ts'
import { indexCardKey, type Key, termKey } from '../client/keys.ts'

/** The known entries of an article. */
type Card = {
  /** Increases with every change, so two processes cannot both act on the same card. */
  revision: number
  /** The terms and time under which the article is to be filed. */
  filing: Filing | undefined
  /** Entries that may still exist and must be deleted. */
  stale: Filing[]
  /** Whether all writes and deletes are complete. */
  isSettled: boolean
}

const NO_CARD: Card = { revision: 0, filing: undefined, stale: [], isSettled: true }
const MAX_ATTEMPTS = 5
/** Maximum parallel requests. A long article takes four hundred requests. */
const AT_ONCE = 4

/**
 * Files an article in its current state.
 *
 * GetItem `I#<key>`, Query `A#<key>`, both strongly consistent: 1 read unit per 4 KB. If its terms have changed, the
 * card is put twice (1 write unit per KB, about 4 KB for a thousand words). Between the two puts, BatchWriteItem of the
 * new and the deleted entries: 1 write unit each, at most 20,000.
 * @param rewriteAll write all entries, including those that should exist
 * @throws Busy when throttling persists, or when other processes keep changing the same card
 */
export async function fileArticle(table: Table, key: string, rewriteAll = false): Promise<void> {
  /** Filings that this process began to write while another process did, too. The card may not name them. */
  const begun: Filing[] = []
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    // Read the card before the article. A process that files a later state changes the card, so this process's write is
    // then refused.
    const card = await readCard(table, key)
    const found = await readByKey(table, key)
    const filing = found && filingOf(found.article, found.html)
    const isDone = card.isSettled && isSameFiling(card.filing, filing) && begun.length === 0
    if (isDone && !(rewriteAll && filing)) return
    const entries = entriesOf(key, filing)
    const mayLack = !card.isSettled || begun.length > 0 || rewriteAll
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

/** The entries of an article by key. */
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

/** The part of an old filing that is not in the new one. If the time differs, all entries differ. */
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

/** Terms contain no spaces. One string of many terms takes less space than a list. */
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

/** Returns false if another process has changed the card meanwhile. */
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
