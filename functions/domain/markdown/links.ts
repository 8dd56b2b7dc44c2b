/**
 * Where links of Markdown lead. People write `[my site](example.org/page)` and mean another site; in HTML that is a page
 * below the one that it stands on.
 */
import { decode, encode } from './renderedText.ts'

/** Labels with a dot between them, as hosts have: no number, so that `1.5` is none. */
const HOST = /^(?:[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?\.)+[\p{L}\p{M}]{2,}(?=$|[/?#])/u
/** One dot and nothing after it: more often a file beside this one than a host. */
const FILE =
  /^[^/?#.]+\.(?:html?|xhtml|php|aspx?|jsp|txt|md|pdf|docx?|xlsx?|jpe?g|png|gif|svg|webp|avif|xml|json|js|css|zip)$/i
const MAIL = /^[^\s@:/?#]+@(.+)$/

/**
 * The address that was meant by one without a scheme.
 * @param written as in HTML
 * @returns undefined where it names no host
 */
function meantBy(written: string): string | undefined {
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

/** Addresses without a scheme that name a host, with one. */
export const nameHosts = (html: string): string =>
  html.replace(/(<(?:a href|img src)=")([^"]*)"/g, (tag, start: string, address: string) =>
    WITH_SCHEME.test(address) ? tag : `${start}${meantBy(address) ?? address}"`,
  )

/**
 * Links that name no site become the text that they stand on: a comment is read on pages of many addresses. One that begins
 * with a slash is of this site on purpose.
 */
export const dropRelative = (html: string): string =>
  html.replace(/<a href="([^"]*)"[^>]*>([\s\S]*?)<\/a>/g, (link, address: string, text: string) =>
    WITH_SCHEME.test(address) || address.startsWith('/') ? link : text,
  )
