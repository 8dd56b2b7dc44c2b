/**
 * The routes of the forms. What renders pages is only loaded when the first form arrives: most comments come from scripts,
 * and a cold start should not wait for it.
 */
import { forms } from '../../contract/forms.ts'
import type { Endpoint } from '../../http/api.ts'
import { lazyEndpoints } from '../../http/lazyEndpoints.ts'
import type { Commenter } from '../post.ts'
import type { FormSite } from './forms.ts'

/** @param site what the deployment says of itself */
export const formRoutes = (commenter: Commenter, site: FormSite): Record<string, Endpoint> =>
  lazyEndpoints(forms.operations, async () => (await import('./forms.ts')).formEndpoints(commenter, site))
