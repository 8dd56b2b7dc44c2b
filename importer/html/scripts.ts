/**
 * Superscripts and subscripts, for which Markdown has no form. Plain digits would change the meaning: 10⁶ is not 106.
 * Unicode has such digits, signs and some letters. Anything else is written with `^` and `_`, as in TeX.
 * Source: https://www.unicode.org/charts/PDF/U2070.pdf
 */
import { linesIn } from './blocks/blocks.ts'
import { type Child, changeText, element, textNode } from './elements.ts'

/** Characters and the form of each, which follows it. */
const pairsIn = (text: string) =>
  new Map([...text.matchAll(/(.)(.)/gu)].map(([, character = '', form = '']) => [character, form]))

const RAISED = pairsIn('0⁰1¹2²3³4⁴5⁵6⁶7⁷8⁸9⁹+⁺-⁻−⁻=⁼(⁽)⁾aᵃbᵇcᶜdᵈeᵉfᶠgᵍhʰiⁱjʲkᵏlˡmᵐnⁿoᵒpᵖrʳsˢtᵗuᵘvᵛwʷxˣyʸzᶻ')
const LOWERED = pairsIn('0₀1₁2₂3₃4₄5₅6₆7₇8₈9₉+₊-₋−₋=₌(₍)₎aₐeₑhₕiᵢjⱼkₖlₗmₘnₙoₒpₚrᵣsₛtₜuᵤvᵥxₓ')

/** What follows a number or shortens a word, and reads the same in the line: `1st`, `2ème`, `Mme`. */
const ENDINGS = /^(?:st|nd|rd|th|er|ers|ère|re|es|ème|eme|nde|os|as|me|mes|lle|lles|gr|dr|tm|sm)\.?$/i

export const raised = (children: Child[]): Child[] =>
  ENDINGS.test(linesIn(children).trim()) ? children : written(children, RAISED, '^')

export const lowered = (children: Child[]): Child[] => written(children, LOWERED, '_')

function written(children: Child[], forms: ReadonlyMap<string, string>, mark: string): Child[] {
  const text = linesIn(children)
  const characters = [...text.trim()]
  // Marks such as * and [1] mean the same in the line.
  if (!/[\p{L}\p{N}]/u.test(text) || /^\s*[[(].*[\])]\s*$/s.test(text)) return children
  // A word is found only as it is written.
  const isShort = !/\p{L}{4}/u.test(text)
  const done = new Set(forms.values())
  if (isShort && characters.every((character) => forms.has(character) || done.has(character))) {
    const shell = element('div', children)
    changeText(shell, (part) => [...part].map((character) => forms.get(character) ?? character).join(''))
    return shell.children
  }
  return [textNode(`${mark}(`), ...children, textNode(')')]
}
