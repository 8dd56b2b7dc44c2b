/**
 * What search costs: indexing articles of the sample newspaper, and finding some by one, two and five words.
 */
import { join } from 'node:path'
import type { DynamoDBRecord } from 'aws-lambda'
import { PROJECT } from '../../local/project.ts'
import { readSamples } from '../../local/samples/samples.ts'
import type { Figure } from '../figures.ts'
import { grouped } from '../report/table.ts'
import type { Consumed } from '../site/metering.ts'
import type { Site } from '../site/site.ts'
import { figuresFor, requestsIn } from './calls.ts'

const EDITOR = { groups: ['editor'] }
const ARTICLE = '/v1/editor/articles/{slug}'
/** By name in content/, and how long each is, to a hundred. */
const ENGLISH = { name: 'how-late-is-the-nine', length: 900, unit: 'words' }
const JAPANESE = { name: 'tofu-at-three', length: 1100, unit: 'characters of Japanese' }

/** How many articles there are to be searched, and in every how many of them a word stands. */
const ARTICLES = 400
const WORDS = { often: 2, also: 3, seldom: 20, once: 40, rarely: 200 }

/** @param records those of the Articles stream since the last call */
export async function measureSearch(site: Site, records: () => Promise<DynamoDBRecord[]>): Promise<Figure[]> {
  // Discards the articles of earlier calls.
  await site.index((await records()).filter(isDelivered))
  const file = async () => site.index((await records()).filter(isDelivered))
  const figures = await filing(site, file)
  for (let number = 0; number < ARTICLES; number++) await publishWith(site, number)
  await file()
  const add = async (what: string, q: string) => {
    const answer = await site.call('GET /v1/search', { query: `q=${encodeURIComponent(q)}` })
    const found = `${answer.body.items.length} found: ${requestsIn(answer.consumed)}`
    figures.push(...figuresFor(`GET /v1/search, ${what}`, answer.consumed, { note: found }))
  }
  await add('a word of every second article', 'often')
  await add('two words', 'often also')
  await add('five words', 'often also seldom once rarely')
  await add('a word of every second and one of every two hundredth', 'often rarely')
  await add('two words, of which nobody wrote one', 'often nowhere')
  return figures
}

async function filing(site: Site, file: () => Promise<Consumed[]>): Promise<Figure[]> {
  const samples = await readSamples(join(PROJECT, 'content'))
  const figures: Figure[] = []
  const add = async (what: string) => figures.push(...figuresFor(`filing ${what}`, await file()))
  const publish = async ({ name, length, unit }: typeof ENGLISH) => {
    const sample = samples.find((each) => each.name === name)
    if (!sample) throw new Error(`There is no sample article ${name}.`)
    const has = unit === 'words' ? sample.article.body.split(/\s+/).length : [...sample.article.body].length
    if (Math.abs(has - length) > 50) throw new Error(`${name} has ${has} ${unit}; say so here.`)
    const created = await site.call('POST /v1/editor/articles', {
      ...EDITOR,
      body: { ...sample.article, slug: `filed-${name}`, status: 'published' },
    })
    return { path: { slug: created.body.slug }, body: sample.article.body, etag: String(created.headers.etag) }
  }
  await publish(JAPANESE)
  await add(`an article of ${grouped(JAPANESE.length)} ${JAPANESE.unit}`)
  const english = await publish(ENGLISH)
  await add(`an article of ${ENGLISH.length} ${ENGLISH.unit}`)
  const change = async (etag: string, body: unknown) => {
    const answer = await site.call(`PATCH ${ARTICLE}`, {
      ...EDITOR,
      path: english.path,
      headers: { 'if-match': etag },
      body,
    })
    return String(answer.headers.etag)
  }
  const changed = await change(english.etag, { body: english.body.replace('dinghies', 'skiffs') })
  await add('it again, one word changed')
  const closed = await change(changed, { comments: { policy: 'closed' } })
  await add('it again, no word changed')
  await site.call(`DELETE ${ARTICLE}`, { ...EDITOR, path: english.path, headers: { 'if-match': closed } })
  await add('it out, once it is deleted')
  return figures
}

async function publishWith(site: Site, number: number): Promise<void> {
  const words = Object.entries(WORDS).flatMap(([word, every]) => (number % every === 0 ? [word] : []))
  await site.call('POST /v1/editor/articles', {
    ...EDITOR,
    body: {
      title: `The last tram, part ${number}`,
      slug: `searched-${number}`,
      standfirst: 'Who paid for the survey, and why the second one was never published.',
      body: `It left at eleven. ${words.join(' ')}`,
      authors: [{ name: 'Ada Kovač' }],
      status: 'published',
    },
  })
}

/** Applies the event source's filter: infra/indexing.ts. */
const isDelivered = ({ dynamodb }: DynamoDBRecord): boolean =>
  /^A#/.test(dynamodb?.Keys?.pk?.S ?? '') && dynamodb?.Keys?.sk?.S === 'A'
