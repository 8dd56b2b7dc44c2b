/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html#filtering-syntax */
import { createFilter } from './filter.ts'

const passes = (pattern: unknown, event: unknown) => createFilter([JSON.stringify(pattern)])(event)
const keyed = (pk: string, sk = 'C#1') => ({
  eventName: 'INSERT',
  dynamodb: { Keys: { pk: { S: pk }, sk: { S: sk } } },
})

test('any pattern lets a record pass, and none lets all', () => {
  const pattern = (prefix: string) => JSON.stringify({ dynamodb: { Keys: { pk: { S: [{ prefix }] } } } })
  const filter = createFilter([pattern('A#'), pattern('R#')])
  expect([keyed('A#x'), keyed('R#x'), keyed('P#x')].map(filter)).toEqual([true, true, false])
  expect(createFilter([])(keyed('P#x'))).toBe(true)
})

test('all fields of a pattern must match, each by any of its rules', () => {
  const pattern = {
    eventName: ['INSERT', 'MODIFY'],
    dynamodb: { Keys: { pk: { S: [{ prefix: 'A#' }, { prefix: 'R#' }] }, sk: { S: [{ prefix: 'C#' }] } } },
  }
  expect(passes(pattern, keyed('R#x'))).toBe(true)
  expect(passes(pattern, keyed('R#x', 'S'))).toBe(false)
  expect(passes(pattern, { ...keyed('R#x'), eventName: 'REMOVE' })).toBe(false)
})

test.each([
  [{ a: ['x'] }, { a: 'x' }, true],
  [{ a: [null] }, { a: null }, true],
  [{ a: [''] }, { a: '' }, true],
  [{ a: ['x'] }, {}, false],
  [{ a: [{ exists: true }] }, { a: 0 }, true],
  [{ a: [{ exists: false }] }, {}, true],
  [{ a: [{ exists: false }] }, { a: 1 }, false],
  [{ a: [{ suffix: '.png' }] }, { a: 'b.png' }, true],
  [{ a: [{ 'equals-ignore-case': 'ALICE' }] }, { a: 'alice' }, true],
  [{ a: [{ 'anything-but': ['x', 'y'] }] }, { a: 'z' }, true],
  [{ a: [{ 'anything-but': ['x', 'y'] }] }, { a: 'x' }, false],
  [{ a: [{ 'anything-but': { prefix: 'C#' } }] }, { a: 'C#1' }, false],
  [{ a: [{ numeric: ['>', 0, '<=', 5] }] }, { a: 5 }, true],
  [{ a: [{ numeric: ['>', 0, '<=', 5] }] }, { a: 6 }, false],
  [{ $or: [{ a: ['x'] }, { b: ['y'] }] }, { b: 'y' }, true],
  [{ a: ['x'] }, { a: ['w', 'x'] }, true],
])('%j on %j is %s', (pattern, event, expected) => {
  expect(passes(pattern, event)).toBe(expected)
})

test('an unknown rule is refused by name', () => {
  expect(() => passes({ a: [{ wildcard: '*' }] }, { a: 'x' })).toThrow('wildcard')
})
