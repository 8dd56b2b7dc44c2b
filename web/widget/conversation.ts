/**
 * The conversation in the widget's shadow tree. This is loaded when the reader has come near.
 */

import { focusOn, type Place } from '../conversation/conversation.ts'
import { element } from '../conversation/element.ts'
import { enhance } from '../conversation/enhance.ts'
import { setValues, type Values, valuesOf } from '../conversation/forms/drafts.ts'
import { htmlIn } from '../conversation/server.ts'
import { tellTimes } from '../conversation/times.ts'
import { followTheme } from './theme.ts'

// infra/bundles/webBundles.ts puts web/conversation.css here.
declare const CONVERSATION_STYLE: string

/** What the reader typed before the page's address changed, and whether it was being sent. */
export type Wanted = { written?: Values | undefined; isSent?: boolean }
export type Shown = { written: () => Values | undefined }

const style = new CSSStyleSheet()
style.replaceSync(CONVERSATION_STYLE)

/**
 * @param answer with the conversation as HTML
 * @throws Error if the server refused
 */
export async function show(
  host: HTMLElement,
  root: ShadowRoot,
  place: Place,
  answer: Response,
  { written, isSent }: Wanted,
): Promise<Shown | undefined> {
  const { content, headers } = await htmlIn(place, answer)
  const section = content.querySelector('section')
  if (!section) throw new Error('There is no conversation in the answer.')
  if (place.signal.aborted) return undefined
  root.adoptedStyleSheets = [...root.adoptedStyleSheets.filter((each) => each !== style), style]
  // The focus is on the button if the reader tried again.
  const hadFocus = root.activeElement !== null
  const border = element('div', section)
  border.className = 'border'
  root.replaceChildren(border)
  if (hadFocus) focusOn(section.querySelector<HTMLElement>('h2'))
  followTheme(host, border, place.signal)
  enhance(section, place, Number(headers.get('understory-live-from')))
  tellTimes(section, section)
  const form = section.querySelector<HTMLFormElement>('form.write')
  if (form && written) {
    setValues(form, written)
    form.dispatchEvent(new Event('input'))
    if (isSent) form.requestSubmit()
  }
  return { written: () => (form ? valuesOf(form) : undefined) }
}
