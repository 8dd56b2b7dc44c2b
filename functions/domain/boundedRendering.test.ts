import { renderWithin } from './boundedRendering.ts'
import { InvalidInput } from './errors.ts'

const bounds = { milliseconds: 50, pointer: '#/text' }
const faultsOf = (render: () => string) => {
  try {
    return renderWithin(bounds, render)
  } catch (error) {
    if (error instanceof InvalidInput) return error.faults
    throw error
  }
}

test('rendering that takes too long is stopped, and the field is named', () => {
  const forever = () => {
    for (;;);
  }
  expect(faultsOf(forever)).toEqual([{ pointer: '#/text', detail: expect.stringContaining('too long') }])
})

test('HTML nested deeper than a hundred elements is refused, and so is what overflows the stack', () => {
  const nested = (depth: number) => '<b>'.repeat(depth) + '</b>'.repeat(depth)
  const bottomless = (): string => bottomless() + bottomless()
  expect(faultsOf(() => nested(100))).toBe(nested(100))
  expect(faultsOf(() => `${'<br />'.repeat(200)}${nested(100)}`)).toHaveLength(1900)
  for (const render of [() => nested(101), bottomless])
    expect(faultsOf(render)).toEqual([{ pointer: '#/text', detail: expect.stringContaining('nested too deeply') }])
})

test('any other failure is ours, and passed on as it is', () => {
  const failure = new TypeError('a bug')
  expect(() =>
    renderWithin(bounds, () => {
      throw failure
    }),
  ).toThrow(failure)
})
