/**
 * What a payload of the corpus is. In each, `RUN` stands for a call that tells on itself and `LURE` for an address that
 * nobody may fetch; both carry the payload's number, so that whatever happens names its cause.
 *
 * Techniques are those of the published lists (OWASP's XSS filter evasion and prevention cheat sheets, PortSwigger's XSS
 * cheat sheet, Cure53's HTML5 Security Cheatsheet, the papers on mutation XSS by Heiderich et al.); the texts are our own.
 */

/** A text, and what it tries. */
export type Attempt = readonly [text: string, why: string]

export type Technique = {
  name: string
  /**
   * Where it would run if nothing were escaped: as HTML, as Markdown whose HTML and addresses are let through, as the
   * address of a link; or nowhere in a page, when it is aimed at headers, XML, JSON or the server itself.
   */
  runsAs: 'html' | 'markdown' | 'address' | 'elsewhere'
  attempts: readonly Attempt[]
}

export type Payload = { number: number; technique: string; runsAs: Technique['runsAs']; text: string; why: string }

/** The call's name is short, because a tag may have fifty characters, and in lower case, because tags are. */
export const CALL = 'ran'
/** A host of a domain that is nobody's: RFC 6761, section 6.4. */
export const LURE_HOST = 'lure.test'

/** A payload as it is sent. */
export const armed = (text: string, number: number): string =>
  text.replaceAll('RUN', `${CALL}(${number})`).replaceAll('LURE', `http://${LURE_HOST}/${number}`)
