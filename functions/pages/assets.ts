/**
 * The assets that pages load. Each address but the widget's contains a hash of the content, so browsers keep it for
 * good.
 */
export type Addresses = { style: string; page: string; widget: string; icon: string }
export type Texts = Addresses & { embed: string }

export type Assets = {
  addresses: Addresses
  /** Read when a browser first asks for one, so that no cold start of a page waits for it. */
  texts: () => Promise<Texts>
}

const TYPES = {
  style: 'text/css; charset=utf-8',
  page: 'text/javascript; charset=utf-8',
  widget: 'text/javascript; charset=utf-8',
  icon: 'image/svg+xml',
  embed: 'text/javascript; charset=utf-8',
}
export type AssetName = keyof typeof TYPES

export const typeOf = (name: AssetName): string => TYPES[name]

/** The asset of an address, and whether the address is the current one or that of an older page. */
export function assetAt(addresses: Addresses, address: string): { name: AssetName; isCurrent: boolean } | undefined {
  const [name] = Object.entries(addresses).find(([, known]) => known.split('.')[0] === address.split('.')[0]) ?? []
  if (name !== 'style' && name !== 'page' && name !== 'widget' && name !== 'icon') return undefined
  return { name, isCurrent: addresses[name] === address }
}
