import * as z from 'zod/mini'
import { pageLimit } from '../../contract/schemas/paging.ts'
import { InvalidInput } from '../../domain/errors.ts'
import { errorsOf } from '../problem.ts'
import { validate } from './validate.ts'

const schema = z.strictObject({ name: z.string(), age: z.int(), tags: z.array(z.string()) })

function faultsOf(value: unknown, held: z.ZodMiniType = schema): unknown {
  try {
    return validate(held, value)
  } catch (error) {
    if (error instanceof InvalidInput) return errorsOf(error)
    throw error
  }
}

test('a field that is missing is required, one of the wrong type is told what it must be', () => {
  expect(faultsOf({})).toEqual([
    { pointer: '#/name', code: 'required', detail: 'This field is required.' },
    { pointer: '#/age', code: 'required', detail: 'This field is required.' },
    { pointer: '#/tags', code: 'required', detail: 'This field is required.' },
  ])
  expect(faultsOf({ name: 7, age: 30.5, tags: null })).toEqual([
    { pointer: '#/name', code: 'wrong-type', detail: 'This must be a string.' },
    { pointer: '#/age', code: 'wrong-type', detail: 'This must be a whole number.' },
    { pointer: '#/tags', code: 'wrong-type', detail: 'This must be a list.' },
  ])
  expect(faultsOf('x')).toEqual([{ pointer: '#', code: 'wrong-type', detail: 'This must be an object.' }])
})

test('a number that JSON can write and nobody can hold is no number', () => {
  expect(faultsOf({ name: '', age: JSON.parse('1e400'), tags: [] })).toEqual([
    { pointer: '#/age', code: 'wrong-type', detail: 'This must be a number.' },
  ])
})

test('what fits no pattern is told which', () => {
  expect(faultsOf('0', pageLimit)).toEqual([
    { pointer: '#', code: 'not-in-range', detail: 'This must be a whole number from 1 to 100.' },
  ])
})

test('a value of the wrong type has no other fault, whatever its length is', () => {
  const list = z.strictObject({ tags: z.array(z.string()).check(z.minLength(1), z.maxLength(2)) })
  for (const tags of ['', 'abc'])
    expect(faultsOf({ tags }, list)).toEqual([
      { pointer: '#/tags', code: 'wrong-type', detail: 'This must be a list.' },
    ])
  expect(faultsOf({ tags: [] }, list)).toEqual([
    { pointer: '#/tags', code: 'too-few', detail: 'This must have at least 1 entry.' },
  ])
})
