import { faultsIn, lengthOf, refused } from './faults.ts'

const typed = (values: object) => ({ text: 'Said', name: 'Ada', email: '', url: '', ...values })

test('characters are counted as people count them, after trimming', () => {
  expect(lengthOf('  a\r\nb 🌱 ')).toBe(5)
  expect(lengthOf('e\u0301')).toBe(1)
})

test('what the server takes has no fault', () => {
  expect(faultsIn(typed({}))).toEqual([])
  expect(
    faultsIn(typed({ text: 'x'.repeat(8000), email: 'ada@example.org', url: 'https://example.org/~ada' })),
  ).toEqual([])
})

test.each([
  ['text', '   ', 'faultRequired'],
  ['text', 'x'.repeat(8001), 'faultTooLong'],
  ['text', 'half \u202E turned', 'faultCharacters'],
  ['name', '', 'faultRequired'],
  ['name', 'n'.repeat(81), 'faultTooLong'],
  ['name', '\u200B', 'faultCharacters'],
  ['email', 'ada', 'faultEmail'],
  ['url', 'example.org', 'faultUrl'],
  ['url', 'javascript:alert(1)', 'faultUrl'],
])('%s: %#', (field, value, say) => {
  expect(faultsIn(typed({ [field]: value }))).toMatchObject([{ field, say }])
})

test('every fault is named at once, in the order of the form', () => {
  expect(faultsIn(typed({ text: '', name: '', url: 'x' })).map(({ field }) => field)).toEqual(['text', 'name', 'url'])
})

test('what only the server saw is shown by its field', () => {
  expect(refused(typed({}), ['#/text'])).toEqual([{ field: 'text', say: 'faultNested' }])
})
