import { Busy, InvalidInput } from '../errors.ts'
import { renderWithin } from './boundedRendering.ts'

// With this clock, the test behaves as if this thread had the whole processor, also on a busy machine.
const bounds = { milliseconds: 50, path: ['text'], processorTime: () => performance.now() }
const faultsOf = (render: () => string) => faultsWithin(bounds, render)
const faultsWithin = (within: Parameters<typeof renderWithin>[0], render: () => string) => {
  try {
    return renderWithin(within, render)
  } catch (error) {
    if (error instanceof InvalidInput) return error.faults
    throw error
  }
}
const forever = () => {
  for (;;);
}

test('rendering that takes too long is stopped, and the field is named', () => {
  expect(faultsOf(forever)).toEqual([{ path: ['text'], code: 'too-much-markup' }])
})

test('time in which others had the processor is not held against a text', () => {
  const idle = { ...bounds, processorTime: () => 0 }
  let attempts = 0
  expect(renderWithin(idle, () => (attempts++ === 0 ? forever() : 'rendered'))).toBe('rendered')
  expect(() => renderWithin(idle, forever)).toThrow(Busy)
})

test('HTML nested deeper than a hundred elements is refused', () => {
  const nested = (depth: number) => '<b>'.repeat(depth) + '</b>'.repeat(depth)
  const faultsOf = (render: () => string) => faultsWithin({ path: ['text'] }, render)
  expect(faultsOf(() => nested(100))).toBe(nested(100))
  expect(faultsOf(() => `${'<br />'.repeat(200)}${nested(100)}`)).toHaveLength(1900)
  expect(faultsOf(() => nested(101))).toEqual([{ path: ['text'], code: 'markup-too-deep' }])
})

test('what overflows the stack is refused, and not for its nesting', () => {
  const bottomless = (): string => bottomless() + bottomless()
  expect(faultsOf(bottomless)).toEqual([{ path: ['text'], code: 'too-much-markup' }])
})

test('any other failure is ours, and passed on as it is', () => {
  const failure = new TypeError('a bug')
  expect(() =>
    renderWithin(bounds, () => {
      throw failure
    }),
  ).toThrow(failure)
})
