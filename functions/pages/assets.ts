/**
 * The assets that pages load. Each address but the widget's contains a hash of the content, so browsers keep it for
 * good.
 */
export type DocsTexts = { docs: string; docsStyle: string }
export type Texts = { style: string; page: string; widget: string; icon: string; embed: string }
export type Addresses = Omit<Texts, 'embed'> & DocsTexts

export type Assets = {
  addresses: Addresses
  /** Read when a browser first asks for one, so that no cold start of a page waits for it. */
  texts: () => Promise<Texts>
  /** Only read when a browser opens the API reference. */
  docsTexts: () => Promise<DocsTexts>
}

const TYPES = {
  style: 'text/css; charset=utf-8',
  page: 'text/javascript; charset=utf-8',
  widget: 'text/javascript; charset=utf-8',
  icon: 'image/svg+xml',
  embed: 'text/javascript; charset=utf-8',
  docs: 'text/javascript; charset=utf-8',
  docsStyle: 'text/css; charset=utf-8',
} satisfies Record<keyof Addresses | 'embed', string>
export type AssetName = keyof typeof TYPES

export const typeOf = (name: AssetName): string => TYPES[name]

/** The asset of an address, and whether the address is the current one or that of an older page. */
export function assetAt(addresses: Addresses, address: string): { name: AssetName; isCurrent: boolean } | undefined {
  const names = Object.keys(addresses) as (keyof Addresses)[]
  const name = names.find((each) => addresses[each].split('.')[0] === address.split('.')[0])
  return name && { name, isCurrent: addresses[name] === address }
}

export const textOf = async ({ texts, docsTexts }: Assets, name: AssetName): Promise<string> =>
  name === 'docs' || name === 'docsStyle' ? (await docsTexts())[name] : (await texts())[name]
