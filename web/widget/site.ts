/**
 * The site that this script was loaded from.
 */

/** The first address in a stack is the script's. Modules have no `currentScript`. */
function addressInStack(): string | undefined {
  return /https?:\/\/\S+?(?=:\d+:\d+)/.exec(new Error('').stack ?? '')?.[0]
}

function address(): string {
  const { currentScript } = document
  if (currentScript instanceof HTMLScriptElement && currentScript.src) return currentScript.src
  return addressInStack() ?? location.href
}

/** Scheme, host and path, without a slash at the end. */
export const siteOfScript = (): string => new URL('.', address()).href.slice(0, -1)
