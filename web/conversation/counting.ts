/**
 * How much may still be written, shown when it is not much.
 */
import { element } from './element.ts'
import { LONGEST, lengthOf } from './faults.ts'
import { describe } from './form.ts'
import { number } from './said.ts'
import { announce, type Talk } from './talk.ts'

const NEAR = 500
/** Spoken at these alone: a number after each letter would be unbearable. */
const SPOKEN = [500, 200, 100, 50, 10, 0]

export function countCharacters(talk: Talk, area: HTMLTextAreaElement): void {
  const id = `${area.id}-count`
  let shown: HTMLElement | undefined
  let before = LONGEST.text
  area.addEventListener('input', () => {
    // Code points are at most UTF-16 units, so what is short by these is short.
    const left = area.value.length <= LONGEST.text - NEAR ? LONGEST.text : LONGEST.text - lengthOf(area.value)
    if (left > NEAR) {
      shown?.remove()
      shown = undefined
      describe(area, (ids) => ids.filter((each) => each !== id))
    } else {
      if (!shown) {
        shown = element('p', { class: 'hint', id })
        area.after(shown)
        describe(area, (ids) => [...ids, id])
      }
      const [count, max] = [number(talk.lang, LONGEST.text - left), number(talk.lang, LONGEST.text)]
      const text = left >= 0 ? talk.plural('charactersLeft', left) : talk.text('faultTooLong', { count, max })
      shown.textContent = text
      shown.classList.toggle('fault', left < 0)
      const isCrossed = SPOKEN.some((mark) => before > mark && left <= mark) || (before >= 0 && left < 0)
      if (isCrossed) announce(talk, text)
    }
    before = left
  })
}
