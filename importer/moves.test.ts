/** Where pages of an old site are now. */
import { moved, movesOf } from './moves.ts'

test.each([
  ['http://old.example/a?b=1#c', ['http://old.example=https://new.example'], 'https://new.example/a?b=1#c'],
  ['https://old.example/a', ['http://old.example=https://new.example'], 'https://old.example/a'],
  ['http://www.old.example/a', ['old.example=https://new.example'], 'https://new.example/a'],
  ['https://old.example', ['www.old.example=https://new.example/'], 'https://new.example/'],
  ['https://blog.old.example/a', ['old.example=https://new.example'], 'https://blog.old.example/a'],
  ['https://old.example/blog/a/', ['https://old.example/blog/=https://new.example'], 'https://new.example/a/'],
  ['https://old.example/blogs/a', ['https://old.example/blog=https://new.example'], 'https://old.example/blogs/a'],
  ['https://old.example/a', ['old.example=https://new.example/archive'], 'https://new.example/archive/a'],
  ['https://old.example/a?b=c=d', ['old.example/a=https://new.example/b'], 'https://new.example/b?b=c=d'],
  ['http://old.example:8080/a', ['old.example:8080=https://new.example'], 'https://new.example/a'],
  ['https://bücher.example/a', ['bücher.example=https://new.example'], 'https://new.example/a'],
  [
    'http://a.example/',
    ['http://a.example=http://b.example', 'http://b.example=http://c.example'],
    'http://b.example/',
  ],
  [
    'https://old.example/blog/a',
    ['old.example=https://new.example', 'https://old.example/blog=https://blog.example'],
    'https://blog.example/a',
  ],
])('%s with %j is %s', (address, maps, now) => {
  expect(moved(address, movesOf(maps))).toBe(now)
})

test.each([
  ['old.example', /“old\.example” has no “=”/],
  ['=https://new.example', /has no “=”/],
  ['old.example=', /has no “=”/],
  ['old.example=new.example', /“new\.example” is not a web address/],
  ['old.example=ftp://new.example', /“ftp:\/\/new\.example” is not a web address/],
  ['old.example=https://new.example/?a=1', /is not a web address without a query/],
  ['https://old.example/#a=https://new.example', /“https:\/\/old\.example\/#a” is not a web address/],
  ['ftp://old.example=https://new.example', /“ftp:\/\/old\.example” is not a web address/],
  ['old example=https://new.example', /“old example” is not a web address/],
])('--map %s is refused', (map, message) => {
  expect(() => movesOf([map])).toThrow(message)
})

test.each([
  ['old.example', 'http://old.example'],
  ['https://old.example/blog', 'https://old.example/blog/'],
])('one place is not in two others: %s, %s', (one, other) => {
  const maps = [`${one}=https://a.example`, `${other}=https://b.example`]
  expect(() => movesOf(maps)).toThrow(`--map has two entries for ${other}.`)
})
