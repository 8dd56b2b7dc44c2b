/** What is sent before what, and what stands where. */
import fc from 'fast-check'
import type { OldComment } from '../conversation.ts'
import { levelsOf } from './threads.ts'

const comment = (ref: string, parent?: string): OldComment => ({
  ref,
  parent,
  author: { name: 'Ada' },
  text: 'x',
  createdAt: '2009-02-15T09:00:00Z',
})
const parentsOf = (comments: OldComment[]) => new Map(comments.map(({ ref, parent }) => [ref, parent]))
const shape = (comments: OldComment[], parents = parentsOf(comments)) =>
  levelsOf(comments, parents).map((level) => level.map(({ comment: { ref }, parent }) => [ref, parent?.ref]))

test('answers come after what they answer, whatever their order in the export', () => {
  expect(shape([comment('c', 'b'), comment('b', 'a'), comment('a'), comment('d')])).toEqual([
    [
      ['a', undefined],
      ['d', undefined],
    ],
    [['b', 'a']],
    [['c', 'b']],
  ])
})

test('what answers something that is left out stands under what that answered', () => {
  const parents = new Map([
    ['spam', 'a'],
    ['spam-2', 'spam'],
  ])
  expect(shape([comment('a'), comment('b', 'spam-2'), comment('c', 'unknown')], parents)).toEqual([
    [
      ['a', undefined],
      ['c', undefined],
    ],
    [['b', 'a']],
  ])
})

test('a reply names what it answers, however deep that stands', () => {
  const chain = Array.from({ length: 12 }, (_, n) => comment(`${n}`, n === 0 ? undefined : `${n - 1}`))
  expect(shape(chain)).toEqual(chain.map(({ ref, parent }) => [[ref, parent]]))
})

test('comments that answer each other in a circle, or themselves, are all there', () => {
  const odd = [comment('a', 'b'), comment('b', 'a'), comment('c', 'b'), comment('d', 'd')]
  expect(shape(odd)).toEqual([
    [
      ['d', undefined],
      ['a', undefined],
    ],
    [['b', 'a']],
    [['c', 'b']],
  ])
})

test('whatever answers whatever, each comes once, after its parent', () => {
  const some = fc.array(fc.tuple(fc.nat(30), fc.boolean()), { maxLength: 30 })
  fc.assert(
    fc.property(some, (spec) => {
      const all = spec.map(([parent], index) => comment(`${index}`, `${parent}`))
      const kept = all.filter((_, index) => spec[index]?.[1])
      const levels = levelsOf(kept, parentsOf(all))
      const seen = new Set<string>()
      for (const [depth, level] of levels.entries()) {
        for (const placed of level) expect(placed.parent === undefined || seen.has(placed.parent.ref)).toBe(true)
        for (const { comment: one, depth: own } of level) {
          expect(own).toBe(depth)
          expect(seen.has(one.ref)).toBe(false)
          seen.add(one.ref)
        }
      }
      expect(seen.size).toBe(kept.length)
    }),
  )
})
