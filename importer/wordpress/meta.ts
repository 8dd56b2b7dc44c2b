import { childrenOf, textOf, type XmlElement } from '../file/xml.ts'

/** The value of a post's own field. */
export function metaOf(item: XmlElement, key: string): string {
  const meta = childrenOf(item, 'wp:postmeta').find((each) => textOf(each, 'wp:meta_key') === key)
  return meta ? textOf(meta, 'wp:meta_value') : ''
}
