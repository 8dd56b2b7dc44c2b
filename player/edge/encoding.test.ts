/** Which encoding a client gets. */
import { chooseEncoding, isCompressible } from './encoding.ts'

test.each([
  [undefined, undefined],
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip', 'gzip'],
  ['br;q=0.5, gzip', 'gzip'],
  ['br;q=0, gzip;q=0', undefined],
  ['*', 'br'],
  ['*;q=0', undefined],
  ['identity', undefined],
  ['GZIP', 'gzip'],
  ['br;q=nonsense, gzip;q=0.1', 'gzip'],
])('Accept-Encoding %p gives %p', (header, encoding) => {
  expect(chooseEncoding(header)).toBe(encoding)
})

test('text is compressed, small or other things are not', () => {
  for (const type of ['text/html; charset=utf-8', 'application/json', 'application/problem+json', 'image/svg+xml'])
    expect(isCompressible(type, 5000)).toBe(true)
  expect(isCompressible('application/json', 999)).toBe(false)
  expect(isCompressible('image/png', 5000)).toBe(false)
  expect(isCompressible(undefined, 5000)).toBe(false)
})
