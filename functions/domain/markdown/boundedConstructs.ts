/**
 * Bounded versions of micromark's constructs for code, raw HTML and addresses. micromark reads ahead for the end of
 * each from every place where one may begin. For a text with many beginnings and no end, the time grows with the square
 * of the length. Here, one bound applies to all reads of a text. Constructs beyond it stay text.
 *
 * Addresses end as in GitHub Flavored Markdown (https://github.github.com/gfm/#autolinks-extension-), which considers
 * only ASCII punctuation. Chinese and Japanese have no space after an address. So their punctuation, curly quotation
 * marks and the full stops of other scripts also end an address.
 */
import { codeText, htmlText } from 'micromark-core-commonmark'
import { gfmAutolinkLiteral } from 'micromark-extension-gfm-autolink-literal'
import type { Code, Construct, Extension, State } from 'micromark-util-types'

/** The maximum average number of reads of a character. Prose needs two or three. */
const READS_PER_CHARACTER = 10

/** Punctuation that always ends an address: full-width signs, quotation marks, long dashes, ellipses. */
const END =
  /^[[\p{P}&&[\u3000-\u303F\uFF01-\uFFEF]]\uFF5C\uFF5E\u2014\u2015\u2026\u00AB\u00BB\u2039\u203A\u201C-\u201F]$/v
/** Punctuation that ends an address only if nothing else follows. Many Wikipedia addresses have an en dash inside. */
const MAY_END = /^[\p{P}--\p{ASCII}]$/v
const FULL_STOP = 46

/** The character that the extension gets instead of non-ASCII punctuation. */
function asAscii(code: Code): Code {
  if (code === null || code < 128) return code
  const character = String.fromCharCode(code)
  return END.test(character) ? null : MAY_END.test(character) ? FULL_STOP : code
}

const GRAVE_ACCENT = 96
const LESS_THAN = 60

/**
 * Makes the extension for one text.
 * @param length of the text, in UTF-16 units
 */
export function boundedConstructs(length: number): Extension {
  const reads = { left: length * READS_PER_CHARACTER }
  const bounded = (construct: Construct) => within(reads, construct)
  const autolink = (construct: Construct) => bounded(besideSigns(construct))
  const { text = {} } = gfmAutolinkLiteral()
  const autolinks = Object.entries(text).map(([code, constructs]) => [
    code,
    Array.isArray(constructs) ? constructs.map(autolink) : constructs && autolink(constructs),
  ])
  return {
    text: {
      ...Object.fromEntries(autolinks),
      // Renamed, so that the originals can be disabled.
      [GRAVE_ACCENT]: bounded({ ...codeText, name: 'boundedCodeText' }),
      [LESS_THAN]: bounded({ ...htmlText, name: 'boundedHtmlText' }),
    },
    disable: { null: ['codeText', 'htmlText'] },
  }
}

function within(reads: { left: number }, construct: Construct): Construct {
  return watched(construct, (code, state, nok) => (reads.left-- <= 0 ? nok(code) : state(code)))
}

/** An address that may have any punctuation before or after it. */
function besideSigns(construct: Construct): Construct {
  const { name, previous, tokenize } = construct
  // After non-ASCII punctuation, an address may begin as at the start of a line.
  const before = (code: Code) => (asAscii(code) === code ? code : null)
  const beside: Construct = {
    ...construct,
    ...(previous && {
      previous(code) {
        return previous.call(this, before(code))
      },
    }),
    tokenize(effects, ok, nok) {
      // The text of a link has no address in it. The extension would find this out by reading back to the bracket.
      if (this._labelStarts?.some(({ _balanced }) => !_balanced)) return nok
      const context =
        name === 'wwwAutolink' ? Object.create(this, { previous: { value: before(this.previous) } }) : this
      return tokenize.call(context, effects, ok, nok)
    },
  }
  return watched(beside, (code, state) => state(asAscii(code)))
}

type Visit = (code: Code, state: State, nok: State) => State | undefined

/**
 * Wraps a construct so that `visit` is called for each of its characters. Each state is wrapped, also while a part of
 * the construct is attempted.
 */
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
