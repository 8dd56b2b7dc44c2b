import fc from 'fast-check'
import { firstUlidAt, isUlid, lowBits, timeOf, ulid } from './ulid.ts'

const bytes = fc.uint8Array({ minLength: 10, maxLength: 10 })
const time = fc.integer({ min: 0, max: 2 ** 48 - 1 })

test('a ULID carries its time and its shard bits', () => {
  fc.assert(
    fc.property(time, bytes, (at, random) => {
      const id = ulid(at, () => random)
      expect(isUlid(id)).toBe(true)
      expect(timeOf(id)).toBe(at)
      expect(lowBits(id)).toBe(random[9])
    }),
  )
})

test('ULIDs sort by time as plain text', () => {
  fc.assert(
    fc.property(time, time, bytes, bytes, (a, b, x, y) => {
      fc.pre(a < b)
      expect(ulid(a, () => x) < ulid(b, () => y)).toBe(true)
    }),
  )
})

test('the first ULID of a millisecond sorts before every other of it', () => {
  fc.assert(fc.property(time, bytes, (at, random) => expect(firstUlidAt(at) <= ulid(at, () => random)).toBe(true)))
})

test.each([
  '',
  '01ARZ3NDEKTSV4RRFFQ69G5FA',
  '01arz3ndektsv4rrffq69g5fav',
  '81ARZ3NDEKTSV4RRFFQ69G5FAV',
  '01ARZ3NDEKTSV4RRFFQ69G5FIL',
  '01ARZ3NDEKTSV4RRFFQ69G5FAV\n',
])('%j is no ULID', (text) => expect(isUlid(text)).toBe(false))

test('matches the example of the specification', () => {
  expect(timeOf('01ARZ3NDEKTSV4RRFFQ69G5FAV')).toBe(1469922850259)
})
