import { cached } from './cache.ts'

function counting(answer = async (key: string) => `${key}!`) {
  const reads: string[] = []
  let now = 0
  const read = cached({ maxAge: 10, size: 2, clock: () => now }, (key) => {
    reads.push(key)
    return answer(key)
  })
  return {
    read,
    reads,
    pass: (time: number) => {
      now += time
    },
  }
}

test('simultaneous misses share one read', async () => {
  const { read, reads } = counting()
  expect(await Promise.all([read('a'), read('a'), read('a')])).toEqual(['a!', 'a!', 'a!'])
  expect(reads).toEqual(['a'])
})

test('an answer is read again once it is too old', async () => {
  const { read, reads, pass } = counting()
  await read('a')
  pass(9)
  await read('a')
  expect(reads).toHaveLength(1)
  pass(1)
  await read('a')
  expect(reads).toHaveLength(2)
})

test('it never grows beyond its size', async () => {
  const { read, reads } = counting()
  for (const key of ['a', 'b', 'c', 'b', 'c', 'a']) await read(key)
  expect(reads).toEqual(['a', 'b', 'c', 'a'])
})

test('failures reach everybody who waits, and are forgotten', async () => {
  let fails = true
  const { read, reads } = counting(async (key) => {
    if (fails) throw new Error('no')
    return key
  })
  const both = await Promise.allSettled([read('a'), read('a')])
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  fails = false
  expect(await read('a')).toBe('a')
  expect(reads).toEqual(['a', 'a'])
})
