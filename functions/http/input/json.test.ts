import fc from 'fast-check'
import { MalformedBody } from '../refusals.ts'
import { parseJson } from './json.ts'

test('reads what JSON.parse reads', () => {
  fc.assert(fc.property(fc.json({ maxDepth: 5 }), (text) => expect(parseJson(text)).toEqual(JSON.parse(text))))
})

test.each([
  ['a syntax error', '{"a":}'],
  ['nothing', ''],
  ['a duplicate name', '{"a":1,"a":2}'],
  ['a duplicate name, once escaped', '{"a":1,"\\u0061":2}'],
  ['a duplicate name deep inside', '{"a":[{"b":{"c":1,"d":{"e":"\\"}"},"c":2}}]}'],
  ['10,000 open brackets', '['.repeat(10_000) + ']'.repeat(10_000)],
  ['10,000 nested objects', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
])('refuses %s', (_what, text) => {
  expect(() => parseJson(text)).toThrow(MalformedBody)
})

test('the same name may stand in different objects, and as a value', () => {
  expect(parseJson('{"a":{"a":"a"},"b":[{"a":1},{"a":1}],"c":"a"}')).toEqual({
    a: { a: 'a' },
    b: [{ a: 1 }, { a: 1 }],
    c: 'a',
  })
})

test('__proto__ stays an ordinary name, so that it is refused as unknown like any other', () => {
  expect(Object.keys(parseJson('{"__proto__":{"x":1}}') as object)).toEqual(['__proto__'])
})
