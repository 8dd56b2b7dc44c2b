/**
 * What pages load. Each but the widget has a hash of its content in its address, so that browsers keep it for good.
 */
export type Addresses = { style: string; page: string; widget: string; icon: string }
export type Texts = Addresses & { embed: string }

export type Assets = {
  addresses: Addresses
  /** Only read when a browser asks for one: whoever reads an article shouldn't wait for it at a cold start. */
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

/** Which asset an address of ours names, and whether it is the present one or that of an older page. */
export function assetAt(addresses: Addresses, address: string): { name: AssetName; isCurrent: boolean } | undefined {
  const [name] = Object.entries(addresses).find(([, known]) => known.split('.')[0] === address.split('.')[0]) ?? []
  if (name !== 'style' && name !== 'page' && name !== 'widget' && name !== 'icon') return undefined
  return { name, isCurrent: addresses[name] === address }
}
