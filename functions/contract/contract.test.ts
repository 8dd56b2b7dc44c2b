import type { ZodMiniType } from 'zod/mini'
import { OPERATIONS, routes } from './routes.ts'
import { ANSWERS } from './schemas/answers.ts'
import { EXAMPLES } from './schemas/examples.ts'

const operations = Object.entries(OPERATIONS)
const bodies = operations.flatMap(([, { body }]): [string, ZodMiniType][] =>
  body ? [[body.name, body.described ?? body.schema]] : [],
)
const schemas = new Map<string, ZodMiniType>([...Object.entries(ANSWERS), ...bodies])

test.each(Object.entries(EXAMPLES))('the example of %s is valid', (name, example) => {
  expect(schemas.get(name)?.safeParse(example)).toMatchObject({ success: true })
})

test.each(operations)('%s has an example of what is sent and answered', (_, { body, answers }) => {
  const named = [body?.name, ...Object.values(answers).map((answer) => answer.body)].filter(
    (name) => name !== undefined,
  )
  expect(Object.keys(EXAMPLES)).toEqual(expect.arrayContaining(named.filter((name) => name !== 'OpenApi')))
})

test('each operation and each route stands once', () => {
  const ids = operations.map(([, { id }]) => id)
  const keys = routes.map(({ method, path }) => `${method} ${path}`)
  expect([new Set(ids).size, new Set(keys).size]).toEqual([ids.length, keys.length])
})
