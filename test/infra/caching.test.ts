/** The edge's cache key knows every query parameter that a public route has. */
import { describeApi } from '../../functions/http/openapi.ts'
import { CACHED_PARAMETERS } from '../../infra/caching.ts'

type Operation = { parameters?: readonly { in: string; name: string }[] }

/** What pages, feeds and oEmbed know besides (docs/pages.md). */
const OF_PAGES = ['cursor', 'done', 'format', 'lang', 'q', 'reply', 'sort', 'url', 'voted']

test('no public parameter is dropped at the edge', () => {
  // The document is JSON; only its parameters are looked at.
  const paths = Object.entries(describeApi('0').paths) as unknown as [string, { get?: Operation }][]
  const wanted = paths
    .filter(([path]) => !/^\/v1\/(editor|moderation)\//.test(path))
    .flatMap(([, { get }]) => get?.parameters ?? [])
    .filter((parameter) => parameter.in === 'query')
    .map(({ name }) => name)
  expect(wanted).toContain('limit')
  for (const name of [...wanted, ...OF_PAGES]) expect(CACHED_PARAMETERS).toContain(name)
})
