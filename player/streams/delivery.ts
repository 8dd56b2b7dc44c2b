/**
 * Delivers a batch of stream records to a function until every record is applied or set aside: partial batch responses,
 * bisection, bounded retries and age.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-errors.html and …/services-ddb-batchfailurereporting.html
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { MappingSpec } from '../template/system.ts'
import type { LambdaRecord } from './records.ts'

export type SetAsideBecause = 'RetryAttemptsExhausted' | 'RecordAgeExceeded'

export type SetAside = {
  readonly records: readonly LambdaRecord[]
  readonly because: SetAsideBecause
  readonly attempts: number
}

export type DeliveryOptions = {
  readonly mapping: Pick<MappingSpec, 'maximumRetries' | 'maximumAgeSeconds' | 'bisect' | 'reportsFailures'>
  /** Runs the function. @returns its answer as JSON, undefined when it failed as a whole */
  readonly invoke: (records: readonly LambdaRecord[]) => Promise<string | undefined>
  /** Keeps records that could not be applied. They count as done afterwards. */
  readonly setAside: (failed: SetAside) => Promise<void>
  /** True once the mapping is stopping. Records that are not applied are then left to the next start. */
  readonly stopping?: () => boolean
  /** Milliseconds before a retry. @default 100 doubled each time, at most 5 s */
  readonly delay?: (attempt: number) => number
  readonly now?: () => number
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/**
 * The index of the first record that is not applied: the length of the batch when all are, 0 when none is known to be.
 *
 * @param answer of a function that reports failed items, as JSON
 */
export function appliedBefore(answer: string, records: readonly LambdaRecord[]): number {
  let parsed: unknown
  try {
    parsed = JSON.parse(answer)
  } catch {
    return 0 // "invalid JSON" is a complete failure
  }
  if (parsed === null || parsed === '') return records.length
  const failures = isRecord(parsed) ? (parsed.batchItemFailures ?? []) : undefined
  if (failures === null) return records.length
  if (!Array.isArray(failures)) return 0
  // "Lambda uses the lowest sequence number as the checkpoint"; an unknown, empty or missing identifier fails the
  // batch.
  const positions = failures.map((failure: unknown) =>
    records.findIndex(({ dynamodb }) => isRecord(failure) && dynamodb.SequenceNumber === failure.itemIdentifier),
  )
  return positions.length === 0 ? records.length : Math.max(0, Math.min(...positions))
}

/** @returns false when the mapping stopped before the end */
export async function deliver(batch: readonly LambdaRecord[], options: DeliveryOptions): Promise<boolean> {
  const { mapping, invoke, setAside, stopping = () => false, now = Date.now } = options
  const { delay = (attempt) => Math.min(5000, 100 * 2 ** attempt) } = options
  let records = batch
  let attempts = 0
  while (records.length > 0) {
    if (stopping()) return false
    if (mapping.maximumAgeSeconds >= 0) {
      const oldest = now() / 1000 - mapping.maximumAgeSeconds
      const fresh = records.findIndex(({ dynamodb }) => dynamodb.ApproximateCreationDateTime >= oldest)
      const expired = records.slice(0, fresh < 0 ? records.length : fresh)
      if (expired.length > 0) {
        await setAside({ records: expired, because: 'RecordAgeExceeded', attempts })
        records = records.slice(expired.length)
        continue
      }
    }
    const answer = await invoke(records)
    if (stopping() && answer === undefined) return false
    const applied = answer === undefined ? 0 : mapping.reportsFailures ? appliedBefore(answer, records) : records.length
    if (applied > 0) {
      records = records.slice(applied)
      attempts = 0
      // The first record of the rest has just failed once.
      if (records.length > 0) attempts = 1
    } else if (mapping.bisect && records.length > 1) {
      // "Splitting a batch does not count towards the retry quota."
      const middle = Math.ceil(records.length / 2)
      return (await deliver(records.slice(0, middle), options)) && (await deliver(records.slice(middle), options))
    } else {
      attempts++
    }
    if (records.length > 0 && mapping.maximumRetries >= 0 && attempts > mapping.maximumRetries) {
      await setAside({ records, because: 'RetryAttemptsExhausted', attempts })
      return true
    }
    if (records.length > 0 && attempts > 0) await pause(delay(attempts))
  }
  return true
}
