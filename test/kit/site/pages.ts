/**
 * A browser without scripts, over the endpoints of a site: it follows links, fills in forms, keeps cookies by their
 * paths and follows redirections.
 */
import { randomBytes } from 'node:crypto'
import { formEndpoints } from '../../../functions/commenter/http/forms.ts'
import { limitsOver } from '../../../functions/commenter/limits.ts'
import { routes } from '../../../functions/contract/routes.ts'
import { DEFAULT_SETTINGS, type Settings } from '../../../functions/domain/site/settings.ts'
import { editorEndpoints } from '../../../functions/editor/http/endpoints.ts'
import { api } from '../../../functions/http/api.ts'
import type { HttpEvent } from '../../../functions/http/input/request.ts'
import { fileChanged } from '../../../functions/indexer/indexing.ts'
import { assetEndpoints } from '../../../functions/reader/assets.ts'
import { conversationEndpoints } from '../../../functions/reader/pages/conversation.ts'
import { pageEndpoints } from '../../../functions/reader/pages/pages.ts'
import { searchEndpoints } from '../../../functions/reader/pages/search.ts'
import { programEndpoints } from '../../../functions/reader/programs/programs.ts'
import { referenceEndpoints } from '../../../functions/reader/reference.ts'
import { resolveConversation } from '../../../functions/store/comments/conversations.ts'
import { createRouter } from '../../../player/gateway/routes.ts'
import { streamOf } from '../tables/stream.ts'
import type { TablesOf, TestTables } from '../tables/tables.ts'
import { eventFor } from './events.ts'
import { PLENTY } from './plenty.ts'
import type { Site } from './site.ts'

export type Visit = {
  url: string
  status: number
  headers: Record<string, string>
  cookies: string[]
  html: string
}

type Request = {
  method?: 'GET' | 'HEAD' | 'POST'
  form?: Record<string, string>
  /** An undefined header is not sent, even if a browser would send it. */
  headers?: Record<string, string | undefined>
  address?: string
  /** The host of the request. */
  domainName?: string
  /** Do not follow a redirection. */
  stay?: boolean
}

const NAME = 'The Marrowby <Lantern>'
const router = createRouter(routes.map(({ method, path }) => ({ key: `${method} ${path}` })))

export type Browser = ReturnType<typeof browserOver>

export function browserOver(
  tables: TestTables,
  site: Site,
  settings: Partial<Settings> = {},
  tablesOf: TablesOf = () => tables,
) {
  const { clock } = site
  const [ofReader, ofCommenter] = [tablesOf('reader'), tablesOf('commenter')]
  const addresses = {
    style: '/assets/style.0.css',
    page: '/assets/page.0.js',
    widget: '/assets/widget.0.js',
    icon: '/assets/icon.0.svg',
    docs: '/assets/docs.0.js',
    docsStyle: '/assets/docs-style.0.css',
  }
  const texts = { style: 'body { color: black }', page: 'export {}', widget: 'export {}', icon: '<svg/>', embed: '0' }
  const docsTexts = { docs: '0', docsStyle: 'body { color: black }' }
  const assets = { addresses, texts: async () => texts, docsTexts: async () => docsTexts }
  const commenter = {
    comments: ofCommenter.comments,
    conversation: (slug: string) => resolveConversation(ofCommenter, slug),
    settings: async () => ({ ...DEFAULT_SETTINGS, ...PLENTY, ...settings }),
    secret: async () => 'a secret for tests',
    limits: limitsOver(ofCommenter.comments, clock),
    spread: async () => undefined,
    clock,
    randomBytes,
  }
  const reader = {
    ...ofReader,
    conversation: (slug: string) => resolveConversation(ofReader, slug),
    clock,
    siteName: NAME,
    siteUrl: undefined,
    assets,
  }
  const handle = api({
    ...pageEndpoints(reader),
    ...assetEndpoints(assets),
    ...referenceEndpoints(reader),
    ...conversationEndpoints(reader, commenter.settings),
    // A sitemap file has three articles here.
    ...programEndpoints(reader, 3),
    ...searchEndpoints(reader),
    ...formEndpoints(commenter, { site: { name: NAME, assets: addresses }, siteUrl: undefined }),
  })
  const edit = api(editorEndpoints({ articles: tablesOf('editor').articles, clock, randomBytes }, 'cognito:groups'))
  let changes: Awaited<ReturnType<typeof streamOf>> | undefined
  /** Cookies by path. */
  const jar = new Map<string, string>()

  const go = async (url: string, request: Request = {}): Promise<Visit> => {
    const { form, headers = {}, address, domainName, stay } = request
    const method = request.method ?? (form ? 'POST' : 'GET')
    const [target = ''] = url.split('#')
    const [path = '', query = ''] = target.split('?')
    const match = router(method, path)
    if (!match) throw new Error(`${method} ${path} leads nowhere.`)
    const event: HttpEvent = {
      ...eventFor(match.route.key, {
        path: match.pathParameters,
        query,
        headers: sent({
          ...(form && { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' }),
          ...headers,
        }),
        ...(form && { body: Buffer.from(String(new URLSearchParams(form))).toString('base64') }),
        ...(address && { address }),
        ...(domainName && { domainName }),
      }),
      rawPath: decodeURIComponent(path),
      cookies: [...jar].filter(([scope]) => path.startsWith(scope)).map(([, pair]) => pair),
      isBase64Encoded: form !== undefined,
    }
    const { statusCode = 200, headers: given = {}, body = '', cookies = [] } = await handle(event)
    for (const cookie of cookies) jar.set(/Path=([^;]*)/.exec(cookie)?.[1] ?? '/', cookie.split(';')[0] ?? '')
    const answer = { url, status: statusCode, headers: given as Record<string, string>, cookies, html: body }
    return statusCode === 303 && !stay ? go(String(given.location), { headers: {} }) : answer
  }

  return {
    go,
    /** Deletes all cookies, as in another reader's browser. */
    forget: () => jar.clear(),
    /** Runs the indexer for published and changed articles. */
    index: async () => {
      changes ??= await streamOf(tables.endpoint, tables.articles.name)
      await fileChanged(tablesOf('indexer').articles, await changes())
    },
    /** Publishes an article as an editor. @returns its slug */
    publish: async (fields: Record<string, unknown>): Promise<string> => {
      const body = { body: 'Text.', status: 'published', ...fields }
      const answer = await edit(eventFor('POST /v1/editor/articles', { groups: ['editor'], body }))
      if (answer.statusCode !== 201) throw new Error(answer.body)
      return JSON.parse(answer.body ?? '').slug
    },
    /** Changes an article, or deletes it when there are no fields. */
    change: async (slug: string, fields: Record<string, unknown> | undefined, version = 1) => {
      const route = fields ? 'PATCH /v1/editor/articles/{slug}' : 'DELETE /v1/editor/articles/{slug}'
      const headers = { 'if-match': `"${version}"`, ...(fields && { 'content-type': 'application/merge-patch+json' }) }
      const answer = await edit(
        eventFor(route, { path: { slug }, groups: ['editor'], headers, ...(fields && { body: fields }) }),
      )
      if ((answer.statusCode ?? 200) > 299) throw new Error(answer.body)
    },
  }
}

const sent = (headers: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
