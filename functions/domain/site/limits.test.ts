import { readFile } from 'node:fs/promises'
import { firstVoteCharge, textMark } from './limits.ts'
import { DEFAULT_SETTINGS } from './settings.ts'

test.each([
  ['Buy my wonderful pills!', '  BUY my wonderful… pills'],
  ['Café crème à emporter', 'cafe creme a emporter'],
  ['Ｂｕｙ ｍｙ ｐｉｌｌｓ ｎｏｗ', 'buy my pills now'],
  ['见面请打这个电话一二三四', '见面，请打这个电话：一二三四。'],
])('%j and %j are the same text', (one, other) => {
  expect(textMark(one)).toBe(textMark(other))
})

test.each([
  ['Buy my wonderful pills!', 'Buy my wonderful bills!'],
  ['Call me: 0123456', 'Call me: 0123457'],
])('%j and %j are not', (one, other) => {
  expect(textMark(one)).not.toBe(textMark(other))
})

test.each(['+1', 'I agree.', 'Thank you', '👍👍👍👍👍👍👍👍👍👍👍👍', ''])('%j is too short to compare', (text) => {
  expect(textMark(text)).toBeUndefined()
})

test('the first votes of three new voters cost what those of nine settled ones do', () => {
  const [young, settled] = [firstVoteCharge(DEFAULT_SETTINGS, 'a', false), firstVoteCharge(DEFAULT_SETTINGS, 'b', true)]
  expect([young.rate, young.cost, settled.cost]).toEqual([settled.rate, 3, 1])
  expect(young.rate).toEqual({ limit: 9, seconds: 3600 })
})

test('docs/limits.md has every limit with its default', async () => {
  const text = await readFile(new URL('../../../docs/limits.md', import.meta.url), 'utf8')
  const rows = [...text.matchAll(/^\| `(\w+)` \| (\d+)/gm)].map(([, name = '', limit]) => [name, Number(limit)])
  const limits = Object.entries(DEFAULT_SETTINGS).filter(([name]) => /Per(Minute|Hour|Comment)$/.test(name))
  expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(limits))
})
