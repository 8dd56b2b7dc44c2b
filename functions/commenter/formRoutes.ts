/**
 * The routes of the forms. What renders pages is only loaded when the first form arrives: most comments come from scripts,
 * and a cold start should not wait for it.
 */
import type { Endpoint } from '../http/api.ts'
import type { FormSite } from './forms.ts'
import type { Commenter } from './post.ts'

const ROUTES = [
  'POST /articles/{slug}/comments',
  'GET /articles/{slug}/comments/{id}/own',
  'POST /articles/{slug}/comments/{id}/edit',
  'POST /articles/{slug}/comments/{id}/delete',
  'POST /articles/{slug}/comments/{id}/vote',
  'POST /articles/{slug}/comments/{id}/report',
] as const

/** @param site what the deployment says of itself */
export function formRoutes(commenter: Commenter, site: FormSite): Record<string, Endpoint> {
  let loaded: Promise<Record<string, Endpoint>> | undefined
  const load = () => {
    loaded ??= import('./forms.ts').then(({ formEndpoints }) => formEndpoints(commenter, site))
    return loaded
  }
  return Object.fromEntries(
    ROUTES.map((route): [string, Endpoint] => [
      route,
      async (event) => {
        const endpoint = (await load())[route]
        if (!endpoint) throw new Error(`No form answers “${route}”.`)
        return endpoint(event)
      },
    ]),
  )
}
