/** The settings of the site: valid settings are stored and read back unchanged. `FC_SEED` repeats a run. */
import fc from 'fast-check'
import { seedOf } from '../../test/kit/seed.ts'
import { freshSite } from '../../test/kit/site/freshSite.ts'
import { PLENTY } from '../../test/kit/site/plenty.ts'

const { site } = await freshSite()

const write = (body: unknown) => site.call('PUT /v1/moderation/settings', { groups: ['moderator'], body })
const read = () => site.call('GET /v1/moderation/settings', { groups: ['moderator'] })

test('who writes settings from before leaves the newer ones as they are', async () => {
  const older = { commentsPerMinute: 100_000, editWindowSeconds: 900, privateFactsDays: 30 }
  const before = { reportsToHold: 3, allowedOrigins: [] }
  site.set({ ...PLENTY, ...before })
  expect(await write(older)).toMatchObject({ status: 200, body: { ...PLENTY, ...before, ...older } })
})

test('whatever docs/limits.md and docs/api.md allow is taken, and read as it was written', async () => {
  const seed = seedOf('settings')
  const limits = Object.keys(PLENTY).map((name) => [name, fc.integer({ min: 1, max: 1_000_000 })] as const)
  // A random host that begins with xn-- can be invalid.
  const host = fc.domain().filter((name) => URL.canParse(`https://${name}`))
  const origin = fc.tuple(fc.constantFrom('http', 'https'), host, fc.constantFrom('', ':8443'))
  const settings = fc.record({
    ...Object.fromEntries(limits),
    editWindowSeconds: fc.integer({ min: 0, max: 31_536_000 }),
    privateFactsDays: fc.integer({ min: 1, max: 3650 }),
    reportsToHold: fc.integer({ min: 0, max: 1_000_000 }),
    allowedOrigins: fc.array(
      origin.map(([scheme, host, port]) => `${scheme}://${host}${port}`),
      { maxLength: 50 },
    ),
  })
  await fc.assert(
    fc.asyncProperty(settings, async (written) => {
      expect(await write(written)).toMatchObject({ status: 200, body: written })
      expect(await read()).toMatchObject({ status: 200, body: written })
    }),
    { seed, numRuns: 200 },
  )
})
