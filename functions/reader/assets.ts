/**
 * What pages and widgets load: the style, the scripts, the icon.
 */

import { CACHE } from '../contract/caching.ts'
import type { assets as contract } from '../contract/pages.ts'
import { AddressUnknown } from '../domain/errors.ts'
import type { EndpointsOf } from '../http/api.ts'
import { type HttpEvent, pathParameter } from '../http/request.ts'
import { type Response, revalidatable } from '../http/respond.ts'
import { type AssetName, type Assets, assetAt, textOf, typeOf } from '../pages/assets.ts'

/** Long enough that a reader who goes from page to page asks once, short enough that a deployment arrives the same hour. */
const EMBED = 'public, max-age=300, s-maxage=300, stale-while-revalidate=3600, stale-if-error=86400'

export function assetEndpoints(assets: Assets): EndpointsOf<typeof contract> {
  const answer = async (name: AssetName, cacheControl: string): Promise<Response> => ({
    statusCode: 200,
    headers: { 'content-type': typeOf(name), 'cache-control': cacheControl, 'x-content-type-options': 'nosniff' },
    body: await textOf(assets, name),
  })
  return {
    'GET /assets/{file}': async (event: HttpEvent) => {
      const asset = assetAt(assets.addresses, `/assets/${pathParameter(event, 'file')}`)
      if (!asset) throw new AddressUnknown()
      // A page from before a deployment may still ask for the asset of its time: it gets today's, but not for long.
      return answer(asset.name, asset.isCurrent ? 'public, max-age=31536000, immutable' : CACHE.refusal)
    },
    // Publishers write this address into their pages, so it never changes; an ETag spares who has it already.
    'GET /embed.js': async (event) => {
      const found = await answer('embed', EMBED)
      return revalidatable(event, {
        ...found,
        // A site that isolates itself (COEP) may load it too.
        headers: { ...found.headers, 'cross-origin-resource-policy': 'cross-origin' },
      })
    },
  }
}
