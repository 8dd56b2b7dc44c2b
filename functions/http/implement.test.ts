/** Code that must not compile. `tsc` fails if an expected error is missing. */
import { contract } from '../contract/operation.ts'
import { implement } from './implement.ts'

const look = {
  id: 'look',
  summary: 'Look',
  description: 'Look',
  access: 'everyone',
  answers: { 204: { description: 'Looked' } },
  cache: 'never',
} as const
const operations = contract('reader', { 'GET /v1/health': look })

test('a handler is made for the routes of its contract alone', () => {
  const handlers = { 'GET /v1/health': async () => ({ status: 204 as const }) }
  expect(Object.keys(implement(operations, handlers))).toEqual(['GET /v1/health'])
  implement(operations, {
    ...handlers,
    // @ts-expect-error a route outside the contract
    'GET /v1/nowhere': async () => ({ status: 204 }),
  })
  // @ts-expect-error a status that the contract does not list
  implement(operations, { 'GET /v1/health': async () => ({ status: 200 }) })
  // @ts-expect-error a header that the contract does not list
  implement(operations, { 'GET /v1/health': async () => ({ status: 204, headers: { location: '/' } }) })
})
