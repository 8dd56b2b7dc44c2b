/** Retries, bisection and giving up, with a function that fails on records of the test's choice. */
import { appliedBefore, type DeliveryOptions, deliver, type SetAside } from './delivery.ts'
import type { LambdaRecord } from './records.ts'

const record = (number: number, created = 1000): LambdaRecord => ({
  eventID: `e${number}`,
  eventName: 'INSERT',
  dynamodb: { SequenceNumber: String(number), ApproximateCreationDateTime: created },
})
const records = (...numbers: number[]) => numbers.map((number) => record(number))
const numbersOf = (batch: readonly LambdaRecord[]) => batch.map(({ dynamodb }) => Number(dynamodb.SequenceNumber))

type Scene = {
  readonly calls: number[][]
  readonly asides: { records: number[]; because: SetAside['because'] }[]
  readonly run: (batch: readonly LambdaRecord[], mapping?: Partial<DeliveryOptions['mapping']>) => Promise<boolean>
}

function scene(invoke: (batch: number[], call: number) => string | undefined): Scene {
  const calls: number[][] = []
  const asides: Scene['asides'] = []
  return {
    calls,
    asides,
    run: (batch, mapping = {}) =>
      deliver(batch, {
        mapping: { maximumRetries: 2, maximumAgeSeconds: -1, bisect: true, reportsFailures: true, ...mapping },
        invoke: async (sent) => {
          calls.push(numbersOf(sent))
          return invoke(numbersOf(sent), calls.length)
        },
        setAside: async ({ records: failed, because }) => {
          asides.push({ records: numbersOf(failed), because })
        },
        delay: () => 0,
        now: () => 2_000_000,
      }),
  }
}

const failing = (...numbers: number[]) =>
  JSON.stringify({ batchItemFailures: numbers.map((n) => ({ itemIdentifier: `${n}` })) })

test('a batch that succeeds is brought once', async () => {
  const { run, calls } = scene(() => '{"batchItemFailures":[]}')
  expect(await run(records(1, 2, 3))).toBe(true)
  expect(calls).toEqual([[1, 2, 3]])
})

test('a partial failure goes on from the first failed record', async () => {
  const { run, calls } = scene((_, call) => (call === 1 ? failing(4, 3) : '{}'))
  await run(records(1, 2, 3, 4, 5))
  expect(calls).toEqual([
    [1, 2, 3, 4, 5],
    [3, 4, 5],
  ])
})

test('a batch that fails whole is split until the poisoned record is alone, and the others are applied', async () => {
  const { run, calls, asides } = scene((batch) => (batch.includes(3) ? undefined : '{}'))
  await run(records(1, 2, 3, 4))
  expect(asides).toEqual([{ records: [3], because: 'RetryAttemptsExhausted' }])
  expect(calls.filter((batch) => !batch.includes(3))).toEqual([[1, 2], [4]])
  // Once at first, then two retries: splitting does not count.
  expect(calls.filter((batch) => batch.length === 1 && batch[0] === 3)).toHaveLength(3)
})

test('without bisection the whole batch is retried and set aside', async () => {
  const { run, calls, asides } = scene(() => undefined)
  await run(records(1, 2), { bisect: false })
  expect(calls).toEqual([
    [1, 2],
    [1, 2],
    [1, 2],
  ])
  expect(asides).toEqual([{ records: [1, 2], because: 'RetryAttemptsExhausted' }])
})

test('records that are too old are set aside without a call', async () => {
  const { run, calls, asides } = scene(() => '{}')
  await run([record(1, 1000), record(2, 1990)], { maximumAgeSeconds: 60 })
  expect(asides).toEqual([{ records: [1], because: 'RecordAgeExceeded' }])
  expect(calls).toEqual([[2]])
})

test('unbounded retries go on until it works', async () => {
  const { run, calls, asides } = scene((_, call) => (call < 20 ? undefined : '{}'))
  await run(records(1), { maximumRetries: -1 })
  expect(calls).toHaveLength(20)
  expect(asides).toEqual([])
})

test('a mapping that stops leaves the rest to the next start', async () => {
  let stopping = false
  const complete = await deliver(records(1, 2), {
    mapping: { maximumRetries: 2, maximumAgeSeconds: -1, bisect: true, reportsFailures: true },
    invoke: async () => {
      stopping = true
      return undefined
    },
    setAside: async () => {
      throw new Error('set aside')
    },
    stopping: () => stopping,
  })
  expect(complete).toBe(false)
})

test.each([
  ['null', 3],
  ['{}', 3],
  ['{"batchItemFailures":null}', 3],
  ['{"batchItemFailures":[]}', 3],
  ['{"batchItemFailures":[{"itemIdentifier":"2"}]}', 1],
  ['{"batchItemFailures":[{"itemIdentifier":"9"}]}', 0],
  ['{"batchItemFailures":[{"itemIdentifier":""}]}', 0],
  ['{"batchItemFailures":[{}]}', 0],
  ['{"batchItemFailures":"2"}', 0],
  ['nonsense', 0],
])('the answer %s means that %i records are applied', (answer, applied) => {
  expect(appliedBefore(answer, records(1, 2, 3))).toBe(applied)
})
