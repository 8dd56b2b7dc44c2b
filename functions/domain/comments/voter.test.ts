import { randomBytes } from 'node:crypto'
import { claimedVoterId, isSettled, newVoter, voterOf } from './voter.ts'

const NOW = Date.parse('2026-11-28T12:00:00Z')
const voter = newVoter('secret', randomBytes, NOW)

test('a voter is known by the token that was given out', () => {
  expect(voterOf(voter.token, 'secret')).toEqual(voter)
  expect(claimedVoterId(voter.token)).toBe(voter.id)
})

test.each([
  [0, false],
  [23 * 60 + 59, false],
  [24 * 60, true],
  [365 * 24 * 60, true],
  // Voters of a version whose ids had no time, or of a clock that is ahead.
  [-1, false],
  [-60, true],
])('%i minutes after it was made, a voter is settled: %s', (minutes, expected) => {
  expect(isSettled(voter, NOW + minutes * 60_000)).toBe(expected)
})

test('no two are the same', () => {
  expect(new Set(Array.from({ length: 100 }, () => newVoter('secret', randomBytes, NOW).id)).size).toBe(100)
})

test.each([
  ['of another site', newVoter('other secret', randomBytes, NOW).token],
  ['with another’s signature', `${newVoter('secret', randomBytes, NOW).id}.${voter.token.split('.')[1]}`],
  ['without a signature', voter.id],
  ['with an empty signature', `${voter.id}.`],
  ['cut short', voter.token.slice(0, -1)],
  ['drawn out', `${voter.token}A`],
  ['that is empty', ''],
  ['of characters that are none of ours', `${voter.token.slice(0, -2)}é`],
])('a token %s is none', (_, token) => {
  expect(voterOf(token, 'secret')).toBeUndefined()
})
