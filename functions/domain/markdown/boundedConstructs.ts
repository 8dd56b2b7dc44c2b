/**
 * Code, raw HTML and addresses: micromark looks for the end of each by reading ahead, from every place where one may begin.
 * For a text full of beginnings without an end, the time grows with the square of its length. Here the looks have one bound
 * for the whole text. Constructs beyond it stay text.
 *
 * Addresses end as GitHub lets them end (https://github.github.com/gfm/#autolinks-extension-), which knows the signs of
 * ASCII. Writers of Chinese and Japanese put no space after an address, and their signs, like curly quotation marks, are no
 * part of one; nor are the stops of other scripts.
 */
import { codeText, htmlText } from 'micromark-core-commonmark'
import { gfmAutolinkLiteral } from 'micromark-extension-gfm-autolink-literal'
import type { Code, Construct, Extension, State } from 'micromark-util-types'

/** How often a character may be looked at. Prose needs two or three. */
const LOOKS_PER_CHARACTER = 10

/** Where an address ends, whatever follows: signs of full width, quotation marks, long dashes, ellipses. */
const END =
  /^[[\p{P}&&[\u3000-\u303F\uFF01-\uFFEF]]\uFF5C\uFF5E\u2014\u2015\u2026\u00AB\u00BB\u2039\u203A\u201C-\u201F]$/v
/** Other signs are part of an address where it goes on after them, as the en dash is in many of Wikipedia's. */
const MAY_END = /^[\p{P}--\p{ASCII}]$/v
const FULL_STOP = 46

/** What the extension gets in place of a sign that it does not know. */
function asAscii(code: Code): Code {
  if (code === null || code < 128) return code
  const character = String.fromCharCode(code)
  return END.test(character) ? null : MAY_END.test(character) ? FULL_STOP : code
}

const GRAVE_ACCENT = 96
const LESS_THAN = 60

/**
 * The extension for one text.
 * @param length of the text, in UTF-16 units
 */
export function boundedConstructs(length: number): Extension {
  const looks = { left: length * LOOKS_PER_CHARACTER }
  const bounded = (construct: Construct) => within(looks, construct)
  const autolink = (construct: Construct) => bounded(besideSigns(construct))
  const { text = {} } = gfmAutolinkLiteral()
  const autolinks = Object.entries(text).map(([code, constructs]) => [
    code,
    Array.isArray(constructs) ? constructs.map(autolink) : constructs && autolink(constructs),
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
  return watched(construct, (code, state, nok) => (looks.left-- <= 0 ? nok(code) : state(code)))
}

/** An address that may stand beside any sign. */
function besideSigns(construct: Construct): Construct {
  const { name, previous, tokenize } = construct
  // After a sign as at the beginning of a line.
  const before = (code: Code) => (asAscii(code) === code ? code : null)
  const beside: Construct = {
    ...construct,
    ...(previous && {
      previous(code) {
        return previous.call(this, before(code))
      },
    }),
    tokenize(effects, ok, nok) {
      // There is no address in what may be the text of a link. The extension finds that out by walking back to the bracket.
      if (this._labelStarts?.some(({ _balanced }) => !_balanced)) return nok
      const context =
        name === 'wwwAutolink' ? Object.create(this, { previous: { value: before(this.previous) } }) : this
      return tokenize.call(context, effects, ok, nok)
    },
  }
  return watched(beside, (code, state) => state(asAscii(code)))
}

type Visit = (code: Code, state: State, nok: State) => State | undefined

/** A construct whose every character comes by. A state gives the next one, also while a part of the construct is tried. */
function watched(construct: Construct, visit: Visit): Construct {
  return {
    ...construct,
    tokenize(effects, ok, nok) {
      let current: Code = null
      let isOver = false
      const end =
        (outcome: State): State =>
        () => {
          isOver = true
          return outcome(current)
        }
      const [succeed, fail] = [end(ok), end(nok)]
      const watch =
        (state: State): State =>
        (code) => {
          current = code
          const next = visit(code, state, fail)
          return next && !isOver ? watch(next) : next
        }
      return watch(construct.tokenize.call(this, effects, succeed, fail))
    },
  }
}
