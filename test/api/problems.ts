/**
 * Checks of refusals: RFC 9457 problem details, with every fault of the input in `errors`.
 */
import type { Answer } from '../kit/http/client.ts'
import type { Problem } from '../kit/http/shapes.ts'

/** Checks a problem against the contract. @returns the problem */
export function expectProblem(answer: Answer, status: number, kind: string, pointers?: readonly string[]): Problem {
  // One comparison, so that a failure shows the whole answer.
  expect({ status: answer.status, type: answer.headers['content-type'], body: answer.body }).toEqual({
    status,
    type: expect.stringMatching(/^application\/problem\+json(;|$)/),
    body: {
      type: `urn:problem-type:understory:${kind}`,
      title: expect.stringMatching(/\S/),
      status,
      detail: expect.stringMatching(/\S/),
      requestId: expect.stringMatching(/\S/),
      ...(pointers && {
        errors: expect.arrayContaining([
          {
            pointer: expect.any(String),
            code: expect.stringMatching(/^[a-z0-9-]+$/),
            detail: expect.stringMatching(/\S/),
          },
        ]),
      }),
    },
  })
  const problem = answer.body as Problem // proved by the comparison above
  // A field may have more than one fault.
  const found = new Set(problem.errors?.map(({ pointer }) => pointer))
  if (pointers) expect([...found].sort()).toEqual([...pointers].sort())
  return problem
}
