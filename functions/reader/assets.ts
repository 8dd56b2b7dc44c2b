/**
 * The assets of pages and widgets: style, scripts, icon.
 */

import { CACHE } from '../contract/caching.ts'
import type { assets as contract } from '../contract/pages.ts'
import type { EndpointsOf } from '../http/api.ts'
import { type HttpEvent, pathParameter } from '../http/input/request.ts'
import { AddressUnknown } from '../http/refusals.ts'
import { type Response, revalidatable } from '../http/respond.ts'
import { type AssetName, type Assets, assetAt, textOf, typeOf } from '../pages/assets.ts'

/** A reader who opens several pages asks once. A deployment takes effect within the hour. */
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
      // A page from before a deployment may ask for its old asset. It gets the current one, for a short time.
      return answer(asset.name, asset.isCurrent ? 'public, max-age=31536000, immutable' : CACHE.refusal)
    },
    // Publishers write this address into their pages, so it never changes. The ETag saves repeated downloads.
    'GET /embed.js': async (event) => {
      const found = await answer('embed', EMBED)
      return revalidatable(event, {
        ...found,
        // Sites with cross-origin isolation (COEP) may load it too.
        headers: { ...found.headers, 'cross-origin-resource-policy': 'cross-origin' },
      })
    },
  }
}
