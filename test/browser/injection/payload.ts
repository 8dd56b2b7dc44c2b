/**
 * Payloads of the corpus. `RUN` stands for a call that reports the payload. `LURE` stands for an address that must not
 * be fetched. Both contain the payload's number, so that each report names its payload.
 *
 * Techniques are those of the published lists (OWASP's XSS filter evasion and prevention cheat sheets, PortSwigger's
 * XSS cheat sheet, Cure53's HTML5 Security Cheatsheet, the papers on mutation XSS by Heiderich et al.). The texts are
 * our own.
 */

/** A text, and the attack that it tries. */
export type Attempt = readonly [text: string, why: string]

export type Technique = {
  name: string
  /**
   * Where it would run without escaping: in HTML; in Markdown that passes HTML and addresses; or as the address of a
   * link. `elsewhere` payloads target headers, XML, JSON or the server, and run in no page.
   */
  runsAs: 'html' | 'markdown' | 'address' | 'elsewhere'
  attempts: readonly Attempt[]
}

export type Payload = { number: number; technique: string; runsAs: Technique['runsAs']; text: string; why: string }

/** The name is short because a tag may have 50 characters. It is in lower case because tags are. */
export const CALL = 'ran'
/** A host of the reserved domain `.test` (RFC 6761, section 6.4). */
export const LURE_HOST = 'lure.test'

/** A payload with the call and the address filled in. */
export const armed = (text: string, number: number): string =>
  text.replaceAll('RUN', `${CALL}(${number})`).replaceAll('LURE', `http://${LURE_HOST}/${number}`)
