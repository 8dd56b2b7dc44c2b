/** The edge's cache key contains every query parameter of the public routes. */
import { describeApi } from '../../functions/http/openapi.ts'
import { CACHED_PARAMETERS } from '../../infra/caching.ts'

type Operation = { parameters?: readonly { in: string; name: string }[] }

/** Other parameters of pages, feeds and oEmbed (docs/pages.md). */
const OF_PAGES = ['cursor', 'done', 'format', 'lang', 'q', 'reply', 'sort', 'url', 'voted']

test('no public parameter is dropped at the edge', () => {
  // The document is JSON. Only its parameters are read.
  const paths = Object.entries(describeApi('0').paths) as unknown as [string, { get?: Operation }][]
  const wanted = paths
    .filter(([path]) => !/^\/v1\/(editor|moderation)\//.test(path))
    .flatMap(([, { get }]) => get?.parameters ?? [])
    .filter((parameter) => parameter.in === 'query')
    .map(({ name }) => name)
  expect(wanted).toContain('limit')
  for (const name of [...wanted, ...OF_PAGES]) expect(CACHED_PARAMETERS).toContain(name)
})
