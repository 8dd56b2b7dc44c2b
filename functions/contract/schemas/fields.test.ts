import type { ZodMiniType } from 'zod/mini'
import { InvalidInput } from '../../domain/errors.ts'
import type { Cause } from '../../domain/faults.ts'
import { validate } from '../../http/input/validate.ts'
import { block, emailAddress, line, webAddress } from './fields.ts'

const name = line({ max: 80, description: '' })
const text = block({ max: 8000, description: '' })
const address = webAddress('')
const email = emailAddress('')

/** What is stored of it, or why it is refused. */
function taken(schema: ZodMiniType<string>, value: string): string | Cause {
  try {
    return validate(schema, value)
  } catch (error) {
    if (error instanceof InvalidInput && error.faults[0]) {
      const { path: _, ...cause } = error.faults[0]
      return cause
    }
    throw error
  }
}

test.each([
  ['line tabulation, as Word writes it', 'Ada\vLovelace', 'Ada Lovelace', 'Ada\nLovelace'],
  ['a form feed', 'Ada\fLovelace', 'Ada Lovelace', 'Ada\nLovelace'],
  ['a next line', 'Ada\u0085Lovelace', 'Ada Lovelace', 'Ada\nLovelace'],
  ['a line separator', 'Ada\u2028Lovelace', 'Ada Lovelace', 'Ada\nLovelace'],
  ['a paragraph separator', 'Ada\u2029Lovelace', 'Ada Lovelace', 'Ada\nLovelace'],
  ['a tab', 'Ada\tLovelace', 'Ada Lovelace', 'Ada\tLovelace'],
  ['line ends of Windows and old Macs', 'a\r\nb\rc\n', 'a b c', 'a\nb\nc'],
  ['a byte order mark', '\uFEFFAda', 'Ada', 'Ada'],
  ['a soft hyphen', 'Love\u00ADlace', 'Lovelace', 'Lovelace'],
  ['controls of a terminal', '\u001B[1mAda\u0007\u0000\u007F', '[1mAda', '[1mAda'],
  ['a deprecated format', 'A\u206Bda', 'Ada', 'Ada'],
  ['isolates that a translated page put around a name', '\u2068Ada\u2069', 'Ada', '\u2068Ada\u2069'],
  ['embeddings of an address book', '\u202AAda\u202C', 'Ada', '\u202AAda\u202C'],
  ['an end without a beginning', 'Ada\u202C\u2069', 'Ada', 'Ada\u202C\u2069'],
])('%s: harmless, and made fit', (_, pasted, asLine, asBlock) => {
  expect(taken(name, pasted)).toBe(asLine)
  expect(taken(text, pasted)).toBe(asBlock)
})

test.each([
  ['Persian', 'می\u200Cخواهم'],
  ['Hindi', 'क्\u200Dष'],
  ['an emoji', '👩\u200D🚀 🏳\uFE0F\u200D🌈 🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}'],
  ['Hebrew', 'C++\u200E זה טוב!\u200F'],
  ['Arabic', '\u061C(١) نعم'],
  ['French', 'Pourquoi\u00A0?'],
  ['Japanese', '山田\u3000太郎'],
  ['Mongolian', 'ᠮᠣᠩᠭᠣᠯ\u180Eᠠ'],
])('what is written in %s stays as it is', (_, written) => {
  expect([taken(name, written), taken(text, written)]).toEqual([written, written])
})

test.each([
  ['an override', 'exe.\u202Egpj', 'exe.gpj'],
  ['an override the other way', '\u202Dabc', 'abc'],
])('%s is refused, with the place', (_, deceiving, near) => {
  for (const kind of [name, text]) expect(taken(kind, deceiving)).toEqual({ code: 'text-direction', near })
})

test.each([
  ['an isolate that is left open', 'if (isAdmin\u2066) begin'],
  ['an embedding that is left open', 'a\u202Bb\n\nc\u202C'],
  ['one that ends in the wrong order', '\u2066a\u202Bb\u2069 c\u202C'],
])('%s turns what follows and is refused in a text', (_, deceiving) => {
  expect(taken(text, deceiving)).toEqual({ code: 'text-direction', near: expect.any(String) })
})

test('what cannot be seen is refused', () => {
  for (const nothing of ['\u200B\u200D', '\u3164', '\u2800', '\u2069']) {
    expect(taken(text, nothing)).toEqual({ code: 'nothing-visible' })
  }
  for (const empty of ['', ' \n\t\u3000', '\u0000', '\uFEFF', '\u00AD']) {
    expect(taken(name, empty)).toEqual({ code: 'too-short', minimum: 1 })
    expect(taken(text, empty)).toEqual({ code: 'too-short', minimum: 1 })
  }
})

test('blank lines around a text go, the indentation of its first line stays', () => {
  expect(taken(text, '    x = 1')).toBe('    x = 1')
  expect(taken(text, ' \n\t\r\n\n    x = 1\n      y\n\n \n')).toBe('    x = 1\n      y')
  expect(taken(text, '\u3000岸壁は閉鎖')).toBe('\u3000岸壁は閉鎖')
  expect(taken(text, '\tcode')).toBe('\tcode')
})

test('an address loses what nobody sees in it, and no more', () => {
  expect(taken(address, '\u200E https://a.example/\u200Bb\u00AD\u2069\n')).toBe('https://a.example/b')
  expect(taken(address, 'https://a.example/می\u200Cخواهم')).toBe('https://a.example/می\u200Cخواهم')
  expect(taken(email, 'ada@\u200Ba.example\u202C')).toBe('ada@a.example')
  for (const bad of ['https://a.example/\u202Egpj', 'https://a.example/a b', 'java\nscript:alert(1)'])
    expect(taken(address, bad)).toEqual({ code: 'not-web-address' })
})
