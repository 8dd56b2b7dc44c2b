/**
 * Corrects the addresses of links in rendered Markdown. People write `[my site](example.org/page)` and mean another
 * site. In HTML, that address is relative to the current page.
 */
import { decode, encode } from './renderedText.ts'

/** Labels separated by dots. The last one has no digits, so `1.5` is not a host. */
const HOST = /^(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?\.)+[\p{L}\p{M}]{2,}(?=$|[/?#])/u
/** A name with one dot and a file extension, without a path. It is more likely a file than a host. */
const FILE =
  /^[^/?#.]+\.(?:html?|xhtml|php|aspx?|jsp|txt|md|pdf|docx?|xlsx?|jpe?g|png|gif|svg|webp|avif|xml|json|js|css|zip)$/i
const MAIL = /^[^\s@:/?#]+@(.+)$/

/**
 * Adds the scheme to an address without one.
 * @param written encoded for HTML
 * @returns undefined if the address has no host
 */
function withScheme(written: string): string | undefined {
  const address = unescaped(decode(written))
  const mail = MAIL.exec(address)
  if (mail?.[1] !== undefined && HOST.exec(mail[1])?.[0] === mail[1]) return `mailto:${written}`
  if (!HOST.test(address) || FILE.test(address)) return undefined
  const url = URL.parse(`https://${decode(written)}`)
  return url === null ? undefined : encode(url.href)
}

function unescaped(address: string): string {
  try {
    return decodeURI(address)
  } catch {
    return address
  }
}

const WITH_SCHEME = /^[a-z][a-z\d+.-]*:/i

/** Adds a scheme to the addresses that have a host and no scheme. */
export const nameHosts = (html: string): string =>
  html.replace(/(<(?:a href|img src)=")([^"]*)"/g, (tag, start: string, address: string) =>
    WITH_SCHEME.test(address) ? tag : `${start}${withScheme(address) ?? address}"`,
  )

/**
 * Replaces links with a relative address by their text, because a comment is shown on pages with different addresses.
 * Addresses that begin with a slash are kept: they refer to this site.
 */
export const dropRelative = (html: string): string =>
  html.replace(/<a href="([^"]*)"[^>]*>([\s\S]*?)<\/a>/g, (link, address: string, text: string) =>
    WITH_SCHEME.test(address) || address.startsWith('/') ? link : text,
  )
