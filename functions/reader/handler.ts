/**
 * The function for reading articles and comments. It may only read. It answers preflights for all functions.
 */
import { reference } from '../contract/pages.ts'
import { environment, optionalEnvironment } from '../environment.ts'
import { api } from '../http/api.ts'
import { lazyEndpoints } from '../http/lazyEndpoints.ts'
import { preflight } from '../http/origin/crossOrigin.ts'
import { withDeadline } from '../running/deadline.ts'
import { dynamodb } from '../store/client/dynamodb.ts'
import { withUnits } from '../store/client/units.ts'
import { cachedConversations } from '../store/comments/conversations.ts'
import { cachedSettings } from '../store/site/settings.ts'
import { articleEndpoints } from './articles.ts'
import { assetEndpoints } from './assets.ts'
import { changeEndpoints } from './changes.ts'
import { commentEndpoints } from './comments.ts'
import { pageRoutes } from './pages/pageRoutes.ts'
import { programEndpoints } from './programs/programs.ts'
import { siteEndpoints } from './site.ts'
import { siteWideEndpoints } from './siteWide.ts'

const client = dynamodb()
const articles = { client, name: environment('ARTICLES_TABLE') }
const comments = { client, name: environment('COMMENTS_TABLE') }
const clock = Date.now
const settings = cachedSettings(articles, clock)

const conversations = {
  comments,
  conversation: cachedConversations({ articles, comments }, clock),
  clock,
}

const pages = {
  ...conversations,
  articles,
  siteName: optionalEnvironment('SITE_NAME') ?? 'Understory',
  siteUrl: optionalEnvironment('SITE_URL'),
  assets: {
    addresses: WEB_ADDRESSES,
    texts: () => import('../pages/assetTexts.ts').then(({ TEXTS }) => TEXTS),
    docsTexts: () => import('../pages/docsTexts.ts').then(({ DOCS }) => DOCS),
  },
}

export const handler = withDeadline(
  withUnits(
    api({
      ...siteEndpoints(environment('UNDERSTORY_VERSION')),
      ...articleEndpoints(articles, clock),
      ...commentEndpoints(conversations),
      ...changeEndpoints(conversations),
      ...siteWideEndpoints({ articles, comments }, clock, settings),
      ...pageRoutes(pages, settings),
      ...assetEndpoints(pages.assets),
      ...lazyEndpoints(reference.operations, () =>
        import('./reference.ts').then(({ referenceEndpoints }) => referenceEndpoints(pages)),
      ),
      ...programEndpoints(pages),
      'OPTIONS /{proxy+}': preflight({ siteUrl: pages.siteUrl, settings }),
    }),
  ),
)
