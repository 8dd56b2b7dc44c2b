/**
 * The routes of the forms. The page renderer is loaded with the first form. Most comments come from scripts, and their
 * cold start should not wait for it.
 */
import { forms } from '../../contract/forms.ts'
import type { Endpoint } from '../../http/api.ts'
import { lazyEndpoints } from '../../http/lazyEndpoints.ts'
import type { Commenter } from '../post.ts'
import type { FormSite } from './forms.ts'

/** @param site the settings of the deployment */
export const formRoutes = (commenter: Commenter, site: FormSite): Record<string, Endpoint> =>
  lazyEndpoints(forms.operations, async () => (await import('./forms.ts')).formEndpoints(commenter, site))
