/**
 * Constructs of Markdown that micromark looks for by reading ahead, and once more from each place where one may begin: code,
 * raw HTML, addresses. For a text full of beginnings without an end, that takes the square of its length. Here all looking
 * together is bounded, and what is left over stays text.
 */
import { codeText, htmlText } from 'micromark-core-commonmark'
import { gfmAutolinkLiteral } from 'micromark-extension-gfm-autolink-literal'
import type { Code, Construct, Extension, State } from 'micromark-util-types'

/** How often a character may be looked at. Prose needs two or three. */
const LOOKS_PER_CHARACTER = 16

const GRAVE_ACCENT = 96
const LESS_THAN = 60

/**
 * The extension for one text.
 * @param length of the text, in UTF-16 units
 */
export function boundedConstructs(length: number): Extension {
  const looks = { left: length * LOOKS_PER_CHARACTER }
  const bounded = (construct: Construct) => within(looks, construct)
  const { text = {} } = gfmAutolinkLiteral()
  const autolinks = Object.entries(text).map(([code, constructs]) => [
    code,
    Array.isArray(constructs) ? constructs.map(bounded) : constructs && bounded(constructs),
  ])
  return {
    text: {
      ...Object.fromEntries(autolinks),
      // Under other names, so that the originals can be disabled.
      [GRAVE_ACCENT]: bounded({ ...codeText, name: 'boundedCodeText' }),
      [LESS_THAN]: bounded({ ...htmlText, name: 'boundedHtmlText' }),
    },
    disable: { null: ['codeText', 'htmlText'] },
  }
}

function within(looks: { left: number }, construct: Construct): Construct {
  return {
    ...construct,
    tokenize(effects, ok, nok) {
      // A state gives the next one, also while a part of the construct is tried; so every character comes by here.
      const watched =
        (state: State): State =>
        (code: Code) => {
          if (looks.left-- <= 0) return nok(code)
          const next = state(code)
          return next && watched(next)
        }
      return watched(construct.tokenize.call(this, effects, ok, nok))
    },
  }
}
