/**
 * Two hundred people behind one address, with the default limits.
 */
import { randomBytes } from 'node:crypto'
import { freshSite } from '../../test/kit/site/freshSite.ts'
import { newVoter } from '../domain/comments/voter.ts'
import { DEFAULT_SETTINGS } from '../domain/site/settings.ts'

const PEOPLE = 200
const ADDRESS = '198.51.100.200'
const MINUTE = 60_000
const HOUR = 60 * MINUTE

const { site } = await freshSite()
site.set(DEFAULT_SETTINGS)

const repeated = <T>(times: number, make: (number: number) => T): T[] =>
  Array.from({ length: times }, (_, i) => make(i))
const statuses = async (answers: Promise<{ status: number }>[]) =>
  Map.groupBy(await Promise.all(answers), ({ status }) => status)

test('all of them post within six minutes; thirty may do so at the same moment', async () => {
  const slug = await site.publish('campus-comments')
  const post = (person: number) => site.post(slug, `Person ${person} has this to say.`, undefined, {}, ADDRESS)
  const atOnce = await statuses(repeated(31, post))
  expect([atOnce.get(201)?.length, atOnce.get(429)?.length]).toEqual([30, 1])
  for (let person = 30; person < PEOPLE; person++) {
    site.pass(MINUTE / 30)
    expect((await post(person)).status).toBe(201)
  }
})

test('all of them make their first vote within an hour, on seventy comments', async () => {
  const slug = await site.publish('campus-first-votes')
  const comments = await Promise.all(
    repeated(70, async (i) => (await site.post(slug, `comment ${i}`, undefined, {}, `203.0.113.${i}`)).body.comment.id),
  )
  site.pass(HOUR)
  for (let person = 0; person < PEOPLE; person++) {
    site.pass(HOUR / PEOPLE)
    const { status } = await site.vote(slug, comments[person % comments.length], 1, undefined, ADDRESS)
    expect(status).toBe(200)
  }
})

test('those who voted on another day vote nine times at once for the same comment, and all of them on what they like', async () => {
  const slug = await site.publish('campus-votes')
  const voters = repeated(PEOPLE, () => newVoter('a secret for tests', randomBytes, site.clock()).token)
  site.pass(24 * HOUR)
  const comments = await Promise.all(
    repeated(60, async (i) => (await site.post(slug, `comment ${i}`, undefined, {}, `203.0.113.${i}`)).body.comment.id),
  )
  const [favourite] = comments
  for (const voter of voters.slice(0, 9)) expect((await site.vote(slug, favourite, 1, voter, ADDRESS)).status).toBe(200)
  expect((await site.vote(slug, favourite, 1, voters[9], ADDRESS)).status).toBe(429)
  // One vote a second, below the limit of the address for a minute.
  for (const [person, voter] of voters.entries()) {
    site.pass(1000)
    expect((await site.vote(slug, comments[1 + (person % 59)], 1, voter, ADDRESS)).status).toBe(200)
  }
})

test('reading has no limit by address', async () => {
  const slug = await site.publish('campus-reading')
  const answers = await statuses(repeated(PEOPLE, () => site.list(slug)))
  expect([...answers.keys()]).toEqual([200])
})
