import { postCharge } from '../../functions/domain/site/limits.ts'
import { DEFAULT_SETTINGS } from '../../functions/domain/site/settings.ts'
import { charge, LimitReached } from '../../functions/store/site/rateLimits.ts'
import { SimulatedDynamoDB } from './database.ts'

test('limits by address hold in the simulated DynamoDB, which hands over the item that refused an update', async () => {
  const rate = { write: 1_000_000, read: 1_000_000 }
  const database = new SimulatedDynamoDB({
    limits: { roots: rate, spread: rate, partitions: 1, table: rate },
    random: () => 0,
    now: Date.now,
    onChange: () => undefined,
  })
  const comments = { client: database.client(), name: 'Comments' }
  const post = () =>
    charge(comments, 'somebody', [postCharge({ ...DEFAULT_SETTINGS, commentsPerMinute: 3 })], 1_000_000)
  for (let count = 0; count < 3; count++) await post()
  await expect(post()).rejects.toBeInstanceOf(LimitReached)
  // The first update found nothing; each of the others was refused once and, but for the last, repeated.
  expect(Object.fromEntries(database.requests)).toEqual({ UpdateItem: 6 })
})
