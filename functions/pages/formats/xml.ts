/**
 * XML documents from the same templates as pages, because the escapes are valid XML. Characters that XML 1.0 cannot
 * hold are left out.
 */
import type { Html } from '../html.ts'

/** https://www.w3.org/TR/xml/#charsets */
const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu

export const xmlDocument = (root: Html): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n${root.toString().replace(FORBIDDEN, '')}\n`
