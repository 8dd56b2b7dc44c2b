/**
 * Reading pages of threads of every size.
 */
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../player/account.ts'
import { against, type Figure } from '../figures.ts'
import { ARTICLES, COMMENTS, type Site } from '../site/site.ts'
import { figuresFor } from './calls.ts'
import type { Pattern, StoredItem } from './threads.ts'
import { rootAt, SIZES, slugOf } from './threads.ts'

const PAGE = 25
/** docs/architecture.md */
const BUDGET = 8
const LIST = 'GET /v1/articles/{slug}/comments'

export const clientOf = (endpoint: string): DynamoDBClient =>
  new DynamoDBClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS })

/** First, middle and last page, in both orders. The site must be over the seeded threads. */
export async function measurePages(site: Site, { roots }: Pattern): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const size of SIZES) {
    const path = { slug: slugOf(size) }
    const floor = await bareQuery(site, size)
    const cold = await site.call(LIST, { path, query: 'limit=1' })
    if (size === SIZES[0])
      figures.push(...figuresFor('finding an article and its write shards, cached for 10 s', cold.consumed.slice(0, 2)))
    for (const sort of ['newest', 'oldest', 'top'] as const) {
      for (const [page, cursor] of sort === 'top' ? topPagesOf(size, roots) : pagesOf(size, sort)) {
        const answer = await site.call(LIST, { path, query: `sort=${sort}${cursor ? `&cursor=${cursor}` : ''}` })
        if (answer.body.items.length !== Math.min(PAGE, size)) throw new Error(`The ${page} page is not full.`)
        const units = answer.consumed.reduce((sum, each) => sum + each.units, 0)
        const name = `page of ${Math.min(PAGE, size)}, ${size.toLocaleString('en')} comments, ${sort}, ${page}`
        figures.push(
          ...figuresFor(name, answer.consumed, { ...(sort !== 'top' && { budget: BUDGET }), ...against(units, floor) }),
        )
      }
    }
  }
  return figures
}

/** The pages of a thread, each with the cursor that leads to it. */
function pagesOf(size: number, sort: 'newest' | 'oldest'): [string, string | undefined][] {
  const place = (read: number) => rootAt(sort === 'newest' ? size - read : read - 1)
  const pages: [string, string | undefined][] = [['first', undefined]]
  if (size >= 4 * PAGE) pages.push(['middle', place(size / 2)])
  if (size > PAGE) pages.push(['last', place(size - PAGE)])
  return pages
}

/** The middle of the best comments: the rank of a clone of a middle pattern. */
function topPagesOf(size: number, patterns: readonly StoredItem[]): [string, string | undefined][] {
  if (size < 4 * PAGE) return [['first', undefined]]
  const kind = Math.floor(patterns.length / 2)
  const place = Math.floor(size / 2 / patterns.length) * patterns.length + kind
  const [worth = ''] = patterns[kind]?.rank?.S?.split('#') ?? []
  return [
    ['first', undefined],
    ['middle', `${worth}.${rootAt(place)}`],
  ]
}

/** The floor: one Query that reads the shown items and nothing else. */
async function bareQuery(site: Site, size: number): Promise<number> {
  const client = clientOf(site.meter.endpoint)
  site.meter.take()
  await client.send(
    new QueryCommand({
      TableName: COMMENTS,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :comments)',
      ExpressionAttributeValues: { ':pk': { S: `A#${slugOf(size)}` }, ':comments': { S: 'C#' } },
      Limit: PAGE,
    }),
  )
  client.destroy()
  return site.meter.take().reduce((sum, { units }) => sum + units, 0)
}

/** The items that the site has written under an article. */
export async function patternOf(endpoint: string, slug: string): Promise<Pattern> {
  const client = clientOf(endpoint)
  const partition = async (TableName: string) => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: `A#${slug}` } },
      }),
    )
    return Items
  }
  const [articles, comments] = [await partition(ARTICLES), await partition(COMMENTS)]
  client.destroy()
  const [article] = articles.filter((item) => item.sk?.S === 'A')
  if (!article) throw new Error(`There is no article ${slug}.`)
  const isRoot = ({ sk }: StoredItem): boolean => sk?.S?.startsWith('C#') ?? false
  return { slug, article, roots: comments.filter(isRoot), statistics: comments.filter((item) => !isRoot(item)) }
}
