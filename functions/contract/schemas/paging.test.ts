import { cutToSize } from './paging.ts'

const items = [1, 2, 3].map((id) => ({ id, text: 'x'.repeat(100) }))
const cursorAfter = ({ id }: { id: number }) => `after ${id}`

test('a list that can be sent is left as it is', () => {
  expect(cutToSize(items, 'on', cursorAfter)).toEqual({ items, nextCursor: 'on' })
})

test('one that is too large is cut, and goes on after what is left', () => {
  expect(cutToSize(items, null, cursorAfter, 300)).toEqual({ items: items.slice(0, 2), nextCursor: 'after 2' })
})

test('at least one is sent, and quotes count as they are sent', () => {
  expect(cutToSize(items, null, cursorAfter, 1)).toEqual({ items: items.slice(0, 1), nextCursor: 'after 1' })
  const quoted = items.map(({ id }) => ({ id, text: '"'.repeat(100) }))
  expect(cutToSize(quoted, null, cursorAfter, 300).items).toHaveLength(1)
})
