/** Calls each operation as every kind of caller and checks the access that the contract declares. */
import type { Access } from '../../functions/contract/access.ts'
import { EXAMPLES } from '../../functions/contract/schemas/examples.ts'
import { type Answer, call } from '../kit/http/client.ts'
import { post, publish } from '../kit/http/fixtures.ts'
import { editorToken, moderatorToken } from '../kit/http/target.ts'
import { expectProblem } from './problems.ts'
import { all, filled, nameOf, operationOf } from './site/routes.ts'

const CALLERS = { nobody: () => undefined, 'an editor': editorToken, 'a moderator': moderatorToken }
type Caller = keyof typeof CALLERS

const isRefused = (access: Access, caller: Caller): 'by the gateway' | 'by the function' | undefined => {
  if (access === 'everyone' || access === 'author') return undefined
  if (caller === 'nobody') return 'by the gateway'
  return caller === (access === 'editors' ? 'an editor' : 'a moderator') ? undefined : 'by the function'
}

const operations = all.flatMap((route) => {
  const operation = operationOf(route)
  return operation ? [{ name: nameOf(route), route, operation, access: operation.access }] : []
})
const VALUES = { slug: 'story', id: '01JQ3ZV8M4T0A7Y5R2K9X6C1BD', version: '1', bucket: '1' }

describe.each(Object.keys(CALLERS) as Caller[])('%s', (caller) => {
  test.each(operations)('calls $name, which is for $access', async ({ route, operation, access }) => {
    // An allowed caller gets 422 for the unknown parameter, or 428 first if the operation needs a version.
    const answer = await call(route.method, `${filled(route, VALUES)}?unknown=1`, { token: CALLERS[caller]() })
    const refused = isRefused(access, caller)
    if (refused === 'by the gateway') expect([answer.status, answer.body]).toEqual([401, { message: 'Unauthorized' }])
    else if (refused === 'by the function') expectProblem(answer, 403, 'forbidden')
    else if (operation.headers?.includes('If-Match')) expectProblem(answer, 428, 'version-required')
    else {
      const unknown = expect.objectContaining({ pointer: '?unknown' })
      expect(answer).toMatchObject({ status: 422, body: { errors: expect.arrayContaining([unknown]) } })
    }
  })
})

describe('an author', () => {
  test.each(operations.filter(({ access }) => access === 'author'))(
    'alone calls $name, with the token of that comment',
    async ({ route, operation }) => {
      const slug = await publish()
      const [own, other] = [await post(slug, 'My own.'), await post(slug, 'Of somebody else.')]
      const body = EXAMPLES[operation.body?.name as keyof typeof EXAMPLES]
      const as = (token: string | undefined): Promise<Answer> =>
        call(route.method, filled(route, { slug, id: own.comment.id }), { token, ...(body && { body }) })
      expectProblem(await as(undefined), 401, 'unauthenticated')
      expectProblem(await as(other.editToken), 403, 'forbidden')
      // Staff tokens are not edit tokens.
      for (const token of [editorToken(), moderatorToken()]) expectProblem(await as(token), 401, 'unauthenticated')
      expect(Object.keys(operation.answers)).toContain(String((await as(own.editToken)).status))
    },
  )
})
