/**
 * What search engines ask of structured data, written out: properties that schema.org knows of each type (those we could
 * use), and what Google requires and recommends.
 * https://schema.org/docs/full.html,
 * https://developers.google.com/search/docs/appearance/structured-data/article and …/discussion-forum
 */
import { freshSite } from '../../../test/kit/site/freshSite.ts'
import { browserOver, type Visit } from '../../../test/kit/site/pages.ts'

type Thing = { [property: string]: unknown; '@type': string }

const WORK =
  'url name headline description text image author publisher datePublished dateModified dateCreated inLanguage keywords mainEntityOfPage comment commentCount interactionStatistic about isPartOf'
const SCHEMA_ORG: Record<string, string> = {
  NewsArticle: `${WORK} articleSection articleBody wordCount dateline`,
  Comment: `${WORK} parentItem upvoteCount downvoteCount`,
  Person: 'name url image',
  Organization: 'name url logo',
  ImageObject: 'url width height caption',
  InteractionCounter: 'interactionType userInteractionCount',
}
const GOOGLE: Record<string, { required: string[]; recommended: string[] }> = {
  // Google requires no property of an article.
  NewsArticle: { required: [], recommended: ['headline', 'image', 'datePublished', 'dateModified', 'author'] },
  Comment: {
    required: ['author', 'datePublished', 'text'],
    recommended: ['url', 'dateModified', 'commentCount', 'interactionStatistic'],
  },
  Person: { required: ['name'], recommended: ['url'] },
  Organization: { required: ['name'], recommended: ['url', 'logo'] },
  InteractionCounter: { required: ['interactionType', 'userInteractionCount'], recommended: [] },
  ImageObject: { required: ['url'], recommended: [] },
}

const { tables, site } = await freshSite()
const browser = browserOver(tables, site)

const dataIn = ({ html }: Visit): Thing =>
  JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/s.exec(html)?.[1] ?? 'null')
const isThing = (value: unknown): value is Thing => typeof value === 'object' && value !== null && '@type' in value

/** All things in the data that have a type, at any depth. */
const thingsIn = (value: unknown): Thing[] =>
  typeof value !== 'object' || value === null
    ? []
    : [...(isThing(value) ? [value] : []), ...Object.values(value).flatMap(thingsIn)]

/** A thing that only refers to another one by its address needs no more properties. */
const isReference = ({ '@type': _, ...rest }: Thing): boolean =>
  Object.keys(rest).every((key) => ['url', 'headline'].includes(key))

function expectConforming(data: Thing): void {
  expect(data['@context']).toBe('https://schema.org')
  for (const thing of thingsIn(data)) {
    const { '@type': type, '@context': _, ...properties } = thing
    const known = SCHEMA_ORG[type]?.split(' ')
    expect([type, known]).toEqual([type, expect.any(Array)])
    for (const [name, value] of Object.entries(properties)) {
      expect([type, known?.includes(name) ? name : 'a property of schema.org']).toEqual([type, name])
      expect([type, name, value]).not.toEqual([type, name, ''])
      if (name.startsWith('date')) expect(new Date(String(value)).toISOString()).toBe(value)
      if (name === 'url') expect(value).toMatch(/^https?:\/\/[^/]/)
    }
    if (!isReference(thing)) for (const name of GOOGLE[type]?.required ?? []) expect(thing).toHaveProperty(name)
  }
}

/** Recommended properties that a thing lacks. */
const lacking = (thing: Thing): string[] =>
  (GOOGLE[thing['@type']]?.recommended ?? []).filter((name) => !(name in thing))

test('an article of which all is known lacks nothing that is recommended, and claims nothing that is not so', async () => {
  const slug = await browser.publish({
    title: 'Fog',
    standfirst: 'It lifts.',
    lang: 'en-gb',
    tags: ['sea'],
    authors: [{ name: 'Ada', url: 'https://example.org/ada' }],
    image: { url: 'https://example.org/a.jpg', alt: 'Fog' },
  })
  const { body } = await site.post(slug, 'Root *text*')
  site.pass(10)
  await site.post(slug, 'Reply', body.comment.id)
  await site.call('PUT /v1/articles/{slug}/comments/{id}/vote', {
    path: { slug, id: body.comment.id },
    body: { value: 1 },
  })
  await site.project()
  const page = await browser.go(`/articles/${slug}`)
  const data = dataIn(page)
  expectConforming(data)
  expect(lacking(data)).toEqual([])
  expect(data).toMatchObject({ inLanguage: 'en-GB', commentCount: 2 })
  expect(page.html).toContain('<meta property="og:locale" content="en_GB">')
  const [comment] = data.comment as Thing[]
  expect(comment && lacking(comment)).toEqual(['dateModified'])
  expect(comment).toMatchObject({
    text: 'Root text',
    commentCount: 1,
    interactionStatistic: [
      { interactionType: 'https://schema.org/CommentAction', userInteractionCount: 1 },
      { interactionType: 'https://schema.org/LikeAction', userInteractionCount: 1 },
    ],
  })
})

test('an article of which little is known says only that', async () => {
  const slug = await browser.publish({ title: 'Fog' })
  await site.post(slug, 'Quiet')
  const page = await browser.go(`/articles/${slug}`)
  const data = dataIn(page)
  expectConforming(data)
  expect(lacking(data)).toEqual(['image'])
  expect(page.html).not.toContain('og:locale')
  expect(data).not.toHaveProperty('inLanguage')
  expect((data.comment as Thing[])[0]).not.toHaveProperty('interactionStatistic')
})

test('what was scheduled was not changed before it was published', async () => {
  const publishAt = new Date(site.clock() + 60_000).toISOString()
  const slug = await browser.publish({ title: 'Later', status: 'scheduled', publishAt })
  site.pass(60_000)
  const data = dataIn(await browser.go(`/articles/${slug}`))
  expect([data.datePublished, data.dateModified]).toEqual([publishAt, publishAt])
})

test('a comment’s own page is about it, and a removed one’s about nothing', async () => {
  const slug = await browser.publish({ title: 'Talk' })
  const root = (await site.post(slug, 'Root')).body.comment.id
  site.pass(10)
  const reply = (await site.post(slug, 'Reply', root)).body.comment.id
  const page = await browser.go(`/articles/${slug}/comments/${reply}`)
  const data = dataIn(page)
  expectConforming(data)
  expect(data).toMatchObject({
    '@type': 'Comment',
    text: 'Reply',
    url: `http://localhost/articles/${slug}/comments/${reply}`,
    about: { headline: 'Talk' },
    parentItem: { url: `http://localhost/articles/${slug}/comments/${root}` },
  })
  expect(page.html).toContain('<meta property="og:description" content="Reply">')
  await site.moderate('remove', [{ article: slug, id: reply }])
  const removed = await browser.go(`/articles/${slug}/comments/${reply}`)
  expect(removed.html).not.toMatch(/ld\+json|og:|oembed/)
})

test('lists lead to their feeds and are told of as a site', async () => {
  await browser.publish({ title: 'Fog', tags: ['Sea & sky'] })
  const front = await browser.go('/')
  for (const feed of ['/feed.xml', '/feed.json', '/comments.xml'])
    expect(front.html).toMatch(
      new RegExp(`<link rel="alternate" type="application/[a-z+]+" title="[^"]*" href="${feed}">`),
    )
  const tag = await browser.go('/tags/sea%20%26%20sky')
  for (const feed of ['feed.xml', 'feed.json']) expect(tag.html).toContain(`href="/tags/sea%20%26%20sky/${feed}">`)
  for (const { html } of [front, tag]) expect(html).toContain('<meta property="og:type" content="website">')
})
