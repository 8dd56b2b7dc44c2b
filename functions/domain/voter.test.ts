import { randomBytes } from 'node:crypto'
import { claimedVoterId, newVoter, voterOf } from './voter.ts'

const voter = newVoter('secret', randomBytes)

test('a voter is known by the token that was given out', () => {
  expect(voterOf(voter.token, 'secret')).toEqual(voter)
  expect(claimedVoterId(voter.token)).toBe(voter.id)
})

test('no two are the same', () => {
  expect(new Set(Array.from({ length: 100 }, () => newVoter('secret', randomBytes).id)).size).toBe(100)
})

test.each([
  ['of another site', newVoter('other secret', randomBytes).token],
  ['with another’s signature', `${newVoter('secret', randomBytes).id}.${voter.token.split('.')[1]}`],
  ['without a signature', voter.id],
  ['with an empty signature', `${voter.id}.`],
  ['cut short', voter.token.slice(0, -1)],
  ['drawn out', `${voter.token}A`],
  ['that is empty', ''],
  ['of characters that are none of ours', `${voter.token.slice(0, -2)}é`],
])('a token %s is none', (_, token) => {
  expect(voterOf(token, 'secret')).toBeUndefined()
})
