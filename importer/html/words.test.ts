/**
 * Whatever the HTML, a reader finds the words of the old page here: all of them, in their order, none joined to
 * another. What is left out has a remark.
 */
import fc from 'fast-check'
import type { Root } from 'hast'
import rehypeParse from 'rehype-parse'
import { unified } from 'unified'
import { renderArticle } from '../../functions/domain/markdown/articleMarkdown.ts'
import { renderComment } from '../../functions/domain/markdown/commentMarkdown.ts'
import { type Child, isElement, isNamed, propertyOf } from './elements.ts'
import { articleMarkdown, commentMarkdown } from './markdown.ts'

const INLINE = [
  ...['b', 'strong', 'i', 'em', 'u', 's', 'del', 'ins', 'span', 'font', 'small', 'cite', 'code', 'kbd', 'q', 'abbr'],
  ...['a', 'sup', 'sub', 'mark', 'label', 'x-y'],
]
const BLOCKS = [
  ...['p', 'div', 'blockquote', 'h1', 'h2', 'h3', 'h6', 'pre', 'center', 'section', 'figure', 'figcaption', 'details'],
  ...['summary', 'address', 'ul', 'ol', 'li', 'dl', 'dt', 'dd', 'fieldset', 'legend', 'article', 'form'],
]
const TABLES = ['table', 'caption', 'thead', 'tbody', 'tr', 'td', 'th']
/** Gone with all that is in them, and named. */
const NAMED = ['button', 'textarea']
const ALL = [...INLINE, ...BLOCKS, ...TABLES, ...NAMED, 'script', 'style']
const ATTRIBUTES: Record<string, string> = { a: ' href="https://a.example/b"', td: ' colspan="2"', th: ' rowspan="2"' }

const name = fc.constantFrom(...ALL)
const WORDS = [
  'word',
  '12',
  'two words',
  ' word ',
  'a.',
  '*b*',
  '_c_',
  '1.',
  '-',
  '#',
  '\n',
  '\n\n',
  ' ',
  '|',
  '> d',
  '`e`',
]
const SINGLE = [
  '<br>',
  '<hr>',
  '<wbr>',
  '<img src="https://a.example/f.png" alt="shown">',
  '<img alt="absent">',
  '<!-- g -->',
]
const piece = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 1, arbitrary: fc.constantFrom(...SINGLE) },
  { weight: 4, arbitrary: name.map((each) => `<${each}>`) },
  { weight: 1, arbitrary: name.map((each) => `<${each}${ATTRIBUTES[each] ?? ''}>`) },
  { weight: 4, arbitrary: name.map((each) => `</${each}>`) },
)
/** Tags as they come, closed or not. */
const soup = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''))
/** Tags that are closed, one in another. */
const { html: nested } = fc.letrec<{ html: string; node: string }>((tie) => ({
  html: fc.array(tie('node'), { maxLength: 5 }).map((nodes) => nodes.join('')),
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(...WORDS, ...SINGLE),
    fc
      .tuple(name, fc.boolean(), tie('html'))
      .map(([each, isBare, html]) => `<${each}${isBare ? '' : (ATTRIBUTES[each] ?? '')}>${html}</${each}>`),
  ),
}))

const parser = unified().use(rehypeParse)

/** Around what stands in lines of its own. */
const LINE = '\u0001'
/** Around what has marks around it. */
const MARK = '\u0002'

/** What a browser shows of a tree. */
function shownIn(nodes: readonly Child[], remarks: readonly string[]): string {
  return nodes.map((node) => shown(node, remarks)).join('')
}

/** Browsers show captions above the rows, wherever they are in the source. */
function captionsFirst(children: readonly Child[]): Child[] {
  const captions = children.filter((child) => isNamed(child, 'caption'))
  return [...captions, ...children.filter((child) => !captions.includes(child))]
}

function shown(node: Child, remarks: readonly string[]): string {
  if (node.type === 'text') return node.value
  if (!isElement(node) || ['script', 'style', 'wbr'].includes(node.tagName)) return ''
  if (node.tagName === 'br') return '\n'
  if (node.tagName === 'img') return ` ${propertyOf(node, 'alt')} `
  if (NAMED.includes(node.tagName)) {
    expect(remarks).toContain(`“${node.tagName}” was left out of its text`)
    return ''
  }
  const inside = shownIn(node.tagName === 'table' ? captionsFirst(node.children) : node.children, remarks)
  // There are marks around it.
  if (node.tagName === 'q') return inside.trim() === '' ? inside : MARK + inside + MARK
  // Digits have forms of their own. What has none stands in brackets.
  if (['sup', 'sub'].includes(node.tagName))
    return /^\s*[\d-]*\s*$/.test(inside.replaceAll(LINE, '\n')) ? inside : MARK + inside + MARK
  // Code of several lines stands in lines of its own.
  const isSeveral = inside.includes(LINE) || /\S\s*\n\s*\S/.test(inside)
  if (['code', 'kbd'].includes(node.tagName) && isSeveral) return LINE + inside + LINE
  return INLINE.includes(node.tagName) ? inside : LINE + inside + LINE
}

const wordsOf = (text: string): string[] => text.normalize('NFKC').match(/[\p{L}\p{N}]+/gu) ?? []

/** The text of what our renderers write. */
const textOf = (html: string): string =>
  html
    .replace(/<img [^>]*alt="([^"]*)"[^>]*>/g, ' $1 ')
    .replace(/<(?!\/?(?:strong|em|del|code|a)\b)[^>]*>/g, ' ')
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:lt|gt|quot|amp);/g, ' ')

/** Tags in code that are none of text are code. The browser of this test does not know. */
const isPlain = (html: string): boolean =>
  !/<(?:pre|code)>[\s\S]*<(?:\/?(?:script|style|textarea|button|label|abbr|x-y|cite|dl|dt|dd|h\d|section|center|fig\w+|details|summary|address|caption|blockquote|fieldset|legend|article|form|hr|wbr)|!)/.test(
    html,
  )

const inEnglish = (source: string): string => renderArticle(source, { footnotes: 'Footnotes', backTo: String })

describe.each([
  ['a comment with line ends', (html: string) => commentMarkdown(html, { lineEnds: true }), renderComment],
  ['a comment of paragraphs', (html: string) => commentMarkdown(html, { lineEnds: false }), renderComment],
  ['an article', (html: string) => articleMarkdown(html, 'https://old.example/'), inEnglish],
  ['an article of blocks', (html: string) => articleMarkdown(`<!-- wp:html -->${html}`, undefined), inEnglish],
] as const)('%s', (_, convert, render) => {
  test.each([
    ['are', nested],
    ['may not be', soup],
  ])('says the same whatever its HTML, whose tags %s closed', (_, html) => {
    fc.assert(
      fc.property(html.filter(isPlain), (source) => {
        const { markdown, remarks } = convert(source)
        const tree: Root = parser.parse(`<!doctype html><body>${source}`)
        const shown = wordsOf(shownIn(tree.children, remarks))
        // A text that shows nothing is refused.
        expect(markdown.trim() === '' || shown.length === 0 ? [] : wordsOf(textOf(render(markdown)))).toEqual(shown)
      }),
      { numRuns: 200 },
    )
  })
})
